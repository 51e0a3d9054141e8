"""What users are told, by which way, and what is sent to their calendars and systems."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from kernel import wording


class MailMode(models.TextChoices):
    """When the mail about a subject is sent."""

    IMMEDIATE = "immediate", _("立即")
    DIGEST = "digest", _("每日汇总")
    OFF = "off", _("不发")


class Notification(models.Model):
    """One message to one person. `subject_key` makes a repeated message replace its unread predecessor.

    `title`, `body` and `action` are Chinese; `wordings` holds by the same names what says them in another language, of
    those that no person wrote. Readers get `said_title`, `said_body`, `said_action`.

    `action` says in two or three words what is done at `url`. `mail` is the person's wish for the kind when the message
    was written; it waits for its mail while `mailed_at` is null and the mode is not off.
    """

    class Kind(models.TextChoices):
        MATCH = "match", _("比对")
        DEMAND = "demand", _("需求")
        PRODUCT = "product", _("产品")
        TRIAL = "trial", pgettext_lazy("list", "试用")
        DEAL = "deal", _("对接")
        ORGANISATION = "organisation", _("组织")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=30, blank=True)
    wordings = models.JSONField(default=dict, blank=True)
    subject_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=9, choices=MailMode.choices, default=MailMode.OFF)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("通知")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_of_user"),
            models.Index(
                fields=["user"],
                name="notification_awaiting_mail",
                condition=models.Q(mailed_at=None, read_at=None) & ~models.Q(mail=MailMode.OFF),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_key"],
                name="notification_one_unread_per_subject",
                condition=models.Q(read_at=None) & ~models.Q(subject_key=""),
            )
        ]

    @property
    def said_title(self) -> str:
        """The title in the reader's language."""
        return wording.said(self.wordings.get("title", {}), self.title)

    @property
    def said_body(self) -> str:
        """The body in the reader's language, or as a person wrote it."""
        return wording.said(self.wordings.get("body", {}), self.body)

    @property
    def said_action(self) -> str:
        """What is done at `url`, in the reader's language."""
        return wording.said(self.wordings.get("action", {}), self.action)


class MailPreference(models.Model):
    """A person's wish for one subject; without a row the default of the subject holds (`preferences.DEFAULTS`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(_("主题"), max_length=14, choices=Notification.Kind.choices)
    mode = models.CharField(_("邮件"), max_length=9, choices=MailMode.choices)

    class Meta:
        verbose_name = _("邮件偏好")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_preference_once_per_kind")]


class CalendarAddress(models.Model):
    """A person's secret calendar address. Of its token only the digest is stored; a new `nonce` makes a new token."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address")
    nonce = models.CharField(max_length=32)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("日历地址")


class Webhook(models.Model):
    """An address of an organisation's own system that is told what its members are told.

    The secret is made from `nonce` and the platform's key and stands in no table; for a day after a rotation the one
    before (`nonce_before`) signs as well. `failures` counts failed attempts since the last one that succeeded. A hook
    with `disabled_at` gets nothing; `disabled_reason` (Chinese, its wording beside it) is empty when a person
    switched it off.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.CharField(_("地址"), max_length=500)
    subjects = ArrayField(models.CharField(max_length=14, choices=Notification.Kind.choices), verbose_name=_("主题"))
    nonce = models.CharField(max_length=32)
    nonce_before = models.CharField(max_length=32, blank=True)
    rotated_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    disabled_wording = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("推送地址")
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="webhook_address_once")]

    @property
    def said_reason(self) -> str:
        """Why it was switched off, in the reader's language."""
        return wording.said(self.disabled_wording, self.disabled_reason)


class Delivery(models.Model):
    """One message on its way to one webhook. `body` is sent byte for byte at every attempt, under the same `event`.

    `tries` counts the failed attempts since it was last asked for, `due_at` is when the next one may be made.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("投递中")
        DELIVERED = "delivered", _("已送达")
        FAILED = "failed", _("未送达")

    class Subject(models.TextChoices):
        """What a delivery may be about besides the kinds of notifications."""

        TEST = "test", _("测试")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.UUIDField(default=uuid.uuid4)
    subject = models.CharField(_("主题"), max_length=14, choices=[*Subject.choices, *Notification.Kind.choices])
    body = models.TextField()
    state = models.CharField(_("状态"), max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("推送")
        indexes = [models.Index(fields=["webhook", "-created_at"], name="delivery_of_webhook")]


class Attempt(models.Model):
    """One try of a delivery: the answer's status and beginning, or why there was none.

    `problem` is Chinese, its wording beside it.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    status = models.PositiveSmallIntegerField(_("响应码"), null=True)
    excerpt = models.CharField(max_length=300, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    problem_wording = models.JSONField(default=dict, blank=True)
    took_ms = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("投递尝试")

    @property
    def said_problem(self) -> str:
        """Why there was no answer that counts, in the reader's language."""
        return wording.said(self.problem_wording, self.problem)
