"""What the API of matching shows. Whether a score may be shown is asked of `access` for every match."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.accounts.apis import OrganisationBrief
from apps.matching import access
from apps.matching.models import Match, MatchRun
from apps.matching.results import ask_in_short, read_result
from apps.matching.selectors import rows_of, score_parts
from apps.taxonomy.apis import CategoryName
from apps.taxonomy.language.types import Mark, Outcome, Verdict

OUTCOMES = [(each.value, each.value) for each in Outcome]
VERDICTS = [(each.value, each.value) for each in Verdict]
MARKS = [(each.value, each.name) for each in Mark]


class DemandName(serializers.Serializer[Any]):
    """A demand as other things mention it."""

    id = serializers.IntegerField(source="demand.pk")
    code = serializers.CharField(source="demand.code")
    title = serializers.CharField()
    institution = OrganisationBrief(source="demand.organisation")


class RunOut(serializers.Serializer[Any]):
    """One comparison. Counts speak of all products in scope, not only of those that were kept."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    demand = DemandName(source="version")
    version = serializers.IntegerField(source="version.number")
    category = CategoryName(source="version.category", allow_null=True)
    state = serializers.ChoiceField(choices=MatchRun.State.choices)
    cause = serializers.ChoiceField(choices=MatchRun.Cause.choices)
    is_current = serializers.BooleanField()
    engine_version = serializers.CharField()
    weights_version = serializers.CharField()
    scope = serializers.CharField()
    compared_count = serializers.IntegerField()
    eligible_count = serializers.IntegerField()
    open_count = serializers.IntegerField()
    ineligible_count = serializers.IntegerField()
    one_clause_short_count = serializers.IntegerField()
    duration_ms = serializers.IntegerField(allow_null=True)
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ClauseOut(serializers.Serializer[Any]):
    """One clause over all compared candidates; `is_tightest` marks the ★ clause that keeps out most."""

    requirement = serializers.IntegerField(source="requirement.pk")
    clause = serializers.CharField(source="requirement.clause")
    mark = serializers.ChoiceField(choices=MARKS, source="requirement.mark")
    name = serializers.CharField(source="requirement.printed_name")
    asked = serializers.CharField()
    passed = serializers.IntegerField()
    total = serializers.IntegerField()
    is_tightest = serializers.BooleanField()


class RunDetail(RunOut):
    """A run with its clauses."""

    clauses = serializers.SerializerMethodField()

    @extend_schema_field(ClauseOut(many=True))
    def get_clauses(self, run: MatchRun) -> Any:
        """In the order of the demand; empty while the run is not done."""
        if run.state != MatchRun.State.DONE:
            return []
        return ClauseOut(read_result(run).columns, many=True).data


class MatchedProduct(serializers.Serializer[Any]):
    """The product of a match. Never its maker's contacts."""

    id = serializers.IntegerField()
    model = serializers.CharField()
    name = serializers.CharField()
    maker = OrganisationBrief(source="organisation")
    price_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    lead_time_days = serializers.IntegerField(allow_null=True)
    has_trial_unit = serializers.BooleanField()


class ScorePartOut(serializers.Serializer[Any]):
    """One part of the score in points; the parts add up to it."""

    label = serializers.CharField()  # type: ignore[assignment]
    points = serializers.DecimalField(max_digits=6, decimal_places=2, source="value")
    of = serializers.DecimalField(max_digits=6, decimal_places=2, source="maximum")


class MatchOut(serializers.Serializer[Any]):
    """One product in a run.

    `score`, `parts` and `is_within_budget` are null for a maker while the budget is not public. `is_near`: fails
    exactly one ★ clause. `distance_ppm`: how far the failed ★ clauses are missed, summed. A reference has rank 0.
    """

    id = serializers.IntegerField()
    run = serializers.IntegerField(source="run_id")
    demand = DemandName(source="run.version")
    product = MatchedProduct()
    product_revision = serializers.IntegerField()
    is_reference = serializers.BooleanField()
    rank = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    is_verified = serializers.BooleanField()
    is_near = serializers.SerializerMethodField()
    positive_count = serializers.IntegerField()
    meets_count = serializers.IntegerField()
    negative_count = serializers.IntegerField()
    unanswered_count = serializers.IntegerField()
    manual_count = serializers.IntegerField()
    mandatory_negative_count = serializers.IntegerField()
    distance_ppm = serializers.IntegerField(source="distance")
    score = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()
    is_within_budget = serializers.SerializerMethodField()
    is_in_time = serializers.BooleanField(source="delivery_ok", allow_null=True)

    def get_is_near(self, match: Match) -> bool:
        """Whether one ★ clause is all that it fails."""
        return match.outcome == Outcome.INELIGIBLE and match.mandatory_negative_count == 1

    def _shows_score(self, match: Match) -> bool:
        return access.may_see_price_parts(self.context["actor"], match)

    @extend_schema_field(serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True))
    def get_score(self, match: Match) -> str | None:
        """In points of 100, exact."""
        return f"{Decimal(match.score) / 100:.2f}" if self._shows_score(match) else None

    @extend_schema_field(ScorePartOut(many=True, allow_null=True))
    def get_parts(self, match: Match) -> Any:
        """In the published order."""
        return ScorePartOut(score_parts(match), many=True).data if self._shows_score(match) else None

    def get_is_within_budget(self, match: Match) -> bool | None:
        """Null as well where either price is not known."""
        return match.budget_ok if self._shows_score(match) else None


class DeviationRowOut(serializers.Serializer[Any]):
    """One row of the 技术参数偏离表: what is asked, what is answered, the verdict, and the sentence that explains."""

    position = serializers.IntegerField()
    clause = serializers.CharField(source="requirement.clause")
    mark = serializers.ChoiceField(choices=MARKS, source="requirement.mark")
    parameter = serializers.CharField(source="requirement.parameter.code", allow_null=True, default=None)
    name = serializers.CharField(source="requirement.printed_name")
    asked_text = serializers.CharField(source="requirement.raw_text")
    asked = serializers.SerializerMethodField()
    answer = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    reason_code = serializers.CharField()
    sentence = serializers.CharField()
    margin_percent = serializers.DecimalField(max_digits=9, decimal_places=1, allow_null=True)
    distance_ppm = serializers.IntegerField(source="distance")
    rung = serializers.IntegerField()
    evidence = serializers.CharField()
    is_evidence_expired = serializers.BooleanField()

    def get_asked(self, row: Any) -> str:
        """What is asked, in signs: ≥ 60 MPa."""
        return ask_in_short(row.requirement)


class MatchDetail(MatchOut):
    """A match with its whole deviation table, and where the table is had as a file."""

    rows = serializers.SerializerMethodField()
    xlsx_url = serializers.SerializerMethodField()
    docx_url = serializers.SerializerMethodField()

    @extend_schema_field(DeviationRowOut(many=True))
    def get_rows(self, match: Match) -> Any:
        """In the order of the demand."""
        return DeviationRowOut(rows_of(match), many=True).data

    def _file_url(self, match: Match, form: str) -> str:
        return reverse("api-match-file", args=[match.pk, form], request=self.context["request"])

    def get_xlsx_url(self, match: Match) -> str:
        """For Excel."""
        return self._file_url(match, "xlsx")

    def get_docx_url(self, match: Match) -> str:
        """For Word."""
        return self._file_url(match, "docx")
