"""The life of a weight set. Numbers change only in a draft, and what was active once is never a draft again."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.matching.models import WeightSet
from kernel.transitions import Lifecycle

State = WeightSet.State


class Step(TextChoices):
    """What administrators do with a weight set. RETURN and KEEP are refusals of a new and of a former version."""

    CREATE = "create", _("起草")
    EDIT = "edit", _("修改")
    PROPOSE = "propose", _("提出")
    RECALL = "recall", _("收回")
    RETURN = "return", _("退回")
    PROPOSE_AGAIN = "propose_again", _("提出恢复")
    RECALL_AGAIN = "recall_again", _("收回恢复")
    KEEP = "keep", _("不予恢复")
    APPROVE = "approve", _("批准并启用")
    RETIRE = "retire", _("停用")


LIFECYCLE: Lifecycle[WeightSet.State, Step] = Lifecycle(
    {
        (State.DRAFT, Step.EDIT): State.DRAFT,
        (State.DRAFT, Step.PROPOSE): State.PROPOSED,
        (State.PROPOSED, Step.RECALL): State.DRAFT,
        (State.PROPOSED, Step.RETURN): State.DRAFT,
        (State.PROPOSED, Step.APPROVE): State.ACTIVE,
        (State.ACTIVE, Step.RETIRE): State.RETIRED,
        (State.RETIRED, Step.PROPOSE_AGAIN): State.PROPOSED,
        (State.PROPOSED, Step.RECALL_AGAIN): State.RETIRED,
        (State.PROPOSED, Step.KEEP): State.RETIRED,
    }
)
