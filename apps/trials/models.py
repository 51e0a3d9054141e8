"""Tables of trials and readings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.models import Parameter
from kernel.transitions import StepLog


class Trial(models.Model):
    """试用/验证评价 of one product, asked for by an institution, carried out by an evaluation centre."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("待受理")
        ACCEPTED = "accepted", _("已受理")
        RUNNING = "running", _("测试中")
        REPORTED = "reported", _("已出结果")
        DECLINED = "declined", _("未受理")
        CANCELLED = "cancelled", _("已取消")

    product = models.ForeignKey(Product, models.PROTECT, related_name="trials")
    demand = models.ForeignKey(Demand, models.PROTECT, null=True, blank=True, related_name="trials")
    match = models.ForeignKey(Match, models.SET_NULL, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Organisation, models.PROTECT, related_name="requested_trials")
    evaluation_centre = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="assigned_trials"
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.REQUESTED, db_index=True)
    purpose = models.TextField(_("试用目的"), max_length=2000)
    serial_number = models.CharField(_("仪器编号"), max_length=80, blank=True)
    conclusion = models.TextField(pgettext_lazy("trial", "结论"), blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("验证评价")

    @property
    def code(self) -> str:
        """The number that people quote: SY-2026-0012."""
        return f"SY-{self.created_at:%Y}-{self.pk:04d}"


class Reading(models.Model):
    """A measured value of one parameter. Recording it puts it into the product's spec values as evidence.

    `asked_text` is the clause or claim that was tested. A value that fails is kept like any other.
    """

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="readings")
    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="+")
    asked_text = models.CharField(_("要求或声明"), max_length=400, blank=True)
    text = models.CharField(_("实测值"), max_length=200)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    method = models.CharField(_("方法依据"), max_length=200, blank=True)
    is_accredited = models.BooleanField(_("计量认可范围内"), default=False)
    measured_on = models.DateField(_("测试日期"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    note = models.TextField(_("备注"), blank=True)
    spec_value = models.OneToOneField(SpecValue, models.PROTECT, null=True, related_name="reading")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        verbose_name = _("实测值")


class TrialStep(StepLog):
    """One step in a trial's life."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="steps")
