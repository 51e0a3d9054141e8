"""Demands: the board for everybody; writing, rows, approval and publication for the institution."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView, NoBody, PublicApiView
from apps.demands import access, rows, services
from apps.demands import api_examples as examples
from apps.demands.api_fields import (
    DemandBrief,
    DemandCreateBody,
    DemandDetail,
    DemandQuery,
    DemandStepBody,
    DocumentOut,
    FactsBody,
    RequirementOut,
    RowBody,
    RowEditBody,
    TextBody,
    VersionQuery,
    facts_of,
    row_of,
)
from apps.demands.documents import add_document
from apps.demands.lifecycle import Step
from apps.demands.models import Demand
from apps.demands.selectors import BoardFilter, board, demand_for, version_for, with_shown_versions
from apps.demands.steps import STEPS
from kernel.api_schema import operation
from kernel.errors import AccessDenied

TAG = "demands"


class DemandListView(PublicApiView):
    """The board."""

    queryset = Demand.objects.none()

    @operation(
        "demands_list",
        tag=TAG,
        summary=gettext_lazy("需求大厅"),
        description=gettext_lazy("按预算筛选时不含未公开预算的需求；own=true 列出本单位各状态的需求。"),
        asks=[DemandQuery],
        answer=DemandBrief(many=True),
        refuses=(422,),
        example=examples.DEMAND,
    )
    def get(self, request: Request) -> Response:
        """One page, the newest change first."""
        asked = self.asked(DemandQuery)
        found = board(
            self.actor,
            BoardFilter(
                category_code=asked["category"],
                province_code=asked["province"],
                budget_from=asked["budget_from"],
                budget_to=asked["budget_to"],
                status=asked["status"],
                text=asked["search"],
                is_own=asked["own"],
            ),
        )
        page = self.paginate_queryset(found) or []
        shown = [version for _demand, version in with_shown_versions(page)]
        return self.get_paginated_response(DemandBrief(shown, many=True, context=self.get_serializer_context()).data)

    @operation(
        "demands_create",
        tag=TAG,
        summary=gettext_lazy("建立需求草稿：粘贴文字，或逐行给出"),
        description=gettext_lazy("给 text 时由后台读取，documents 中 state 变为 read 后即有条款；rows 立即成为条款。"),
        takes=DemandCreateBody,
        answer=DemandDetail,
        status=201,
        refuses=(401, 403),
        body_example=examples.DEMAND_BODY,
        example=examples.DEMAND_DETAIL,
    )
    def post(self, request: Request) -> Response:
        """All or nothing."""
        if not self.actor.is_authenticated:
            raise NotAuthenticated
        if not access.may_create(self.actor):
            raise AccessDenied(_("只有科研单位的成员可以发布需求。"))
        demand_id = self._create(self.taken(DemandCreateBody))
        return _shown(self, demand_id, status=201)

    @transaction.atomic
    def _create(self, taken: dict[str, Any]) -> int:
        content = facts_of(taken)
        if taken["text"].strip():
            source = services.create_demand_from_source(actor=self.actor, text=taken["text"], content=content)
            demand_id = source.version.demand_id
        else:
            demand_id = services.create_demand(content, actor=self.actor).pk
        for row in taken["rows"]:
            rows.add_row(demand_id, fields=row_of(row), actor=self.actor)
        return demand_id


def _shown(view: ApiView, demand_id: int, *, number: int | None = None, status: int = 200) -> Response:
    """The demand with one version, as the actor sees it. Raises NotFound."""
    demand = demand_for(view.actor, demand_id)
    return view.answer(version_for(view.actor, demand, number), DemandDetail, status=status)


def check_may_edit(view: ApiView, demand_id: int) -> None:
    """Before a body is read: who may not write learns nothing of what would be wrong with it."""
    if not access.may_edit(view.actor, demand_for(view.actor, demand_id)):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))


class DemandDetailView(PublicApiView):
    """One demand."""

    @operation(
        "demands_detail",
        tag=TAG,
        summary=gettext_lazy("一项需求及其条款"),
        asks=[VersionQuery],
        answer=DemandDetail,
        refuses=(404, 422),
        example=examples.DEMAND_DETAIL,
    )
    def get(self, request: Request, demand_id: int) -> Response:
        """Published versions for everybody; drafts for the institution and the platform."""
        return _shown(self, demand_id, number=self.asked(VersionQuery)["version"])

    @operation(
        "demands_edit",
        tag=TAG,
        summary=gettext_lazy("修改编写中版本的基本信息"),
        takes=FactsBody,
        answer=DemandDetail,
        refuses=(401, 403, 404, 409),
        body_example=examples.FACTS_BODY,
        example=examples.DEMAND_DETAIL,
    )
    def put(self, request: Request, demand_id: int) -> Response:
        """The facts as a whole; rows have operations of their own."""
        if not self.actor.is_authenticated:
            raise NotAuthenticated
        check_may_edit(self, demand_id)
        services.edit_demand(demand_id, facts_of(self.taken(FactsBody)), actor=self.actor)
        return _shown(self, demand_id)

    @operation(
        "demands_delete",
        tag=TAG,
        summary=gettext_lazy("删除从未提交过的草稿"),
        answer=None,
        status=204,
        refuses=(401, 403, 404, 409),
    )
    def delete(self, request: Request, demand_id: int) -> Response:
        """There is no way back; what others have seen is withdrawn instead."""
        if not self.actor.is_authenticated:
            raise NotAuthenticated
        services.delete_draft(demand_id, actor=self.actor)
        return Response(status=204)


class DemandTextView(ApiView):
    """Further text for the open version."""

    @operation(
        "demands_add_text",
        tag=TAG,
        summary=gettext_lazy("粘贴更多文字，由后台读取成条款"),
        takes=TextBody,
        answer=DocumentOut,
        status=202,
        refuses=(401, 403, 404, 409),
        body_example={"text": "★1.1 最高耐压≥60MPa\n1.2 流量精度≤0.1%"},
        example=examples.DOCUMENT,
    )
    def post(self, request: Request, demand_id: int) -> Response:
        """Read by a worker; the rows appear at the end."""
        check_may_edit(self, demand_id)
        document = add_document(demand_id, actor=self.actor, text=self.taken(TextBody)["text"])
        return self.answer(document, DocumentOut, status=202)


class DemandRowsView(ApiView):
    """The rows of the open version."""

    @operation(
        "demands_add_row",
        tag=TAG,
        summary=gettext_lazy("加一行条款"),
        takes=RowBody,
        answer=RequirementOut,
        status=201,
        refuses=(401, 403, 404, 409),
        body_example=examples.ROW_BODY,
        example=examples.REQUIREMENT,
    )
    def post(self, request: Request, demand_id: int) -> Response:
        """At the end."""
        check_may_edit(self, demand_id)
        made = rows.add_row(demand_id, fields=row_of(self.taken(RowBody)), actor=self.actor)
        return self.answer(made, RequirementOut, status=201)


class DemandRowView(ApiView):
    """One row of the open version."""

    @operation(
        "demands_edit_row",
        tag=TAG,
        summary=gettext_lazy("重写一行条款"),
        takes=RowEditBody,
        answer=RequirementOut,
        refuses=(401, 403, 404, 409),
        body_example=examples.ROW_BODY,
        example=examples.REQUIREMENT,
    )
    def put(self, request: Request, demand_id: int, row_id: int) -> Response:
        """It counts as confirmed."""
        check_may_edit(self, demand_id)
        taken = self.taken(RowEditBody)
        revision = taken.pop("revision")
        made = rows.edit_row(demand_id, row_id, fields=row_of(taken), actor=self.actor, revision=revision)
        return self.answer(made, RequirementOut)

    @operation(
        "demands_delete_row",
        tag=TAG,
        summary=gettext_lazy("删除一行条款"),
        answer=None,
        status=204,
        refuses=(401, 403, 404, 409),
    )
    def delete(self, request: Request, demand_id: int, row_id: int) -> Response:
        """The page's undo brings it back."""
        rows.delete_row(demand_id, row_id, actor=self.actor)
        return Response(status=204)


