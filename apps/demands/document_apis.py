"""Documents of a demand by the API: upload or paste, how far the reading is, which package is meant."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.demands import api_examples as examples
from apps.demands.apis import TAG, check_may_edit
from apps.demands.document_fields import ChoiceBody, DocumentDetail, DocumentsTaken, FilesBody, PastedBody
from apps.demands.documents import add_document, add_files
from apps.demands.models import SourceDocument
from apps.demands.packages import choose_packages
from apps.demands.selectors import document_for
from kernel.api import StorableJSONParser
from kernel.api_schema import operation


class DemandDocumentsView(ApiView):
    """Further sources for the open version."""

    parser_classes = [StorableJSONParser, MultiPartParser]

    @operation(
        "demands_add_documents",
        tag=TAG,
        summary=gettext_lazy("上传文件（multipart，可多份）或粘贴文字、HTML（JSON），由后台读取成条款"),
        description=gettext_lazy("文件有一份不能接受则全部不收，detail.file 逐份说明。读取进度见该文件的 state。"),
        takes={"application/json": PastedBody, "multipart/form-data": FilesBody},
        answer=DocumentsTaken,
        status=202,
        refuses=(401, 403, 404, 409),
        body_example={"text": "★1.1 最高耐压≥60MPa\n1.2 流量精度≤0.1%", "html": ""},
        example={"documents": [examples.DOCUMENT_DETAIL]},
    )
    def post(self, request: Request, demand_id: int) -> Response:
        """Read by a worker; the rows appear at the end."""
        check_may_edit(self, demand_id)
        made = self._files(demand_id) if request.content_type.startswith("multipart/") else [self._pasted(demand_id)]
        return self.answer({"documents": made}, DocumentsTaken, status=202)

    def _files(self, demand_id: int) -> list[SourceDocument]:
        return add_files(demand_id, files=self.taken(FilesBody)["file"], actor=self.actor)

    def _pasted(self, demand_id: int) -> SourceDocument:
        taken = self.taken(PastedBody)
        file = ContentFile(taken["html"].encode(), name=_("粘贴的内容.html")) if taken["html"].strip() else None
        return add_document(demand_id, actor=self.actor, file=file, text=taken["text"])


class DemandDocumentView(ApiView):
    """One source."""

    @operation(
        "demands_document",
        tag=TAG,
        summary=gettext_lazy("一份来源文件：读取状态、进度与各包"),
        answer=DocumentDetail,
        refuses=(401, 404),
        example=examples.DOCUMENT_DETAIL,
    )
    def get(self, request: Request, demand_id: int, document_id: int) -> Response:
        """For those who may see inside."""
        return self.answer(document_for(self.actor, demand_id, document_id), DocumentDetail)


class DemandDocumentPackagesView(ApiView):
    """The choice among the packages of a document."""

    @operation(
        "demands_choose_packages",
        tag=TAG,
        summary=gettext_lazy("选择包：一个放入本需求，其余可另立草稿；编写中可重选"),
        takes=ChoiceBody,
        answer=DocumentDetail,
        refuses=(401, 403, 404, 409),
        body_example={"into": 1, "own": [2]},
        example=examples.DOCUMENT_DETAIL,
    )
    def put(self, request: Request, demand_id: int, document_id: int) -> Response:
        """The whole choice; drafts that it no longer names are deleted, rows are read by a worker."""
        check_may_edit(self, demand_id)
        document_for(self.actor, demand_id, document_id)
        taken = self.taken(ChoiceBody)
        choose_packages(demand_id, document_id, into=taken["into"], own=set(taken["own"]), actor=self.actor)
        return self.answer(document_for(self.actor, demand_id, document_id), DocumentDetail)
