"""Tables of deals, consents, and revealed contacts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.suppliers.models import Product
from kernel.transitions import StepLog


class Deal(models.Model):
    """对接单: a demand and a product on their way to a contract, kept by a broker or an administrator.

    Contacts are shown to either side only after both have consented. A lead that an institution opens itself has no
    broker until one takes it over.
    """

    class Status(models.TextChoices):
        LEAD = "lead", _("线索")
        CONSENTED = "consented", _("双方确认")
        TALKING = "talking", _("对接中")
        QUOTED = "quoted", _("已报价")
        SIGNED = "signed", _("已成交")
        LOST = "lost", _("未成交")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="deals")
    product = models.ForeignKey(Product, models.PROTECT, related_name="deals")
    match = models.ForeignKey(Match, models.SET_NULL, null=True, blank=True, related_name="+")
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="deals_as_buyer")
    maker = models.ForeignKey(Organisation, models.PROTECT, related_name="deals_as_maker")
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="kept_deals"
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.LEAD, db_index=True)
    lost_reason = models.CharField(_("未成交原因"), max_length=400, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("对接单")
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "product"], name="deal_one_open_per_pair", condition=~models.Q(status="lost")
            )
        ]

    @property
    def code(self) -> str:
        """The number that people quote: DJ-2026-0007."""
        return f"DJ-{self.created_at:%Y}-{self.pk:04d}"


class Consent(models.Model):
    """One side's consent to be put in touch, or its refusal."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("需求方")
        MAKER = "maker", _("产品方")

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="consents")
    side = models.CharField(max_length=6, choices=Side.choices)
    given = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_at"]
        constraints = [models.UniqueConstraint(fields=["deal", "side"], name="consent_once_per_side")]


class ContactReveal(models.Model):
    """That somebody looked at the other side's contact; rows are only ever added."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="reveals")
    side = models.CharField(max_length=6, choices=Consent.Side.choices)
    revealed_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["revealed_at"]


class DealStep(StepLog):
    """One step in a deal's life."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="steps")


class Reaction(models.Model):
    """What an institution or a broker made of a match, with the place that it had when the run put it there.

    Rows are only ever added: a dismissal that is taken back is followed by RESTORED. Kept to be measured offline
    (`export_outcomes`); no ranking reads them. The match goes with its run, the figures beside it stay. `party` is the
    kind of organisation that acted.
    """

    class Kind(models.TextChoices):
        SHORTLISTED = "shortlisted", _("发起对接")
        DISMISSED = "dismissed", _("不考虑")
        RESTORED = "restored", _("恢复考虑")
        TRIALLED = "trialled", _("申请试用")
        TRIAL_REPORTED = "trial_reported", _("试用出结果")
        BOUGHT = "bought", _("签约成交")
        LOST = "lost", _("未成交")

    class Reason(models.TextChoices):
        PRICE = "price", _("价格超出")
        DELIVERY = "delivery", _("交货太慢")
        SPECS = "specs", _("关键参数不够")
        EVIDENCE = "evidence", _("证据不足")
        SERVICE = "service", _("售后或使用有顾虑")
        KIND = "kind", _("不是要的仪器")
        OTHER = "other", _("其他原因")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    note = models.CharField(max_length=400, blank=True)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="reactions")
    product = models.ForeignKey(Product, models.PROTECT, related_name="reactions")
    match = models.ForeignKey(Match, models.SET_NULL, null=True, blank=True, related_name="+")
    run_number = models.BigIntegerField(null=True, blank=True)
    product_revision = models.PositiveIntegerField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    score = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    weights_version = models.CharField(max_length=20, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="reactions")
    party = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(_("示例"), default=False)
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("对匹配的处置")
        indexes = [models.Index(fields=["demand", "organisation", "product"], name="reaction_of_pair")]
        constraints = [
            models.CheckConstraint(
                name="reaction_dismissed_with_reason",
                condition=models.Q(kind="dismissed") & ~models.Q(reason="")
                | ~models.Q(kind="dismissed") & models.Q(reason=""),
            )
        ]
