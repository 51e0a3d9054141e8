"""Tables of match runs and their results."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.demands.models import DemandVersion, Requirement
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Outcome, Verdict
from kernel.languages import reader_language


class MatchRun(models.Model):
    """One comparison of a published demand version with the products of its time.

    A run that is DONE stays as it is; a newer run of the same demand replaces it on the pages (`is_current`).
    Counts speak of all products in scope, not only of the matches that were kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队")
        RUNNING = "running", _("比对中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")

    class Cause(models.TextChoices):
        PUBLISHED = "published", _("需求发布")
        PRODUCT_CHANGED = "product_changed", _("产品变化")
        EVIDENCE = "evidence", _("新增实测证据")
        REQUESTED = "requested", _("人工重算")

    version = models.ForeignKey(DemandVersion, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    is_current = models.BooleanField(default=False)
    engine_version = models.CharField(max_length=20, blank=True)
    weights_version = models.CharField(max_length=20, blank=True)
    scope = models.CharField(max_length=20, blank=True)
    compared_count = models.PositiveIntegerField(default=0)
    eligible_count = models.PositiveIntegerField(default=0)
    open_count = models.PositiveIntegerField(default=0)
    ineligible_count = models.PositiveIntegerField(default=0)
    one_clause_short_count = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField(blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("比对")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], name="match_run_one_current_per_version", condition=models.Q(is_current=True)
            )
        ]

    @property
    def code(self) -> str:
        """The number that people quote: R-000123."""
        return f"R-{self.pk:06d}"


class Match(models.Model):
    """匹配: one product in a run, with its rank among its kind, and the counts of its verdicts.

    `score` and the `parts` ({part: points}) are fixed-point integers, hundredths of a point; the parts add up to the
    score. A reference product has rank 0. `distance` is how far a near miss is away (parts per million, summed over
    the ★ rows it fails).
    """

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="matches")
    product = models.ForeignKey(Product, models.PROTECT, related_name="matches")
    product_revision = models.PositiveIntegerField()
    is_reference = models.BooleanField(default=False)
    rank = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Outcome], db_index=True)
    is_verified = models.BooleanField(default=False)
    score = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)
    positive_count = models.PositiveSmallIntegerField(default=0)
    meets_count = models.PositiveSmallIntegerField(default=0)
    negative_count = models.PositiveSmallIntegerField(default=0)
    unanswered_count = models.PositiveSmallIntegerField(default=0)
    manual_count = models.PositiveSmallIntegerField(default=0)
    mandatory_negative_count = models.PositiveSmallIntegerField(default=0)
    distance = models.BigIntegerField(default=0)
    budget_ok = models.BooleanField(null=True)
    delivery_ok = models.BooleanField(null=True)

    class Meta:
        ordering = ["is_reference", "rank", "id"]
        verbose_name = _("匹配")
        constraints = [models.UniqueConstraint(fields=["run", "product"], name="match_once_per_run_and_product")]
        indexes = [models.Index(fields=["product", "run"], name="match_of_product")]


class SaidInTwoLanguages:
    """A row that keeps its sentence in both languages; a tender's papers take the Chinese one, pages the reader's."""

    sentence: str
    sentence_en: str

    @property
    def said(self) -> str:
        """The sentence in the language of the page; rows from before it was kept in English have only the Chinese."""
        return self.sentence_en if self.sentence_en and reader_language() == "en" else self.sentence


class DeviationRow(SaidInTwoLanguages, models.Model):
    """One row of a deviation table: a requirement, the product's answer, the verdict, and the sentence that explains.

    `requirement` is the first row of a group of alternatives. `answer` is the printed spec value; `margin_percent` is
    how much better (positive) or worse (negative) the answer is, where a ratio makes sense.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="rows")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict])
    answer = models.CharField(max_length=400, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    sentence_en = models.CharField(max_length=400, blank=True)
    margin_percent = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    distance = models.BigIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    evidence = models.CharField(max_length=200, blank=True)
    is_evidence_expired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("偏离表行")
        constraints = [models.UniqueConstraint(fields=["match", "requirement"], name="deviation_row_once")]


class CheckupRecord(models.Model):
    """参数体检 as it stood when somebody asked for it, handed the version in, or published it: counts, never names.

    WAITING until a worker has measured. `rows_digest` tells whether rows differ between two records, `catalogue_token`
    whether the products do. `findings` are [{rule, severity, title, text, source, rows}], `clauses` are
    [{row, name, asked, makers, products, fulfilling_makers, …}], both in the order of the page. A record that is DONE
    never changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("排队")
        DONE = "done", _("完成")

    class Cause(models.TextChoices):
        REQUESTED = "requested", _("人工存档")
        SUBMITTED = "submitted", _("提交审批")
        PUBLISHED = "published", pgettext_lazy("event", "发布")

    version = models.ForeignKey(DemandVersion, models.CASCADE, related_name="checkups")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    rows_digest = models.CharField(max_length=64, blank=True)
    catalogue_token = models.CharField(max_length=100, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    total_makers = models.PositiveIntegerField(default=0)
    total_products = models.PositiveIntegerField(default=0)
    surviving_makers = models.PositiveIntegerField(default=0)
    surviving_products = models.PositiveIntegerField(default=0)
    fulfilling_makers = models.PositiveIntegerField(default=0)
    fulfilling_products = models.PositiveIntegerField(default=0)
    clauses = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("体检记录")
