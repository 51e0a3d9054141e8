"""The life of a demand and of its versions: which step may be taken when. Any other step is refused.

A step must be permitted by both tables: the demand's status and the stage of its open version. A published demand
keeps its status while a change of it goes through approval as a version of its own.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.demands.models import Demand, DemandVersion
from kernel.transitions import Lifecycle

Status = Demand.Status
Stage = DemandVersion.Stage


class Step(models.TextChoices):
    """What can be done with a demand."""

    CREATE = "create", _("建立")
    EDIT = "edit", _("修改")
    SUBMIT = "submit", _("提交审批")
    RECALL = "recall", _("收回提交")
    APPROVE = "approve", _("批准")
    RETURN = "return", _("退回修改")
    PUBLISH = "publish", _("发布")
    REVISE = "revise", _("开始变更")
    DISCARD = "discard", _("放弃变更")
    CLOSE = "close", _("结束")
    WITHDRAW = "withdraw", _("撤回需求")


LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(
    {
        (Status.DRAFT, Step.EDIT): Status.DRAFT,
        (Status.DRAFT, Step.SUBMIT): Status.PENDING,
        (Status.DRAFT, Step.WITHDRAW): Status.WITHDRAWN,
        (Status.PENDING, Step.RECALL): Status.DRAFT,
        (Status.PENDING, Step.RETURN): Status.DRAFT,
        (Status.PENDING, Step.APPROVE): Status.PENDING,
        (Status.PENDING, Step.PUBLISH): Status.PUBLISHED,
        (Status.PUBLISHED, Step.REVISE): Status.PUBLISHED,
        (Status.PUBLISHED, Step.EDIT): Status.PUBLISHED,
        (Status.PUBLISHED, Step.SUBMIT): Status.PUBLISHED,
        (Status.PUBLISHED, Step.RECALL): Status.PUBLISHED,
        (Status.PUBLISHED, Step.RETURN): Status.PUBLISHED,
        (Status.PUBLISHED, Step.APPROVE): Status.PUBLISHED,
        (Status.PUBLISHED, Step.PUBLISH): Status.PUBLISHED,
        (Status.PUBLISHED, Step.DISCARD): Status.PUBLISHED,
        (Status.PUBLISHED, Step.CLOSE): Status.CLOSED,
        (Status.PUBLISHED, Step.WITHDRAW): Status.WITHDRAWN,
    }
)

VERSION_LIFECYCLE: Lifecycle[Stage, Step] = Lifecycle(
    {
        (Stage.DRAFT, Step.EDIT): Stage.DRAFT,
        (Stage.DRAFT, Step.SUBMIT): Stage.PENDING,
        (Stage.PENDING, Step.RECALL): Stage.DRAFT,
        (Stage.PENDING, Step.RETURN): Stage.DRAFT,
        (Stage.PENDING, Step.APPROVE): Stage.APPROVED,
        (Stage.APPROVED, Step.RETURN): Stage.DRAFT,
        (Stage.APPROVED, Step.PUBLISH): Stage.PUBLISHED,
    }
)

# Steps that move the open version as well as the demand.
VERSION_STEPS = frozenset({Step.EDIT, Step.SUBMIT, Step.RECALL, Step.APPROVE, Step.RETURN, Step.PUBLISH})
