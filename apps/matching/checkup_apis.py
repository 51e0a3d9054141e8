"""参数体检 and 放宽建议 over the API, for reading: counts, never names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.demands.findings import Severity
from apps.matching import access
from apps.matching import api_examples as examples
from apps.matching.checkups import Checkup, check_up
from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.recording import clause_json, findings_json
from apps.matching.relaxing import advise
from apps.matching.selectors import version_for_checkup
from apps.taxonomy.language.types import decimal_text
from kernel.api_schema import operation
from kernel.errors import NotFound

TAG = "matching"
SEVERITIES = [(each.value, each.name) for each in Severity]


class CountOut(serializers.Serializer[Any]):
    """So many makers with so many products."""

    makers = serializers.IntegerField()
    products = serializers.IntegerField()


class CheckedClauseOut(serializers.Serializer[Any]):
    """One ★ clause: who survives it alone, for sure, and together with the ★ before it. `row` counts from 1."""

    row = serializers.IntegerField()
    name = serializers.CharField()
    asked = serializers.CharField()
    makers = serializers.IntegerField()
    products = serializers.IntegerField()
    fulfilling_makers = serializers.IntegerField()
    fulfilling_products = serializers.IntegerField()
    cumulative_makers = serializers.IntegerField()
    cumulative_products = serializers.IntegerField()
    is_tightest = serializers.BooleanField()


class FindingOut(serializers.Serializer[Any]):
    """One finding with its rule and where the rule comes from."""

    rule = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    title = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # Serializer has an attribute of this name
    rows = serializers.ListField(child=serializers.IntegerField())


class CheckupOut(serializers.Serializer[Any]):
    """A check-up of the latest version. The counts are null while no category is chosen."""

    demand = serializers.IntegerField(source="version.demand_id")
    version = serializers.IntegerField(source="version.number")
    total = CountOut(source="figures.total", allow_null=True, default=None)
    surviving = CountOut(source="figures.surviving", allow_null=True, default=None)
    fulfilling = CountOut(source="figures.fulfilling", allow_null=True, default=None)
    unclear = CountOut(source="figures.unclear", allow_null=True, default=None)
    clauses = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    rows_digest = serializers.CharField()
    engine_version = serializers.SerializerMethodField()

    @extend_schema_field(CheckedClauseOut(many=True))
    def get_clauses(self, checkup: Checkup) -> Any:
        """In the order of the version."""
        return [clause_json(line) for line in checkup.clauses]

    @extend_schema_field(FindingOut(many=True))
    def get_findings(self, checkup: Checkup) -> Any:
        """What is against a rule first."""
        return findings_json(checkup)

    def get_engine_version(self, checkup: Checkup) -> str:
        """The engine that counted."""
        return ENGINE_VERSION


class ChangedClauseOut(serializers.Serializer[Any]):
    """One clause of an alternative, in words."""

    requirement = serializers.IntegerField(source="row.pk")
    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    lowers_mark = serializers.BooleanField(source="is_demotion")


class AlternativeOut(serializers.Serializer[Any]):
    """Changes that together let three makers in; `distance` is their sum on the parameters' own scales."""

    key = serializers.CharField()
    distance = serializers.SerializerMethodField()
    makers = serializers.IntegerField(source="relaxation.makers")
    products = serializers.IntegerField(source="relaxation.products")
    changes = ChangedClauseOut(source="clauses", many=True)

    def get_distance(self, proposal: Any) -> str:
        """As an exact decimal."""
        return decimal_text(proposal.distance)


class RelaxationsOut(serializers.Serializer[Any]):
    """The smallest changes, best first; `open_products` are kept out only by 未响应 or 需人工."""

    demand = serializers.IntegerField()
    version = serializers.IntegerField()
    is_needed = serializers.BooleanField(source="answer.is_needed")
    is_complete = serializers.BooleanField(source="answer.is_complete")
    makers = serializers.IntegerField(source="answer.makers")
    products = serializers.IntegerField(source="answer.products")
    open_makers = serializers.IntegerField(source="answer.open_makers")
    open_products = serializers.IntegerField(source="answer.open_products")
    alternatives = AlternativeOut(source="proposals", many=True)


class CheckupView(ApiView):
    """The check-up of a demand's latest version."""

    @operation(
        "demands_checkup",
        tag=TAG,
        summary=gettext_lazy("参数体检：每条★留下几家、提醒及规则出处"),
        description=gettext_lazy("只有数目，不含厂商和型号。本单位成员和审计可读。"),
        answer=CheckupOut,
        example=examples.CHECKUP,
    )
    def get(self, request: Request, demand_id: int) -> Response:
        """Computed at this moment; nothing is kept."""
        return self.answer(check_up(version_for_checkup(self.actor, demand_id)), CheckupOut)


class RelaxationsView(ApiView):
    """The relaxations of a demand's latest version."""

    @operation(
        "demands_relaxations",
        tag=TAG,
        summary=gettext_lazy("放宽建议：使至少三家国产厂家满足的最小改动"),
        description=gettext_lazy("只有本单位成员可读，平台管理员和审计也不可读。"),
        answer=RelaxationsOut,
        example=examples.RELAXATIONS,
    )
    def get(self, request: Request, demand_id: int) -> Response:
        """Raises NotFound for everybody outside the institution."""
        version = version_for_checkup(self.actor, demand_id)
        if not access.may_see_relaxations(self.actor, version.demand):
            raise NotFound(_("没有找到这项需求的体检，或您无权查看。"))
        advice = advise(check_up(version))
        known = {"demand": version.demand_id, "version": version.number}
        return self.answer({**known, "answer": advice.answer, "proposals": advice.proposals}, RelaxationsOut)
