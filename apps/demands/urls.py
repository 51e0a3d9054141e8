"""Addresses of the app."""

from django.urls import path

from apps.demands import feeds
from apps.demands.lifecycle import Step
from apps.demands.views import amending, board, detail, review, row_changes, sources, steps, versions, writing

app_name = "demands"
STEP_ADDRESSES = {
    "submit": Step.SUBMIT,
    "recall": Step.RECALL,
    "approve": Step.APPROVE,
    "return": Step.RETURN,
    "publish": Step.PUBLISH,
    "new-version": Step.REVISE,
    "discard": Step.DISCARD,
    "close": Step.CLOSE,
    "withdraw": Step.WITHDRAW,
}
urlpatterns = [
    path("", board.board, name="board"),
    path("feed.rss", feeds.rss, name="feed-rss"),
    path("feed.atom", feeds.atom, name="feed-atom"),
    path("feed/<str:code>.rss", feeds.rss, name="category-feed-rss"),
    path("feed/<str:code>.atom", feeds.atom, name="category-feed-atom"),
    path("new/", writing.new, name="new"),
    path("<int:demand_id>/", detail.detail, name="detail"),
    path("<int:demand_id>/edit/", writing.edit, name="edit"),
    path("<int:demand_id>/review/", review.review, name="review"),
    path("<int:demand_id>/export/", detail.export, name="export"),
    path("<int:demand_id>/versions/<int:number>/", detail.detail, name="version"),
    path("<int:demand_id>/versions/<int:number>/diff/", versions.diff, name="diff"),
    path("<int:demand_id>/versions/<int:number>/notice/", versions.notice, name="notice"),
    path("<int:demand_id>/documents/", writing.add_document, name="document"),
    path("<int:demand_id>/reading/", sources.reading, name="reading"),
    path("<int:demand_id>/documents/<int:document_id>/", sources.original, name="original"),
    path("<int:demand_id>/documents/<int:document_id>/file/", sources.file, name="file"),
    path("<int:demand_id>/documents/<int:document_id>/pdf/", sources.pdf, name="pdf"),
    path("<int:demand_id>/documents/<int:document_id>/packages/", sources.choose, name="packages"),
    path("<int:demand_id>/documents/<int:document_id>/progress/", sources.progress, name="progress"),
    path("<int:demand_id>/amendments/", amending.amend, name="amend"),
    path("<int:demand_id>/amendments/<int:document_id>/", amending.amendment, name="amendment"),
    path("<int:demand_id>/documents/<int:document_id>/lines/", review.lines, name="lines"),
    path(
        "<int:demand_id>/documents/<int:document_id>/lines/<int:block>/take/",
        row_changes.line_take,
        name="line-take",
    ),
    path("<int:demand_id>/rows/add/", row_changes.row_add, name="row-add"),
    path("<int:demand_id>/rows/confirm-sure/", row_changes.confirm_sure, name="confirm-sure"),
    path("<int:demand_id>/rows/undo/", row_changes.undo, name="undo"),
    path("<int:demand_id>/rows/redo/", row_changes.redo, name="redo"),
    path("<int:demand_id>/rows/<int:row_id>/edit/", review.row_edit, name="row-edit"),
    path("<int:demand_id>/rows/<int:row_id>/split/", review.row_split, name="row-split"),
    path("<int:demand_id>/rows/<int:row_id>/merge/", row_changes.row_merge, name="row-merge"),
    path("<int:demand_id>/rows/<int:row_id>/delete/", row_changes.row_delete, name="row-delete"),
    path("<int:demand_id>/rows/<int:row_id>/mark/", row_changes.row_mark, name="row-mark"),
    path("<int:demand_id>/rows/<int:row_id>/move/", row_changes.row_move, name="row-move"),
    path("<int:demand_id>/rows/<int:row_id>/confirm/", row_changes.row_confirm, name="row-confirm"),
    path("<int:demand_id>/rows/<int:row_id>/link/", row_changes.row_link, name="row-link"),
    path("<int:demand_id>/rows/<int:row_id>/reading/", row_changes.row_read_otherwise, name="row-reading"),
    path("<int:demand_id>/rows/<int:row_id>/help/", review.row_help, name="row-help"),
    path("<int:demand_id>/rows/<int:row_id>/parameters/", review.parameters, name="parameters"),
    path("<int:demand_id>/delete/", steps.delete, name="delete"),
    *(path(f"<int:demand_id>/{name}/", steps.take, {"step": step}, name=name) for name, step in STEP_ADDRESSES.items()),
]
