"""Datasheets: hand one in, see what was read, decide, write it into a product. Only the maker's own exist."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.suppliers import access
from apps.suppliers import datasheet_examples as examples
from apps.suppliers.api_examples import PRODUCT_DETAIL
from apps.suppliers.api_fields import ProductDetail
from apps.suppliers.datasheet_fields import (
    ApplyBody,
    DatasheetBody,
    DatasheetBrief,
    DatasheetDetail,
    DatasheetSetupBody,
    ProposalBody,
    file_of,
)
from apps.suppliers.datasheets import applying, building, deciding, intake
from apps.suppliers.datasheets.selectors import datasheet_for, datasheets_of
from apps.suppliers.models import Datasheet, DatasheetProposal
from apps.suppliers.selectors import product_for
from kernel.api_schema import operation
from kernel.errors import AccessDenied

TAG = "datasheets"


class DatasheetListView(ApiView):
    """The maker's datasheets."""

    queryset = Datasheet.objects.none()

    def get_queryset(self) -> QuerySet[Datasheet]:
        """The newest first."""
        return datasheets_of(self.actor)

    @operation(
        "datasheets_list",
        tag=TAG,
        summary=gettext_lazy("本单位的样本"),
        answer=DatasheetBrief(many=True),
        refuses=(401, 403),
        example=examples.DATASHEET,
    )
    def get(self, request: Request) -> Response:
        """For members of makers."""
        self._check()
        return self.answer_page(self.get_queryset(), DatasheetBrief)

    @operation(
        "datasheets_create",
        tag=TAG,
        summary=gettext_lazy("交入样本：文字，或 base64 的文件"),
        description=gettext_lazy(
            "由后台在受限进程中读取，state 变为 read 后即有 proposals；有几个型号时先用 setup 选定。文件不超过 3.6 MB。"
        ),
        takes=DatasheetBody,
        answer=DatasheetBrief,
        status=202,
        refuses=(401, 403, 404, 409),
        body_example=examples.DATASHEET_BODY,
        example=examples.DATASHEET | {"state": "waiting", "title": "", "category": None},
    )
    def post(self, request: Request) -> Response:
        """Kept, and read by a worker."""
        self._check()
        taken = self.taken(DatasheetBody)
        made = intake.add_datasheet(
            actor=self.actor,
            file=file_of(taken),
            text=taken["text"],
            product_id=taken["product"],
            category=taken["category"],
        )
        return self.answer(made, DatasheetBrief, status=202)

    def _check(self) -> None:
        if not access.may_import(self.actor):
            raise AccessDenied(_("只有仪器制造商的成员可以导入样本。"))


class DatasheetDetailView(ApiView):
    """One datasheet."""

    @operation(
        "datasheets_detail",
        tag=TAG,
        summary=gettext_lazy("一份样本：状态、读出的指标、样本里没有的参数"),
        answer=DatasheetDetail,
        refuses=(401, 404),
        example=examples.DATASHEET_DETAIL,
    )
    def get(self, request: Request, datasheet_id: int) -> Response:
        """To its maker."""
        return self.answer(datasheet_for(self.actor, datasheet_id), DatasheetDetail)


class DatasheetSetupView(ApiView):
    """The type and the models of a datasheet."""

    @operation(
        "datasheets_set_up",
        tag=TAG,
        summary=gettext_lazy("选仪器类型和型号，重新对应参数"),
        description=gettext_lazy("已做的决定会清空；选几个型号时，每个型号各成一份样本。"),
        takes=DatasheetSetupBody,
        answer=DatasheetDetail,
        refuses=(401, 404, 409),
        body_example={"category": "010501", "models": [0]},
        example=examples.DATASHEET_DETAIL,
    )
    def post(self, request: Request, datasheet_id: int) -> Response:
        """The proposals are made anew."""
        datasheet_for(self.actor, datasheet_id)
        taken = self.taken(DatasheetSetupBody)
        building.set_up(
            datasheet_id, actor=self.actor, category=taken["category"] or None, models=taken["models"] or None
        )
        return self.answer(datasheet_for(self.actor, datasheet_id), DatasheetDetail)


class ProposalView(ApiView):
    """One proposal."""

    @operation(
        "datasheets_decide",
        tag=TAG,
        summary=gettext_lazy("接受、修改或不采用一项"),
        takes=ProposalBody,
        answer=DatasheetDetail,
        refuses=(401, 404, 409),
        body_example={"decision": "accepted"},
        example=examples.DATASHEET_DETAIL,
    )
    def post(self, request: Request, datasheet_id: int, proposal_id: int) -> Response:
        """With `text` it is written anew."""
        datasheet_for(self.actor, datasheet_id)
        taken = self.taken(ProposalBody)
        decision = DatasheetProposal.Decision(taken.pop("decision"))
        if taken["text"].strip():
            fields = deciding.ProposalFields(**taken)
            deciding.edit_proposal(datasheet_id, proposal_id, fields=fields, actor=self.actor)
        else:
            deciding.decide(datasheet_id, proposal_id, decision=decision, actor=self.actor)
        return self.answer(datasheet_for(self.actor, datasheet_id), DatasheetDetail)


class DatasheetApplyView(ApiView):
    """Into the product."""

    @operation(
        "datasheets_apply",
        tag=TAG,
        summary=gettext_lazy("把已接受的指标写入产品，作为一次修订"),
        takes=ApplyBody,
        answer=ProductDetail,
        refuses=(401, 403, 404, 409),
        body_example={"name": "高效液相色谱仪", "model": "SY-600", "accept_sure": True},
        example=PRODUCT_DETAIL,
    )
    def post(self, request: Request, datasheet_id: int) -> Response:
        """A draft is made where the datasheet is meant for no product yet."""
        datasheet_for(self.actor, datasheet_id)
        taken = self.taken(ApplyBody)
        target = applying.Target(taken["name"], taken["model"])
        product = applying.apply_datasheet(
            datasheet_id, actor=self.actor, target=target, accept_sure=taken["accept_sure"]
        )
        return self.answer(product_for(self.actor, product.pk), ProductDetail)
