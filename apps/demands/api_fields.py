"""What the API of demands takes and shows.

A ceiling price is shown where it is public or own, contacts inside the institution only; both are asked of `access`.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.apis import OrganisationBrief
from apps.demands import access
from apps.demands.contents import DemandContent, RowFields
from apps.demands.conversion import asked_in_words
from apps.demands.lifecycle import Step
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.demands.selectors import documents_of, rows_of, versions_of
from apps.taxonomy.apis import CategoryName
from apps.taxonomy.language.types import Mark, Operator

LONGEST_CODE = 60
LONGEST_TEXT = 200_000
MOST_ROWS = 500
OPERATORS = [(op.value, op.name) for op in Operator]
# What a person can type: alternatives come only from documents and text.
TYPED_OPERATORS = [(op.value, op.name) for op in Operator if op is not Operator.ANY]
MARKS = [(mark.value, mark.name) for mark in Mark]
STEPS = [(step.value, step.label) for step in Step if step not in (Step.CREATE, Step.EDIT)]
BOARD_STATUSES = [*Demand.Status.choices, ("changing", "变更中")]


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, default="", allow_blank=True)


# ---- taken --------------------------------------------------------------------------------------------------------


class DemandQuery(serializers.Serializer[Any]):
    """What the board is narrowed to. `own=true`: the own institution's demands in every status."""

    search = _text(100)
    category = _text(LONGEST_CODE)
    province = serializers.RegexField(r"^[0-9]{2}$", required=False, default="")
    budget_from = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, default=None)
    budget_to = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, default=None)
    status = serializers.ChoiceField(choices=BOARD_STATUSES, required=False, default="")
    own = serializers.BooleanField(required=False, default=False)