class DemandRowConfirmView(ApiView):
    """Accepting a row as it was read."""

    @operation(
        "demands_confirm_row",
        tag=TAG,
        summary=gettext_lazy("确认一行条款的读取结果"),
        takes=NoBody,
        answer=RequirementOut,
        refuses=(401, 403, 404, 409),
        body_example={},
        example=examples.REQUIREMENT,
    )
    def post(self, request: Request, demand_id: int, row_id: int) -> Response:
        """A row under review is compared from now on."""
        return self.answer(rows.confirm_row(demand_id, row_id, actor=self.actor), RequirementOut)


class DemandStepView(ApiView):
    """The steps of a demand's life."""

    @operation(
        "demands_take_step",
        tag=TAG,
        summary=gettext_lazy("执行一步：提交、收回、批准、退回、发布、变更、放弃变更、结束、撤回"),
        takes=DemandStepBody,
        answer=DemandDetail,
        refuses=(401, 403, 404, 409),
        body_example={"step": "publish"},
        example=examples.DEMAND_DETAIL,
    )
    def post(self, request: Request, demand_id: int) -> Response:
        """One step; publication starts the matching."""
        check_may_edit(self, demand_id)
        taken = self.taken(DemandStepBody)
        STEPS[Step(taken["step"])].take(demand_id, actor=self.actor, text=taken["reason"])
        return _shown(self, demand_id)
