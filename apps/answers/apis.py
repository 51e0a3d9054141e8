"""Answers: a maker's own, row by row, and as files."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.answers import api_examples as examples
from apps.answers import selectors, services
from apps.answers.api_fields import AnswerBody, AnswerDetail, AnswerOut, AnswerRowBody, AnswerRowOut
from apps.answers.contents import RowFields
from apps.answers.documents import answer_docx, answer_xlsx
from apps.answers.models import Answer
from kernel.api_schema import ErrorSerializer, operation
from kernel.downloads import download
from kernel.exports import DOCX, XLSX
from kernel.ids import LARGEST_ID

TAG = "answers"


class AnswerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`status` keeps one status, `demand` the answers to one demand."""

    status = django_filters.ChoiceFilter(choices=Answer.Status.choices)
    demand = django_filters.NumberFilter(field_name="version__demand_id", min_value=1, max_value=LARGEST_ID)

    class Meta:
        model = Answer
        fields: list[str] = []


class AnswerListView(ApiView):
    """The answers of the actor's maker."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = AnswerFilter
    queryset = Answer.objects.none()

    def get_queryset(self) -> QuerySet[Answer]:
        """Empty for anybody but makers."""
        return selectors.answers_of(self.actor)

    @operation(
        "answers_list",
        tag=TAG,
        summary=gettext_lazy("本单位的应答；只有本单位成员看得到"),
        answer=AnswerOut(many=True),
        refuses=(401, 422),
        example=examples.ANSWER,
    )
    def get(self, request: Request) -> Response:
        """One page, the newest change first."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), AnswerOut)

    @operation(
        "answers_create",
        tag=TAG,
        summary=gettext_lazy("用一款产品填写应答表，按产品指标逐行预填"),
        takes=AnswerBody,
        answer=AnswerDetail,
        status=201,
        refuses=(401, 403, 404, 409),
        body_example={"demand": 417, "product": 601},
        example=examples.ANSWER_DETAIL,
    )
    def post(self, request: Request) -> Response:
        """One answer for a version and a product."""
        taken = self.taken(AnswerBody)
        demand = selectors.demand_to_answer(self.actor, taken["demand"])
        product = selectors.product_to_offer(self.actor, taken["product"])
        answer = services.create_answer(demand, product, actor=self.actor)
        return self.answer(selectors.answer_for(self.actor, answer.pk), AnswerDetail, status=201)


class AnswerDetailView(ApiView):
    """One answer."""

    @operation(
        "answers_detail",
        tag=TAG,
        summary=gettext_lazy("一份应答及其逐行内容"),
        answer=AnswerDetail,
        example=examples.ANSWER_DETAIL,
    )
    def get(self, request: Request, answer_id: int) -> Response:
        """For the maker's members alone."""
        return self.answer(selectors.answer_for(self.actor, answer_id), AnswerDetail)

    @operation(
        "answers_delete",
        tag=TAG,
        summary=gettext_lazy("删除填写中的应答"),
        answer=None,
        status=204,
        refuses=(401, 403, 404, 409),
    )
    def delete(self, request: Request, answer_id: int) -> Response:
        """There is no way back; a ready answer is reopened first."""
        services.delete_answer(answer_id, actor=self.actor)
        return Response(status=204)


class AnswerRowView(ApiView):
    """One row of an answer."""

    @operation(
        "answers_edit_row",
        tag=TAG,
        summary=gettext_lazy("改写一行应答，立即重新判定"),
        description=gettext_lazy("edit 为读到该行时的编辑次数；期间被他人改过时回答 409，detail 中有两边的内容。"),
        takes=AnswerRowBody,
        answer=AnswerRowOut,
        refuses=(401, 404, 409),
        body_example=examples.ROW_BODY,
        example=examples.ROW,
    )
    def put(self, request: Request, answer_id: int, row_id: int) -> Response:
        """The whole row: a field that is left out is emptied."""
        answer = selectors.answer_for(self.actor, answer_id)
        selectors.row_of(answer, row_id)
        taken = self.taken(AnswerRowBody)
        seen = taken.pop("edit")
        services.update_row(answer_id, row_id, fields=RowFields(**taken), seen_edit=seen, actor=self.actor)
        return self.answer(selectors.row_of(answer, row_id), AnswerRowOut)


class AnswerFileView(ApiView):
    """The deviation tables as a file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A client that accepts only Excel or Word files gets one."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="answers_file",
        tags=[TAG],
        summary=gettext_lazy("技术参数偏离表和商务偏离表，xlsx 或 docx"),
        responses={
            (200, XLSX): OpenApiTypes.BINARY,
            (200, DOCX): OpenApiTypes.BINARY,
            401: ErrorSerializer,
            404: ErrorSerializer,
        },
    )
    def get(self, request: Request, answer_id: str, form: str) -> HttpResponse:
        """In the column layout of tenders; a workbook can be filled in and read back on the page."""
        answer = selectors.answer_for(self.actor, int(answer_id))
        rows = selectors.rows_of(answer)
        content, kind = (answer_xlsx(answer, rows), XLSX) if form == "xlsx" else (answer_docx(answer, rows), DOCX)
        return download(content, name=f"answer-{answer.pk}.{form}", content_type=kind)
