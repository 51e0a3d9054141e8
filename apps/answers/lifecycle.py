"""The life of an answer: written until it is ready, and opened again as often as wanted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.answers.models import Answer
from kernel.transitions import Lifecycle

Status = Answer.Status


class Step(models.TextChoices):
    """What can be done with an answer. A ready one is read, exported and carried over, never edited or deleted."""

    EDIT = "edit", _("修改")
    FINISH = "finish", _("定稿")
    REOPEN = "reopen", _("重新打开")
    DELETE = "delete", _("删除")


LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(
    {
        (Status.DRAFT, Step.EDIT): Status.DRAFT,
        (Status.DRAFT, Step.FINISH): Status.READY,
        (Status.READY, Step.REOPEN): Status.DRAFT,
        (Status.DRAFT, Step.DELETE): Status.DRAFT,  # nothing is left that could have another status
    }
)
