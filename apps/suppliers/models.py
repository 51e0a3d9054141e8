"""Tables of products and of what is known about them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Category, Parameter
from kernel.transitions import StepLog


class Product(models.Model):
    """产品 of a maker. Only a published product is matched.

    `revision` counts content changes; each is kept whole in `ProductRevision`. An imported product may be listed as a
    reference (`is_reference`): it is shown apart and never ranked as a candidate.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审核")
        RETURNED = "returned", _("退回修改")
        PUBLISHED = "published", _("已发布")
        WITHDRAWN = "withdrawn", _("已下架")

    class Origin(models.TextChoices):
        DOMESTIC = "domestic", _("中国境内")
        ABROAD = "abroad", _("境外")
        UNKNOWN = "unknown", _("未说明")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    name = models.CharField(_("产品名称"), max_length=120)
    model = models.CharField(_("型号"), max_length=60)
    summary = models.TextField(_("简介"), blank=True, max_length=2000)
    price_yuan = models.DecimalField(_("报价（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    lead_time_days = models.PositiveIntegerField(_("交货期（天）"), null=True, blank=True)
    warranty_months = models.PositiveIntegerField(_("质保（月）"), null=True, blank=True)
    origin = models.CharField(_("产地"), max_length=10, choices=Origin.choices, default=Origin.UNKNOWN)
    place_of_production = models.CharField(_("生产地点"), max_length=120, blank=True)
    has_trial_unit = models.BooleanField(_("可提供样机试用"), default=False)
    is_reference = models.BooleanField(_("进口对照"), default=False)
    is_sample = models.BooleanField(_("示例"), default=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT, db_index=True)
    revision = models.PositiveIntegerField(_("修订"), default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("产品")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "model"], name="product_model_once_per_maker"),
            models.CheckConstraint(
                condition=models.Q(price_yuan=None) | models.Q(price_yuan__gte=0), name="product_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.name}"


class SpecValue(models.Model):
    """指标: one parameter of a product under one condition, from one source.

    Bounds are exact texts (`language.types.bound_text`) in `unit`. `base_lo` and `base_hi` are the same in the base
    unit of the parameter's quantity as floats: good for filters, never for a verdict. Several values of one parameter
    and condition may stand side by side with different evidence; the highest unexpired rung counts.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="spec_values")
    parameter = models.ForeignKey(Parameter, models.PROTECT, null=True, blank=True, related_name="+")
    printed_name = models.CharField(_("参数"), max_length=120)
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(_("指标原文"), max_length=400)
    kind = models.CharField(_("类型"), max_length=10, choices=[(kind.value, kind.value) for kind in SpecKind])
    lo = models.CharField(max_length=80, blank=True)
    hi = models.CharField(max_length=80, blank=True)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    members = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    has = models.BooleanField(null=True, blank=True)
    is_strict = models.BooleanField(default=False)
    is_approximate = models.BooleanField(default=False)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    base_lo = models.FloatField(null=True, blank=True)
    base_hi = models.FloatField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(_("证据等级"), default=EvidenceRung.CLAIM)
    evidence = models.CharField(_("证明材料及页码"), max_length=200, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("指标")
        indexes = [models.Index(fields=["parameter", "base_hi", "base_lo"], name="spec_value_by_number")]
        constraints = [
            models.CheckConstraint(condition=models.Q(rung__gte=1, rung__lte=4), name="spec_value_rung_1_to_4")
        ]


class Certificate(models.Model):
    """A certificate that stands behind a product: CMA/CNAS report, calibration, type approval, 首台套 …"""

    product = models.ForeignKey(Product, models.CASCADE, related_name="certificates")
    title = models.CharField(_("证书名称"), max_length=120)
    number = models.CharField(_("编号"), max_length=80, blank=True)
    issuer = models.CharField(_("出具机构"), max_length=120, blank=True)
    issued_on = models.DateField(_("出具日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "id"]
        verbose_name = _("证书")


class ProductRevision(models.Model):
    """A product as it was, whole and never changed: what a match run refers to."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="product_revision_number_once")]


class ProductStep(StepLog):
    """One step in a product's life."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="steps")