class VersionQuery(serializers.Serializer[Any]):
    """Which version; without a number the latest that the actor may see."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, default=None)


class FactsBody(serializers.Serializer[Any]):
    """The facts of a demand. Amounts in 元; `province_code` by GB/T 2260."""

    title = serializers.CharField(max_length=120)
    category = _text(LONGEST_CODE)
    purpose = _text(2000)
    quantity = serializers.IntegerField(min_value=1, max_value=9999, required=False, default=1)
    budget_yuan = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    is_budget_public = serializers.BooleanField(required=False, default=True)
    delivery_days = serializers.IntegerField(min_value=1, max_value=3650, required=False, allow_null=True, default=None)
    province_code = _text(2)
    answers_until = serializers.DateField(required=False, allow_null=True, default=None)
    contact_name = _text(60)
    contact_phone = _text(40)


class RowBody(serializers.Serializer[Any]):
    """A row as typed: `value` is the value side in `unit`: 60; 50~3000; 0.1; ESI、APCI."""

    name = serializers.CharField(max_length=120)
    op = serializers.ChoiceField(choices=TYPED_OPERATORS)
    value = _text(400)
    unit = _text(40)
    condition = _text(200)
    mark = serializers.ChoiceField(choices=MARKS, required=False, default="", allow_blank=True)
    clause = _text(20)
    is_commercial = serializers.BooleanField(required=False, default=False)
    is_strict = serializers.BooleanField(required=False, default=False)


class RowEditBody(RowBody):
    """A row written anew. With `revision`, the state that was read, a row that was changed since is refused (409)."""

    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None)


class DemandCreateBody(FactsBody):
    """A new demand. `text` is pasted and read by a worker; `rows` are taken as they are typed."""

    title = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    text = _text(LONGEST_TEXT)
    rows = serializers.ListField(child=RowBody(), max_length=MOST_ROWS, required=False, default=list)


class TextBody(serializers.Serializer[Any]):
    """Text to be read."""

    text = serializers.CharField(max_length=LONGEST_TEXT)


class DemandStepBody(serializers.Serializer[Any]):
    """A step. `return` and `withdraw` need a reason; `submit` of a change says in it what changes."""

    step = serializers.ChoiceField(choices=STEPS)
    reason = _text(400)


def facts_of(taken: dict[str, Any]) -> DemandContent:
    """The facts of a body as the services take them."""
    names = [name for name in DemandContent.__dataclass_fields__ if name != "category_code"]
    return DemandContent(category_code=taken["category"], **{name: taken[name] for name in names})


def row_of(taken: dict[str, Any]) -> RowFields:
    """The row of a body as the services take it."""
    return RowFields(**{**taken, "op": Operator(taken["op"]), "mark": Mark(taken["mark"])})


# ---- shown --------------------------------------------------------------------------------------------------------


class DemandBrief(serializers.Serializer[Any]):
    """A demand as a list shows it, by the version that is shown. `budget_yuan` is null where it is not public."""

    id = serializers.IntegerField(source="demand.pk")
    code = serializers.CharField(source="demand.code")
    status = serializers.ChoiceField(choices=Demand.Status.choices, source="demand.status")
    institution = OrganisationBrief(source="demand.organisation")
    is_sample = serializers.BooleanField(source="demand.is_sample")
    version = serializers.IntegerField(source="number")
    stage = serializers.ChoiceField(choices=DemandVersion.Stage.choices)
    title = serializers.CharField()
    category = CategoryName(allow_null=True)
    purpose = serializers.CharField()
    quantity = serializers.IntegerField()
    is_budget_public = serializers.BooleanField()
    budget_yuan = serializers.SerializerMethodField()
    delivery_days = serializers.IntegerField(allow_null=True)
    province_code = serializers.CharField()
    answers_until = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField(source="demand.updated_at")

    @extend_schema_field(serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True))
    def get_budget_yuan(self, version: DemandVersion) -> str | None:
        """The ceiling, where it may be shown."""
        if version.budget_yuan is None or not access.may_see_budget(self.context["actor"], version):
            return None
        return f"{version.budget_yuan:.2f}"


class RequirementOut(serializers.Serializer[Any]):
    """A row. `lo` and `hi` are exact texts in `unit`; `asked` says it in signs. Rows under review go to a person."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    line = serializers.IntegerField()
    alternative = serializers.IntegerField()
    clause = serializers.CharField()
    scope = serializers.ChoiceField(choices=Requirement.Scope.choices)
    mark = serializers.ChoiceField(choices=MARKS)
    parameter = serializers.CharField(source="parameter.code", allow_null=True, default=None)
    name = serializers.CharField(source="printed_name")
    group = serializers.CharField()
    op = serializers.ChoiceField(choices=OPERATORS)
    lo = serializers.CharField()
    hi = serializers.CharField()
    unit = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())
    value_text = serializers.CharField()
    is_strict = serializers.BooleanField()
    condition = serializers.CharField()
    asked = serializers.SerializerMethodField()
    raw_text = serializers.CharField()
    span = serializers.SerializerMethodField()
    confidence = serializers.IntegerField()
    needs_review = serializers.BooleanField()
    review_reason = serializers.CharField()
    is_confirmed = serializers.BooleanField()
    revision = serializers.IntegerField()

    def get_asked(self, row: Requirement) -> str:
        """≥ 60 MPa."""
        return asked_in_words(row)

    def get_span(self, row: Requirement) -> list[int]:
        """The part of `raw_text` that the row was read from, half-open."""
        return [row.span_start, row.span_end]


class DocumentOut(serializers.Serializer[Any]):
    """A source of rows and how far its reading is."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=SourceDocument.State.choices)
    message = serializers.CharField()
    lines_total = serializers.IntegerField()
    lines_read = serializers.IntegerField()


class DemandDetail(DemandBrief):
    """A demand with the rows of one version. Documents and contacts appear inside the institution only."""

    change_note = serializers.CharField()
    versions = serializers.SerializerMethodField()
    requirements = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    contact_name = serializers.SerializerMethodField()
    contact_phone = serializers.SerializerMethodField()

    def get_versions(self, version: DemandVersion) -> list[int]:
        """The numbers that the actor may see, the latest first."""
        return [each.number for each in versions_of(self.context["actor"], version.demand)]

    @extend_schema_field(RequirementOut(many=True))
    def get_requirements(self, version: DemandVersion) -> Any:
        """In order."""
        return RequirementOut(rows_of(version), many=True).data

    @extend_schema_field(DocumentOut(many=True))
    def get_documents(self, version: DemandVersion) -> Any:
        """Empty outside the institution."""
        if not access.may_see_inside(self.context["actor"], version.demand):
            return []
        return DocumentOut(documents_of(version), many=True).data

    def get_contact_name(self, version: DemandVersion) -> str | None:
        """Null outside the institution."""
        return version.contact_name if access.may_see_contact(self.context["actor"], version) else None

    def get_contact_phone(self, version: DemandVersion) -> str | None:
        """Null outside the institution."""
        return version.contact_phone if access.may_see_contact(self.context["actor"], version) else None
