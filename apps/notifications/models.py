"""What users are told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One message to one person. `subject_key` makes a repeated message replace its unread predecessor."""

    class Kind(models.TextChoices):
        MATCH = "match", _("比对")
        DEMAND = "demand", _("需求")
        PRODUCT = "product", _("产品")
        TRIAL = "trial", _("试用")
        DEAL = "deal", _("对接")
        ORGANISATION = "organisation", _("组织")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    subject_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("通知")
        indexes = [models.Index(fields=["user", "-created_at"], name="notification_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_key"],
                name="notification_one_unread_per_subject",
                condition=models.Q(read_at=None) & ~models.Q(subject_key=""),
            )
        ]
