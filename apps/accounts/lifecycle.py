"""The verification of an organisation: which step may follow which. Any other transition is forbidden."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from kernel.transitions import Lifecycle


class Step(TextChoices):
    """What can be done to an organisation's verification."""

    VERIFY = "verify", _("通过核验")
    REJECT = "reject", _("不予通过")
    REVOKE = "revoke", _("撤销核验")
    RESUBMIT = "resubmit", _("重新提交")


_Status = Organisation.Verification

LIFECYCLE: Lifecycle[Organisation.Verification, Step] = Lifecycle(
    {
        (_Status.PENDING, Step.VERIFY): _Status.VERIFIED,
        (_Status.PENDING, Step.REJECT): _Status.REJECTED,
        (_Status.VERIFIED, Step.REVOKE): _Status.REJECTED,
        (_Status.REJECTED, Step.RESUBMIT): _Status.PENDING,
    }
)
