"""Tables of answers, their rows, and the files that come back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.demands.models import DemandVersion, Requirement
from apps.matching.models import SaidInTwoLanguages
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Verdict
from kernel.transitions import StepLog


class Answer(models.Model):
    """应答 of a maker to one version of a demand with one of its products: its private working paper.

    `product_revision` is the revision that the rows were filled from. `carried_from` is the answer to an earlier
    version whose rows were taken along. Price and delivery are what the maker would offer; both may stay open.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("填写中")
        READY = "ready", _("已定稿")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="answers")
    version = models.ForeignKey(DemandVersion, models.PROTECT, related_name="answers")
    product = models.ForeignKey(Product, models.PROTECT, related_name="answers")
    product_revision = models.PositiveIntegerField()
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    price_yuan = models.DecimalField(_("报价（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    delivery_days = models.PositiveIntegerField(_("承诺交货期（天）"), null=True, blank=True)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="carried_to")
    is_sample = models.BooleanField(_("示例"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("应答")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version", "product"], name="answer_once_per_product"),
        ]

    @property
    def code(self) -> str:
        """The number that people quote: YD-2026-0007."""
        return f"YD-{self.created_at:%Y}-{self.pk:04d}"


class AnswerRow(SaidInTwoLanguages, models.Model):
    """One row of an answer: what is answered to one requirement, what comes of it, and what proves it.

    `requirement` is the first row of a group of alternatives. `response` is the text as it is printed, `value` what was
    read from it (`values.as_json`). Verdict, sentence and margin are the engine's judgement of that value; where it
    leaves the row to a person, `stated` is what the maker says itself ('' while it says nothing). `edit` counts the
    changes of the row: whoever saves must have seen the latest.
    """

    class Source(models.TextChoices):
        NONE = "", _("未填")
        PRODUCT = "product", _("产品指标")
        TYPED = "typed", _("手工填写")
        FILE = "file", _("文件读回")
        CARRIED = "carried", _("沿用前一版")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="rows")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    response = models.CharField(_("投标响应"), max_length=400, blank=True)
    value = models.JSONField(default=dict, blank=True)
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict])
    reason_code = models.CharField(max_length=40, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    sentence_en = models.CharField(max_length=400, blank=True)
    margin_percent = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    stated = models.CharField(_("自评偏离"), max_length=10, blank=True)
    explanation = models.CharField(_("偏离说明"), max_length=400, blank=True)
    proof_name = models.CharField(_("证明材料"), max_length=200, blank=True)
    proof_pages = models.CharField(_("页码"), max_length=60, blank=True)
    is_confirmed = models.BooleanField(default=False)
    is_changed_clause = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=Source.choices, blank=True)
    edit = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("应答行")
        constraints = [
            models.UniqueConstraint(fields=["answer", "requirement"], name="answer_row_once"),
            models.CheckConstraint(
                condition=models.Q(stated__in=["", "positive", "meets", "negative"]), name="answer_row_stated_known"
            ),
        ]


class AnswerStep(StepLog):
    """One step in an answer's life."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="steps")


class AnswerUpload(models.Model):
    """A table that was filled in outside: read by a worker, looked at beside the rows, then applied in one step.

    `file` is emptied once it has been read. `tables` holds what was read (`sheets.read_tables`), `problems` what is
    wrong with single cells. `before` holds the rows as they were, to take the whole step back.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("读取中")
        READY = "ready", _("待核对")
        REFUSED = "refused", _("无法读取")
        APPLIED = "applied", _("已应用")
        UNDONE = "undone", _("已撤销")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="uploads")
    file_name = models.CharField(_("文件名"), max_length=200)
    file = models.BinaryField(null=True)
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.WAITING)
    message = models.TextField(blank=True)
    tables = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    before = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("读回的应答表")
