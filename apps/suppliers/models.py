"""Tables of products and of what is known about them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Organisation
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Category, Parameter
from kernel.pairs import PairsOf
from kernel.transitions import StepLog

LISTED = models.Q(status="published", is_reference=False)
"""The products that the catalogue lists."""
REFERENCES = models.Q(status="published", is_reference=True)
"""Those that it shows apart."""


class Product(models.Model):
    """产品 of a maker. Only a published product is matched.

    `revision` counts content changes; each is kept whole in `ProductRevision`. An imported product may be listed as a
    reference (`is_reference`) with its `brand`: it is shown apart and never ranked as a candidate.
    `search_text` is what the catalogue searches: the product's own words, folded by `searching.fold`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审核")
        RETURNED = "returned", pgettext_lazy("state", "退回修改")
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
    brand = models.CharField(_("品牌"), max_length=60, blank=True)
    summary = models.TextField(_("简介"), blank=True, max_length=2000)
    price_yuan = models.DecimalField(_("报价（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    lead_time_days = models.PositiveIntegerField(_("交货期（天）"), null=True, blank=True)
    warranty_months = models.PositiveIntegerField(_("质保（月）"), null=True, blank=True)
    origin = models.CharField(_("产地"), max_length=10, choices=Origin.choices, default=Origin.UNKNOWN)
    place_of_production = models.CharField(_("生产地点"), max_length=120, blank=True)
    has_trial_unit = models.BooleanField(_("可提供样机试用"), default=False)
    is_reference = models.BooleanField(_("进口对照"), default=False)
    is_sample = models.BooleanField(_("示例"), default=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    revision = models.PositiveIntegerField(_("修订"), default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("产品")
        indexes = [
            # Words of three letters and more, and of two; without lists of pending entries, which searches would read.
            GinIndex(
                fields=["search_text"], opclasses=["gin_trgm_ops"], name="product_search_trigrams", fastupdate=False
            ),
            GinIndex(PairsOf("search_text"), name="product_search_pairs", fastupdate=False),
            # What the catalogue can be sorted by, as a whole and in one instrument type.
            models.Index(fields=["-published_at", "-id"], name="product_by_day", condition=LISTED),
            models.Index(fields=["price_yuan", "id"], name="product_by_price", condition=LISTED),
            models.Index(fields=["lead_time_days", "id"], name="product_by_lead_time", condition=LISTED),
            models.Index(fields=["model", "id"], name="product_by_model", condition=LISTED),
            models.Index(fields=["category", "-published_at", "-id"], name="product_of_type_by_day", condition=LISTED),
            models.Index(fields=["category", "price_yuan", "id"], name="product_of_type_by_price", condition=LISTED),
            models.Index(fields=["category", "lead_time_days", "id"], name="product_of_type_by_lead", condition=LISTED),
            models.Index(fields=["category", "model", "id"], name="product_of_type_by_model", condition=LISTED),
            models.Index(fields=["updated_at", "id"], name="product_to_review", condition=models.Q(status="submitted")),
            models.Index(fields=["brand", "model"], name="reference_by_brand", condition=REFERENCES),
            models.Index(fields=["category", "brand", "model"], name="reference_of_type", condition=REFERENCES),
        ]
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

    Bounds are exact texts (`language.types.bound_text`) in `unit`. `base_lo` and `base_hi` are floats in the base unit
    of the parameter's quantity: both ends of a range, and twice the same figure for any other number (60, ≥60, ±60).
    They are good for filters, never for a verdict.

    Several values of one parameter and condition (`condition_key`) may stand side by side with different evidence;
    the highest unexpired rung counts. `asked_rung` is what the maker says stands behind the value; `rung` is what an
    administrator confirmed, or what was measured here. A value that was measured here (`is_recorded`) is not the
    maker's to change. `has_rival`: another value of the same parameter stands beside it, under whatever
    condition; the database itself keeps this mark.
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
    condition_key = models.CharField(max_length=400, blank=True, editable=False)
    base_lo = models.FloatField(null=True, blank=True)
    base_hi = models.FloatField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(_("证据等级"), default=EvidenceRung.CLAIM)
    asked_rung = models.PositiveSmallIntegerField(_("申报的证据等级"), default=EvidenceRung.CLAIM)
    is_recorded = models.BooleanField(_("平台记录"), default=False)
    evidence = models.CharField(_("证明材料及页码"), max_length=200, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    has_rival = models.BooleanField(default=False, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("指标")
        indexes = [
            # A numeric filter looks at nothing but this; of the few values with rivals it must see which counts.
            models.Index(
                fields=["parameter", "base_hi", "base_lo"],
                include=["product", "kind", "has_rival"],
                name="spec_value_figures",
                condition=models.Q(base_hi__isnull=False),
            ),
            models.Index(fields=["parameter"], name="spec_value_rivals", condition=models.Q(has_rival=True)),
            models.Index(fields=["-recorded_at", "-id"], name="spec_value_proven", condition=models.Q(rung__gte=3)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(rung__gte=1, rung__lte=4), name="spec_value_rung_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(asked_rung__gte=1, asked_rung__lte=4), name="spec_value_asked_rung_1_to_4"
            ),
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
    """A product as it was, whole and never changed: what a match run refers to.

    A change of a published product applies at once and is looked at by an administrator afterwards (`needs_check`).
    """

    class Cause(models.TextChoices):
        CREATED = "created", _("建立")
        EDITED = "edited", _("修改")
        IMPORTED = "imported", _("导入")
        EVIDENCE = "evidence", _("记录证据")
        CONFIRMED = "confirmed", _("核对证据")
        DATASHEET = "datasheet", _("样本导入")

    # Found by the unique constraint, which begins with it.
    product = models.ForeignKey(Product, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    cause = models.CharField(_("原因"), max_length=10, choices=Cause.choices, default=Cause.EDITED)
    needs_check = models.BooleanField(_("待核对"), default=False)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["created_at"], name="revision_to_check", condition=models.Q(needs_check=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="product_revision_number_once")]


class ProductStep(StepLog):
    """One step in a product's life."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="steps")


class ProductImport(models.Model):
    """One uploaded Excel file with products of one category: read by a worker, looked at, then applied as a whole.

    `file` is emptied once it has been read. `rows` holds what was read (`importing.rows_as_json`), `problems` what is
    wrong with it, by row and column; nothing can be applied while there is a problem.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("读取中")
        READY = "ready", _("可以导入")
        REFUSED = "refused", _("有错误")
        APPLIED = "applied", _("已导入")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    file = models.BinaryField(null=True)
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.WAITING)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("产品导入")


class Datasheet(models.Model):
    """样本: a file or pasted text that a maker handed in, read by a worker, looked at, then written into a product.

    `product` is the product that it is meant for; empty until it is applied where a new one is to be made.
    `model_names` are the models that the sheet tells apart, `chosen` the index of the one that is meant (None: not said
    yet, or the sheet describes one). `entries` holds what the sheet states (`reading_datasheet.child.to_json`), so
    that another category or model can be chosen without reading again; `blocks` its text: [{"text", "kind", "place",
    "table"}]. `applied_revision` is the product's revision that was written from it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READING = "reading", _("读取中")
        READ = "read", _("待核对")
        REFUSED = "refused", _("无法读取")
        APPLIED = "applied", _("已写入产品")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="datasheets")
    product = models.ForeignKey(Product, models.CASCADE, null=True, blank=True, related_name="datasheets")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to="datasheets/%Y/%m/", blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    pasted_text = models.TextField(blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    title = models.CharField(max_length=120, blank=True)
    model = models.CharField(_("型号"), max_length=60, blank=True)
    model_names = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    chosen = models.PositiveSmallIntegerField(null=True, blank=True)
    blocks = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    entries_total = models.PositiveIntegerField(default=0)
    entries_read = models.PositiveIntegerField(default=0)
    applied_revision = models.PositiveIntegerField(null=True, blank=True)
    made_product = models.BooleanField(default=False)
    is_sample = models.BooleanField(_("示例"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("样本")


class DatasheetProposal(models.Model):
    """What a datasheet states of one parameter, as it would be written into the product, and what the maker decided.

    Accepted without a parameter it becomes one of the maker's own. `doubt` says what speaks against taking it unseen.
    `block` is the index of the block where it stands, None for what the maker added by hand.
    """

    class Decision(models.TextChoices):
        OPEN = "open", _("待定")
        ACCEPTED = "accepted", _("已接受")
        REJECTED = "rejected", _("不采用")

    datasheet = models.ForeignKey(Datasheet, models.CASCADE, related_name="proposals")
    position = models.PositiveIntegerField()
    block = models.PositiveIntegerField(null=True, blank=True)
    place = models.CharField(max_length=60, blank=True)
    group = models.CharField(_("分组"), max_length=60, blank=True)
    parameter = models.ForeignKey(Parameter, models.PROTECT, null=True, blank=True, related_name="+")
    printed_name = models.CharField(_("参数"), max_length=120)
    text = models.CharField(_("指标原文"), max_length=400)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    note = models.CharField(_("备注"), max_length=400, blank=True)
    evidence = models.CharField(_("证明材料及页码"), max_length=200, blank=True)
    confidence = models.PositiveSmallIntegerField(default=0)
    doubt = models.CharField(max_length=200, blank=True)
    is_quiet = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("样本中的指标")


class DatasheetEdit(models.Model):
    """One change of proposals, with what is needed to take it back: the rows before, and the rows it made."""

    datasheet = models.ForeignKey(Datasheet, models.CASCADE, related_name="edits")
    before = models.JSONField(default=list)
    created_ids = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("样本核对")
