"""The life of a deal: which step may be taken from which status."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.deals.models import Deal
from kernel.transitions import Lifecycle

Status = Deal.Status


class Step(models.TextChoices):
    """What can be done with a deal. CONSENT of the second side leads on; of the first side it stays a lead."""

    OPEN = "open", _("发起对接")
    TAKE_OVER = "take_over", _("接手")
    CONSENT = "consent", _("同意对接")
    CONFIRM = "confirm", _("双方已确认")
    REFUSE = "refuse", _("不同意对接")
    TALK = "talk", _("开始洽谈")
    QUOTE = "quote", _("收到报价")
    SIGN = "sign", _("签约成交")
    LOSE = "lose", _("未成交")


LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(
    {
        (Status.LEAD, Step.TAKE_OVER): Status.LEAD,
        (Status.LEAD, Step.CONSENT): Status.LEAD,
        (Status.LEAD, Step.CONFIRM): Status.CONSENTED,
        (Status.LEAD, Step.REFUSE): Status.LOST,
        (Status.LEAD, Step.LOSE): Status.LOST,
        (Status.CONSENTED, Step.TALK): Status.TALKING,
        (Status.CONSENTED, Step.LOSE): Status.LOST,
        (Status.TALKING, Step.QUOTE): Status.QUOTED,
        (Status.TALKING, Step.LOSE): Status.LOST,
        (Status.QUOTED, Step.SIGN): Status.SIGNED,
        (Status.QUOTED, Step.LOSE): Status.LOST,
    }
)
