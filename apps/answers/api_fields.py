"""What the API of answers takes and shows. Only the maker's own members ever see any of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.answers import selectors
from apps.answers.documents import printed_deviation
from apps.answers.models import Answer, AnswerRow
from apps.demands.models import Requirement
from apps.matching.api_fields import MARKS, VERDICTS, DemandName
from kernel.ids import LARGEST_ID

STATED = [("", ""), ("positive", "positive"), ("meets", "meets"), ("negative", "negative")]


class AnswerBody(serializers.Serializer[Any]):
    """Which demand is answered, with which of the maker's own products."""

    demand = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    product = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class AnswerRowBody(serializers.Serializer[Any]):
    """A row as it is to be. `edit` is the row's edit that was read: another one by now is a conflict.

    `stated` counts only where the verdict is manual. `proof_pages`: 12, 12-13, P12.
    """

    edit = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    response = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)
    stated = serializers.ChoiceField(choices=STATED, required=False, default="", allow_blank=True)
    explanation = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)
    proof_name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    proof_pages = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    is_confirmed = serializers.BooleanField(required=False, default=False)


class AnsweringProduct(serializers.Serializer[Any]):
    """The product that is offered."""

    id = serializers.IntegerField()
    model = serializers.CharField()
    name = serializers.CharField()


class AnswerOut(serializers.Serializer[Any]):
    """An answer. `is_outdated`: the demand has a newer version by now."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    demand = DemandName(source="version")
    version = serializers.IntegerField(source="version.number")
    is_outdated = serializers.SerializerMethodField()
    product = AnsweringProduct()
    product_revision = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Answer.Status.choices)
    price_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    delivery_days = serializers.IntegerField(allow_null=True)
    is_sample = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_is_outdated(self, answer: Answer) -> bool:
        """Whether a later version is published."""
        return answer.version.demand.published_version_id != answer.version_id


class AnswerRowOut(serializers.Serializer[Any]):
    """A row with its clause. `deviation` is what the exported table prints; '' where it is open."""

    id = serializers.IntegerField()
    clause = serializers.CharField(source="requirement.clause")
    mark = serializers.ChoiceField(choices=MARKS, source="requirement.mark")
    scope = serializers.ChoiceField(choices=Requirement.Scope.choices, source="requirement.scope")
    asked = serializers.CharField(source="requirement.raw_text")
    parameter = serializers.SerializerMethodField()
    response = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    sentence = serializers.CharField()
    margin_percent = serializers.DecimalField(max_digits=9, decimal_places=1, allow_null=True)
    stated = serializers.ChoiceField(choices=STATED)
    deviation = serializers.SerializerMethodField()
    explanation = serializers.CharField()
    proof_name = serializers.CharField()
    proof_pages = serializers.CharField()
    is_confirmed = serializers.BooleanField()
    source = serializers.ChoiceField(choices=AnswerRow.Source.choices)  # type: ignore[assignment]
    edit = serializers.IntegerField()

    def get_parameter(self, row: AnswerRow) -> str:
        """The code of the parameter; '' for a clause that is linked to none."""
        return row.requirement.parameter.code if row.requirement.parameter else ""

    def get_deviation(self, row: AnswerRow) -> str:
        """The engine's word, or the maker's own where a person must judge."""
        return printed_deviation(row)


class AnswerDetail(AnswerOut):
    """An answer with its rows, in the order of the demand."""

    rows = serializers.SerializerMethodField()

    @extend_schema_field(AnswerRowOut(many=True))
    def get_rows(self, answer: Answer) -> Any:
        """All of them: a demand has some dozens."""
        return AnswerRowOut(selectors.rows_of(answer), many=True).data
