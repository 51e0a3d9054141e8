"""The changes that the review page makes: one address each, every one answered by `review_answers`."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import edits, reviewing, rows, selectors
from apps.demands.readings import offers_for
from apps.demands.views.review_answers import (
    Change,
    answer_edit,
    changed,
    is_by_script,
    may_review,
    name_of,
    revision_of,
    unchanged,
)
from apps.taxonomy.language.types import Mark
from kernel.errors import NotFound

MARK_SIGNS = {Mark.MANDATORY: "★", Mark.IMPORTANT: "▲", Mark.GENERAL: "—"}


@login_required
@require_POST
def row_add(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Add a line, read as if it stood in a document."""
    text = request.POST.get("text", "")[:2000]
    return changed(request, demand_id, partial(rows.add_rows_of_text, demand_id, text=text))


@login_required
@require_POST
def line_take(request: ActorRequest, demand_id: int, document_id: int, block: int) -> HttpResponse:
    """Take a line of a document that gave no row in as a row."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    blocks = reviewing.blocks_of(document.pk, block, block)
    text = str(blocks[0].get("text", "")) if blocks else ""
    take = partial(rows.take_line, demand_id, document_id=document_id, block=block, text=text)
    return changed(request, demand_id, take)


@login_required
@require_POST
def row_merge(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Join a row with the one below."""
    merge = partial(rows.merge_rows, demand_id, row_id, revision=revision_of(request))
    return changed(request, demand_id, merge, row_id=row_id, wish=_("与下一行合并"))


@login_required
@require_POST
def row_delete(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Delete a row; the page offers to take it back."""
    delete = partial(rows.delete_row, demand_id, row_id, revision=revision_of(request))
    answer = changed(request, demand_id, delete, row_id=row_id, wish=_("删去这一行"))
    if not is_by_script(request):
        messages.success(request, _("已删去这一行。"), extra_tags=f"undo:{reverse('demands:undo', args=[demand_id])}")
    return answer


@login_required
@require_POST
def row_mark(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Set ★, ▲ or nothing."""
    value = request.POST.get("mark", "")
    if value not in {mark.value for mark in Mark}:
        raise NotFound(_("没有这种标记。"))
    set_mark = partial(rows.mark_row, demand_id, row_id, mark=Mark(value), revision=revision_of(request))
    wish = _("标记 %(mark)s") % {"mark": MARK_SIGNS[Mark(value)]}
    return changed(request, demand_id, set_mark, row_id=row_id, wish=wish)


@login_required
@require_POST
def row_move(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Move a row up or down."""
    move = partial(rows.move_row, demand_id, row_id, up=request.POST.get("to") == "up")
    return changed(request, demand_id, move, row_id=row_id)


@login_required
@require_POST
def row_confirm(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Accept a row as it was read."""
    confirm = partial(rows.confirm_row, demand_id, row_id, revision=revision_of(request))
    return changed(request, demand_id, confirm, row_id=row_id, wish=_("接受这一行"))


@login_required
@require_POST
def row_link(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Say which parameter the row is about."""
    code = request.POST.get("code", "")[:60]
    link = partial(rows.link_row, demand_id, row_id, code=code, revision=revision_of(request))
    return changed(request, demand_id, link, row_id=row_id, wish=_("词条 %(code)s") % {"code": code})


@login_required
@require_POST
def row_read_otherwise(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Take another reading of the row; which ones there are is found again from the row as it is now."""
    _demand, version = may_review(request, demand_id)
    row = selectors.row_of(version, row_id)
    key = request.POST.get("reading", "")
    offer = next((each for each in offers_for(row, reviewing.siblings_of(row)) if each.key == key), None)
    if offer is None:
        return unchanged(request, demand_id, _("这种读法现在不适用了。"), status=409)
    change: Change
    if offer.fields is None:
        change = partial(rows.add_part, demand_id, row_id, part=offer.part, revision=revision_of(request))
    else:
        change = partial(rows.edit_row, demand_id, row_id, fields=offer.fields, revision=revision_of(request))
    return changed(request, demand_id, change, row_id=row_id, wish=offer.label)


@login_required
@require_POST
def confirm_sure(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Accept all rows of 95 % confidence and more."""
    return changed(request, demand_id, partial(rows.confirm_sure_rows, demand_id))


@login_required
@require_POST
def undo(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Take back one's own last change of rows."""
    return _step(request, demand_id, is_undo=True)


@login_required
@require_POST
def redo(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Do again what one took back last."""
    return _step(request, demand_id, is_undo=False)


def _step(request: ActorRequest, demand_id: int, *, is_undo: bool) -> HttpResponse:
    service = edits.undo_last if is_undo else edits.redo_next
    action = name_of(request)
    if request.headers.get("X-Again") and (done := edits.stepped_before(demand_id, request.actor, action)):
        return answer_edit(request, done)
    step = service(demand_id, actor=request.actor, action=action)
    if step is None:
        return unchanged(request, demand_id, _("没有可以撤销的修改。") if is_undo else _("没有可以重做的修改。"))
    if step.is_blocked:
        said = _("没有撤销“%(what)s”：这之后有人改过同一行，撤销会盖掉他的修改。再按一次撤销更早的一步。")
        return answer_edit(request, step.edit, said=said % {"what": step.edit.get_kind_display()})
    return answer_edit(request, step.edit)
