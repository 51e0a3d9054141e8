"""What may become of a proposed name: every decision can be taken back, none follows another directly."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.taxonomy.models import NameProposal
from kernel.transitions import Lifecycle

State = NameProposal.State


class Step(TextChoices):
    """What an editor does."""

    ALIAS = "alias", _("收为别名")
    PARAMETER = "parameter", _("收为新参数")
    REJECT = "reject", _("驳回")
    UNDO = "undo", _("撤销决定")
    RELINK = "relink", _("重新对应草稿")


LIFECYCLE: Lifecycle[NameProposal.State, Step] = Lifecycle(
    {
        (State.OPEN, Step.ALIAS): State.ALIAS,
        (State.OPEN, Step.PARAMETER): State.PARAMETER,
        (State.OPEN, Step.REJECT): State.REJECTED,
        (State.ALIAS, Step.RELINK): State.ALIAS,
        (State.PARAMETER, Step.RELINK): State.PARAMETER,
        (State.ALIAS, Step.UNDO): State.OPEN,
        (State.PARAMETER, Step.UNDO): State.OPEN,
        (State.REJECTED, Step.UNDO): State.OPEN,
    }
)
