"""What each person worked on last, for the home page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecentItem(models.Model):
    """One thing that a person opened or changed, once a person and thing. Only an id: what may be seen of it is asked
    when it is shown.
    """

    class Kind(models.TextChoices):
        DEMAND = "demand", pgettext_lazy("one", "需求")
        PRODUCT = "product", pgettext_lazy("one", "产品")
        ANSWER = "answer", _("应答")
        TRIAL = "trial", _("验证评价")
        DEAL = "deal", pgettext_lazy("one", "对接")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recent_items")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("最近的工作")
        indexes = [models.Index(fields=["user", "-opened_at"], name="recent_item_of_user")]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "object_id"], name="recent_item_once_per_thing")]
