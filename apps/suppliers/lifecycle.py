"""The life of a product: which step may be taken from which status. Any other step is refused.

An edit of a published product applies at once and is looked at afterwards (docs/decisions); what an administrator has
taken down comes back only through a new review.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.suppliers.models import Product
from kernel.transitions import Lifecycle

Status = Product.Status


class Step(models.TextChoices):
    """What can be done with a product."""

    CREATE = "create", _("建立")
    EDIT = "edit", _("修改")
    SUBMIT = "submit", _("提交审核")
    RECALL = "recall", _("撤回提交")
    PUBLISH = "publish", _("审核通过并发布")
    RETURN = "return", _("退回修改")
    WITHDRAW = "withdraw", _("下架")
    REPUBLISH = "republish", _("重新上架")
    REMOVE = "remove", _("责令下架整改")


LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(
    {
        (Status.DRAFT, Step.EDIT): Status.DRAFT,
        (Status.DRAFT, Step.SUBMIT): Status.SUBMITTED,
        (Status.RETURNED, Step.EDIT): Status.RETURNED,
        (Status.RETURNED, Step.SUBMIT): Status.SUBMITTED,
        (Status.SUBMITTED, Step.RECALL): Status.DRAFT,
        (Status.SUBMITTED, Step.PUBLISH): Status.PUBLISHED,
        (Status.SUBMITTED, Step.RETURN): Status.RETURNED,
        (Status.PUBLISHED, Step.EDIT): Status.PUBLISHED,
        (Status.PUBLISHED, Step.WITHDRAW): Status.WITHDRAWN,
        (Status.PUBLISHED, Step.REMOVE): Status.RETURNED,
        (Status.WITHDRAWN, Step.EDIT): Status.WITHDRAWN,
        (Status.WITHDRAWN, Step.REPUBLISH): Status.PUBLISHED,
    }
)
