"""Runs, matches and deviation tables."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.matching import access, services
from apps.matching import api_examples as examples
from apps.matching.api_fields import OUTCOMES, MatchDetail, MatchOut, RunDetail, RunOut
from apps.matching.documents import deviation_docx, deviation_xlsx
from apps.matching.models import Match, MatchRun
from apps.matching.pages import deviation_table
from apps.matching.selectors import demand_for_result, match_for, matches_of_maker, rows_of, run_for, visible_runs
from apps.taxonomy.language.types import Outcome
from apps.taxonomy.selectors import category_by_code, descendants
from kernel.api_schema import ErrorSerializer, operation
from kernel.downloads import download
from kernel.errors import AccessDenied
from kernel.exports import DOCX, XLSX
from kernel.ids import LARGEST_ID

TAG = "matching"


class RunFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`demand` keeps one demand, `category` those of a category and below."""

    demand = django_filters.NumberFilter(field_name="version__demand_id", min_value=1, max_value=LARGEST_ID)
    category = django_filters.CharFilter(method="filter_category", max_length=60)

    class Meta:
        model = MatchRun
        fields: list[str] = []

    def filter_category(self, rows: QuerySet[MatchRun], name: str, value: str) -> QuerySet[MatchRun]:
        """Raises NotFound for an unknown category."""
        return rows.filter(version__category__in=descendants(category_by_code(value)))


class RunBody(serializers.Serializer[Any]):
    """Which published demand to compare again."""

    demand = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class RunListView(ApiView):
    """The results that the actor sees whole."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = RunFilter
    queryset = MatchRun.objects.none()

    def get_queryset(self) -> QuerySet[MatchRun]:
        """Current runs only."""
        return visible_runs(self.actor)

    @operation(
        "runs_list",
        tag=TAG,
        summary=gettext_lazy("可见的比对结果，新的在前"),
        answer=RunOut(many=True),
        refuses=(401, 404, 422),
        example=examples.RUN,
    )
    def get(self, request: Request) -> Response:
        """One page of runs."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), RunOut)

    @operation(
        "runs_create",
        tag=TAG,
        summary=gettext_lazy("重新比对一项已发布的需求"),
        description=gettext_lazy("比对由后台执行：回答 202，随后读取 /runs/{id}/ 直到 state 为 done。"),
        takes=RunBody,
        answer=RunOut,
        status=202,
        refuses=(401, 403, 404),
        body_example={"demand": 417},
        example=examples.RUN | {"state": "waiting", "is_current": False, "finished_at": None},
    )
    def post(self, request: Request) -> Response:
        """A run that waits already is given instead of a second one."""
        demand = demand_for_result(self.actor, self.taken(RunBody)["demand"])
        if not access.may_request_run(self.actor, demand) or demand.published_version_id is None:
            raise AccessDenied(_("只有需求单位和平台管理员可以重新比对已发布的需求。"))
        run = services.request_run(demand.published_version_id, cause=MatchRun.Cause.REQUESTED)
        return self.answer(run_for(self.actor, run.pk), RunOut, status=202)


class RunDetailView(ApiView):
    """One run."""

    @operation(
        "runs_detail",
        tag=TAG,
        summary=gettext_lazy("一次比对：状态、计数、逐条通过情况"),
        answer=RunDetail,
        example=examples.RUN_DETAIL,
    )
    def get(self, request: Request, run_id: int) -> Response:
        """Earlier runs as well as the current one."""
        return self.answer(run_for(self.actor, run_id), RunDetail)


class MatchFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`near=true` keeps those that fail exactly one ★ clause; `reference=true` imported references only."""

    outcome = django_filters.ChoiceFilter(choices=OUTCOMES)
    near = django_filters.BooleanFilter(method="filter_near")
    reference = django_filters.BooleanFilter(field_name="is_reference")
    verified = django_filters.BooleanFilter(field_name="is_verified")
    trial = django_filters.BooleanFilter(field_name="product__has_trial_unit")

    class Meta:
        model = Match
        fields: list[str] = []

    def filter_near(self, rows: QuerySet[Match], name: str, value: bool) -> QuerySet[Match]:
        """The rule of the result page."""
        near = Q(outcome=Outcome.INELIGIBLE, mandatory_negative_count=1)
        return rows.filter(near) if value else rows.exclude(near)


class _MatchListView(ApiView):
    filter_backends = [DjangoFilterBackend]
    filterset_class = MatchFilter
    queryset = Match.objects.none()


class RunMatchesView(_MatchListView):
    """The products of a run."""

    def get_queryset(self) -> QuerySet[Match]:
        """Of the run, with all that a line shows."""
        run = run_for(self.actor, self.kwargs["run_id"])
        matches = Match.objects.filter(run=run)
        return matches.select_related("product__organisation", "run__version__demand__organisation")

    @operation(
        "runs_matches",
        tag=TAG,
        summary=gettext_lazy("一次比对的产品，按名次；进口对照在后"),
        answer=MatchOut(many=True),
        refuses=(401, 404, 422),
        example=examples.MATCH,
    )
    def get(self, request: Request, run_id: int) -> Response:
        """One page of matches."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), MatchOut)


class OwnMatchesView(_MatchListView):
    """The maker's own products in the current results of published demands."""

    def get_queryset(self) -> QuerySet[Match]:
        """Empty for anybody but makers."""
        return matches_of_maker(self.actor).select_related(
            "run__version__demand__organisation", "product__organisation"
        )

    @operation(
        "matches_mine",
        tag=TAG,
        summary=gettext_lazy("匹配到我的产品的需求（厂商）"),
        answer=MatchOut(many=True),
        refuses=(401, 422),
        example=examples.MATCH | {"score": None, "parts": None, "is_within_budget": None},
    )
    def get(self, request: Request) -> Response:
        """One page, the newest result first."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), MatchOut)


class MatchDetailView(ApiView):
    """One product's deviation table."""

    @operation(
        "matches_detail",
        tag=TAG,
        summary=gettext_lazy("一个产品的技术参数偏离表"),
        answer=MatchDetail,
        example=examples.MATCH_DETAIL,
    )
    def get(self, request: Request, match_id: int) -> Response:
        """For the institution, the platform, brokers where the budget is public, and the product's own maker."""
        return self.answer(match_for(self.actor, match_id), MatchDetail)


class MatchFileView(ApiView):
    """The deviation table as a file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A client that accepts only Excel or Word files gets one."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="matches_file",
        tags=[TAG],
        summary=gettext_lazy("偏离表文件，xlsx 或 docx"),
        responses={
            (200, XLSX): OpenApiTypes.BINARY,
            (200, DOCX): OpenApiTypes.BINARY,
            401: ErrorSerializer,
            404: ErrorSerializer,
        },
    )
    def get(self, request: Request, match_id: str, form: str) -> HttpResponse:
        """In the column layout of tenders."""
        found = match_for(self.actor, int(match_id))
        table = deviation_table(found, rows_of(found))
        content, kind = (deviation_xlsx(table), XLSX) if form == "xlsx" else (deviation_docx(table), DOCX)
        return download(content, name=f"deviation-{found.pk}.{form}", content_type=kind)
