"""Addresses of the app."""

from django.urls import path

from apps.demands.views import board, detail, review, row_changes, steps, writing

app_name = "demands"
urlpatterns = [
    path("", board.board, name="board"),
    path("new/", writing.new, name="new"),
    path("<int:demand_id>/", detail.detail, name="detail"),
    path("<int:demand_id>/edit/", writing.edit, name="edit"),
    path("<int:demand_id>/review/", review.review, name="review"),
    path("<int:demand_id>/export/", detail.export, name="export"),
    path("<int:demand_id>/versions/<int:number>/", detail.detail, name="version"),
    path("<int:demand_id>/versions/<int:number>/diff/", detail.diff, name="diff"),
    path("<int:demand_id>/documents/", writing.add_document, name="document"),
    path("<int:demand_id>/documents/<int:document_id>/", writing.original, name="original"),
    path("<int:demand_id>/documents/<int:document_id>/progress/", writing.progress, name="progress"),
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
    path("<int:demand_id>/submit/", steps.submit, name="submit"),
    path("<int:demand_id>/recall/", steps.recall, name="recall"),
    path("<int:demand_id>/approve/", steps.approve, name="approve"),
    path("<int:demand_id>/return/", steps.send_back, name="return"),
    path("<int:demand_id>/publish/", steps.publish, name="publish"),
    path("<int:demand_id>/new-version/", steps.new_version, name="new-version"),
    path("<int:demand_id>/discard/", steps.discard, name="discard"),
    path("<int:demand_id>/close/", steps.close, name="close"),
    path("<int:demand_id>/withdraw/", steps.withdraw, name="withdraw"),
]
