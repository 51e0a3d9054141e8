"""Tables of match runs and their results."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.demands.models import DemandVersion, Requirement
from apps.matching.night_models import Night, NightTask, Standing, StandingPart
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Outcome, Verdict
from kernel.languages import reader_language
from kernel.transitions import StepLog

__all__ = [
    "CheckupRecord",
    "DeviationRow",
    "EpochPart",
    "Match",
    "MatchRun",
    "Night",
    "NightTask",
    "SaidInTwoLanguages",
    "Standing",
    "StandingPart",
    "WeightSet",
    "WeightStep",
]


class WeightSet(models.Model):
    """权重: a version of the weights, in hundredths of a point; the parts are those of the engine's `ScoreParts`.

    One is active and holds for every run from `activated_at` on. What was active once is never changed, since runs
    refer to it by its version; it is retired when another takes its place and may be proposed again. Whoever approves
    is not who proposed; the first version came with the platform and was proposed by nobody.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PROPOSED = "proposed", pgettext_lazy("weights", "待批准")
        ACTIVE = "active", pgettext_lazy("weights", "生效中")
        RETIRED = "retired", pgettext_lazy("weights", "已停用")

    version = models.CharField(_("版本"), max_length=20, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    mandatory = models.PositiveIntegerField(default=0)
    important = models.PositiveIntegerField(default=0)
    general = models.PositiveIntegerField(default=0)
    price = models.PositiveIntegerField(default=0)
    delivery = models.PositiveIntegerField(default=0)
    evidence = models.PositiveIntegerField(default=0)
    text = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("理由"), max_length=400, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("权重")
        constraints = [
            models.UniqueConstraint(fields=["state"], name="weights_one_active", condition=models.Q(state="active")),
            models.CheckConstraint(
                condition=models.Q(
                    mandatory=10_000
                    - models.F("important")
                    - models.F("general")
                    - models.F("price")
                    - models.F("delivery")
                    - models.F("evidence")
                    - models.F("text")
                ),
                name="weights_add_up_to_100_points",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active")
                | models.Q(version="1", proposed_by=None, approved_by=None)
                | models.Q(proposed_by__isnull=False, approved_by__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
                name="weights_active_by_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def is_first(self) -> bool:
        """Whether it came with the platform: nobody proposed it."""
        return self.activated_at is not None and self.proposed_by_id is None


class WeightStep(StepLog):
    """One step in the life of a weight set: who proposed it and why, who approved or refused it, since when it held."""

    weight_set = models.ForeignKey(WeightSet, models.CASCADE, related_name="steps")

    @property
    def label(self) -> str:
        """The step in words."""
        from apps.matching.weight_lifecycle import Step  # the steps are defined on this module's states

        return str(Step(self.step).label)


class EpochPart(models.Model):
    """A piece of what runs stood on, found by what it holds: `digest` is the SHA-256 of its canonical JSON.

    `body` is that JSON, compressed. Runs of one moment share their pieces, and a product that changes makes one small
    piece anew (`apps.matching.epochs`). Pieces are only ever added.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    body = models.BinaryField()

    class Meta:
        verbose_name = _("比对依据")


class MatchRun(models.Model):
    """One comparison of a published demand version with the products of its time.

    A run that is DONE stays as it is; a newer run of the same demand replaces it on the pages (`is_current`).
    Counts speak of all products in scope, not only of the matches that were kept. `epoch` is all that the result
    follows from besides the demand version; runs from before it was kept have none. `left_out` are products that were
    compared and no longer published when the result was kept. `digest` is over the best of the result
    (`nights.standings`); runs from before it was kept have none.
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
        WEIGHTS = "weights", _("权重更新")
        NIGHT = "night", _("全量复核")

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
    epoch = models.ForeignKey(EpochPart, models.PROTECT, null=True, blank=True, related_name="runs")
    left_out = ArrayField(models.BigIntegerField(), default=list, blank=True)
    digest = models.CharField(max_length=32, blank=True)
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


class FrozenStatistics(models.Model):
    """What scores take from the whole catalogue, as it was when it had so many `products`; the newest row holds.

    `spreads` is {parameter code: [quantity, width in its base unit as an exact text]}, `terms` {table: {term: weight},
    others: weight}. Rows are only ever added.
    """

    products = models.PositiveIntegerField()
    spreads = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("目录统计")
