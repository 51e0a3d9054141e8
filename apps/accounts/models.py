"""Tables of users, organisations and memberships."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EmailUserManager(UserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def _create(self, email: str, password: str | None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        """An ordinary user."""
        return self._create(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        """A user of Django's own administration pages."""
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. The e-mail address is the sign-in name; what the person may do comes from memberships."""

    class FirstSteps(models.TextChoices):
        """Empty: the list of first steps stands on the workbench as long as one of them is left."""

        SHOWN = "shown", _("显示")
        HIDDEN = "hidden", _("收起")

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("电子邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, blank=True, choices=settings.LANGUAGES)
    first_steps = models.CharField(_("新手步骤"), max_length=6, blank=True, choices=FirstSteps.choices)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[EmailUserManager] = EmailUserManager()

    class Meta:
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name as it is shown."""
        return self.name

    def get_short_name(self) -> str:
        """The name as it is shown."""
        return self.name


class Organisation(models.Model):
    """组织. It may publish only after an administrator has verified it."""

    class Kind(models.TextChoices):
        INSTITUTION = "institution", _("科研单位")
        MAKER = "maker", _("仪器制造商")
        EVALUATION = "evaluation", _("评价中心/计量机构")
        BROKERAGE = "broker", _("经理人机构")
        PLATFORM = "platform", _("平台运营")

    class Verification(models.TextChoices):
        PENDING = "pending", _("待核验")
        VERIFIED = "verified", _("已核验")
        REJECTED = "rejected", _("未通过")

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    province_code = models.CharField(_("省级行政区"), max_length=2)
    city_code = models.CharField(_("地级行政区"), max_length=4, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    website = models.URLField(_("网站"), blank=True)
    introduction = models.TextField(_("简介"), blank=True, max_length=2000)
    verification = models.CharField(
        pgettext_lazy("noun", "核验"),
        max_length=10,
        choices=Verification.choices,
        default=Verification.PENDING,
        db_index=True,
    )
    verification_reason = models.TextField(_("核验意见"), blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("组织")

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        """Whether an administrator has verified it."""
        return self.verification == self.Verification.VERIFIED


class Membership(models.Model):
    """A person's place in an organisation.

    In an organisation of kind PLATFORM the roles are ADMINISTRATOR and AUDITOR; elsewhere OWNER (manages members),
    APPROVER (approves demands) and MEMBER.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("负责人")
        APPROVER = "approver", _("审批人")
        MEMBER = "member", _("成员")
        ADMINISTRATOR = "administrator", _("平台管理员")
        AUDITOR = "auditor", _("审计（只读）")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("角色"), max_length=14, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["joined_at"]
        verbose_name = _("成员")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]


class Invitation(models.Model):
    """An invitation of a colleague by e-mail. The link carries a token of which only the digest is stored."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("电子邮箱"))
    role = models.CharField(_("角色"), max_length=14, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("邀请")


class VerificationStep(models.Model):
    """One decision on an organisation's verification: who, when, what, and why."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="verification_steps")
    decision = models.CharField(max_length=10, choices=Organisation.Verification.choices)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_at", "id"]
