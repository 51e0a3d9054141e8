"""How a change of rows answers: the page's script gets the changed rows and counters, a form goes back to the page.

The script sends `HX-Request` and a name for the change (`X-Action`). When it got no answer it sends the same again with
`X-Again`: what was made the first time is then only told, not made twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.accounts.requests import ActorRequest
from apps.demands import access, reviewing, selectors
from apps.demands.edits import Action, Kind, Snapshot, State, last_change_of, made_before
from apps.demands.models import Demand, DemandVersion, Requirement, RequirementEdit
from apps.demands.pages import row_view
from apps.demands.review_words import mark_choices
from apps.demands.source_lines import line_key
from kernel import clock
from kernel.errors import AccessDenied, Conflict, DomainError, NotFound


class Change(Protocol):
    """A service that changes rows, with everything but who asks."""

    def __call__(self, *, actor: Actor, action: Action) -> object: ...


UNCOLOURED = frozenset({Kind.MARK, Kind.MOVE, Kind.CONFIRM_ALL})  # changes that the original does not show
MOST_REVISION = 2**31 - 1


def may_review(request: ActorRequest, demand_id: int) -> tuple[Demand, DemandVersion]:
    """The demand and its latest version, for those who may see inside. Raises NotFound or AccessDenied."""
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_see_inside(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以整理条款。"))
    return demand, selectors.version_for(request.actor, demand)


def is_by_script(request: ActorRequest) -> bool:
    """Whether the page's script asks, which takes pieces of a page."""
    return bool(getattr(request, "htmx", False))


def revision_of(request: ActorRequest) -> int | None:
    """The state of the row that the page shows; None where the address has none."""
    text = request.POST.get("revision") or request.GET.get("revision", "")
    return min(int(text), MOST_REVISION) if text.isascii() and text.isdigit() and len(text) < 11 else None


def name_of(request: ActorRequest) -> str:
    """The page's name of the change; '' from a form."""
    return request.headers.get("X-Action", "")[:40]


def changed(
    request: ActorRequest, demand_id: int, change: Change, *, row_id: int | None = None, wish: str = ""
) -> HttpResponse:
    """Make a change and answer with what it made. `wish` says in words what the person wanted, for a conflict."""
    action = Action(name_of(request))
    if request.headers.get("X-Again") and (edit := made_before(demand_id, request.actor, action.name)):
        return answer_edit(request, edit)
    try:
        change(actor=request.actor, action=action)
    except Conflict as problem:
        return _conflict(request, demand_id, problem, row_id=row_id, wish=wish)
    except NotFound as problem:
        return _gone(request, demand_id, problem, row_id=row_id, wish=wish)
    except DomainError as problem:
        return refused(request, demand_id, problem, row_id=row_id)
    if not is_by_script(request):
        return back(demand_id, row_id)
    return answer_edit(request, action.edit) if action.edit else unchanged(request, demand_id, _("没有要改的。"))


def rows_url(demand_id: int) -> str:
    """Where the addresses of a demand's rows begin: asking for each of three hundred anew takes its time."""
    return reverse("demands:row-add", args=[demand_id]).removesuffix("add/")


def back(demand_id: int, row_id: int | None = None) -> HttpResponse:
    """The way back to the page, at the row."""
    anchor = f"#row-{row_id}" if row_id else ""
    return redirect(reverse("demands:review", args=[demand_id]) + anchor)


# ---- what changed -------------------------------------------------------------------------------------------------


def answer_edit(request: ActorRequest, edit: RequirementEdit, *, said: str = "") -> HttpResponse:
    """The rows and lines that the change (or its undo) touched, as they are now, and the counters."""
    if not is_by_script(request):
        return back(edit.version.demand_id)
    is_undone = edit.state == State.UNDONE
    order = edit.order_before if is_undone else edit.order_after
    touched = [*edit.before, *edit.after] if is_undone else [*edit.after, *edit.before]
    ids = list(dict.fromkeys(each["id"] for each in touched))
    keys: list[str] = [] if edit.kind in UNCOLOURED else list(dict.fromkeys(_key(each) for each in touched))
    found = reviewing.rows_touched(edit.version, ids, keys)
    there = {row.pk for row in found}
    first = next((pk for pk in ids if pk in there), None)
    extra = {
        "removed": [pk for pk in ids if pk not in there],
        "choose": first if order or is_undone else None,
        "said": said or said_of(edit, found),
        "saved_at": timezone.localtime(clock.now()),
    }
    response = _patch(request, edit.version, ids=ids, keys=keys, rows=found, order=order, extra=extra)
    response["HX-Trigger"] = "rows-changed"
    return response


def _key(snapshot: Snapshot) -> str:
    return line_key(Requirement(**{name: snapshot.get(name) for name in ("document_id", "block", "line")}))


def _patch(
    request: ActorRequest, version: DemandVersion, *, ids: Sequence[int], keys: Sequence[str],
    rows: Sequence[Requirement], order: Sequence[int] = (), extra: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    known = {row.pk: row for row in rows}
    above = dict(zip(order, [0, *order], strict=False))
    entries = reviewing.entries_touched(keys, rows)
    shown = {entry.key for entry in entries}
    context: dict[str, Any] = {
        "demand": version.demand,
        "version": version,
        "may_edit": access.may_edit(request.actor, version.demand) and version.stage == DemandVersion.Stage.DRAFT,
        "rows": [(row_view(known[pk]), above.get(pk)) for pk in ids if pk in known],
        "seen": reviewing.names_seen(version, rows),
        "entries": entries,
        "removed_lines": [key for key in keys if key not in shown],
        "state": reviewing.state_of(version, request.actor),
        "marks": mark_choices(),
        "rows_url": rows_url(version.demand_id),
        **(extra or {}),
    }
    return render(request, "demands/_patch.html", context, status=status)


def unchanged(request: ActorRequest, demand_id: int, said: str, *, status: int = 200) -> HttpResponse:
    """Nothing was changed; the sentence says why."""
    if not is_by_script(request):
        messages.info(request, said)
        return back(demand_id)
    _demand, version = may_review(request, demand_id)
    tone = "" if status == 200 else "neg"
    return _patch(request, version, ids=[], keys=[], rows=[], extra={"said": said, "tone": tone}, status=status)


def said_of(edit: RequirementEdit, rows: Sequence[Requirement]) -> str:
    """One sentence about what was done."""
    if edit.state == State.UNDONE:
        return _("已撤销：%(what)s。") % {"what": edit.get_kind_display()}
    snapshot = (edit.after or edit.before or [{}])[0]
    name = next((row.printed_name for row in rows if row.pk == snapshot.get("id")), snapshot.get("printed_name", ""))
    count = len(edit.after)
    facts = {"name": name[:30], "count": count, "mark": {"mandatory": "★", "important": "▲"}.get(
        str(snapshot.get("mark")), _("一般"))}  # fmt: skip
    sentences = {
        Kind.ADD: ngettext("已加入 %(count)s 行。", "已加入 %(count)s 行。", count),
        Kind.EDIT: _("“%(name)s”已保存。"),
        Kind.SPLIT: ngettext("已拆成 %(count)s 行。", "已拆成 %(count)s 行。", count),
        Kind.MERGE: _("已合并成一行。"),
        Kind.DELETE: _("“%(name)s”已删去，按 Z 撤销。"),
        Kind.MOVE: _("“%(name)s”已移动。"),
        Kind.MARK: _("“%(name)s”的标记改为 %(mark)s。"),
        Kind.CONFIRM: _("“%(name)s”已接受。"),
        Kind.CONFIRM_ALL: ngettext("已接受 %(count)s 行。", "已接受 %(count)s 行。", count),
        Kind.LINK: _("“%(name)s”已对应词条。"),
    }
    return sentences.get(Kind(edit.kind), _("已改：%(what)s。")) % {**facts, "what": edit.get_kind_display()}


# ---- what was not changed -----------------------------------------------------------------------------------------


def refused(request: ActorRequest, demand_id: int, problem: DomainError, *, row_id: int | None) -> HttpResponse:
    """A change that the rules refuse; the script shows each message beside its field."""
    if not is_by_script(request):
        messages.error(request, problem.message)
        return back(demand_id, row_id)
    extra = {"said": problem.message, "tone": "neg", "errors": problem.detail}
    _demand, version = may_review(request, demand_id)
    return _patch(request, version, ids=[], keys=[], rows=[], extra=extra, status=problem.status)


def _conflict(
    request: ActorRequest, demand_id: int, problem: Conflict, *, row_id: int | None, wish: str
) -> HttpResponse:
    """Somebody changed the row first: the row as it is now, who changed it, and what was not written."""
    if not is_by_script(request) or row_id is None:
        messages.error(request, f"{problem.message} {wish}".strip())
        return back(demand_id, row_id)
    _demand, version = may_review(request, demand_id)
    found = reviewing.rows_touched(version, [row_id], [])
    edit = last_change_of(found[0]) if found else None
    extra = {"said": problem.message, "tone": "man", "conflict": {"wish": wish, "edit": edit}, "refused_id": row_id}
    return _patch(request, version, ids=[row_id], keys=[], rows=found, extra=extra, status=409)


def _gone(request: ActorRequest, demand_id: int, problem: NotFound, *, row_id: int | None, wish: str) -> HttpResponse:
    """A row that somebody has deleted, split or merged; to strangers the demand itself is not there."""
    _demand, version = may_review(request, demand_id)
    if row_id is None or not is_by_script(request):
        raise problem
    said = _("这一行已不在了：同事删去、拆分或合并了它。")
    if wish:
        said += _("没有写入的是：%(wish)s。") % {"wish": wish}
    extra = {"said": said, "tone": "man", "removed": [row_id], "is_stale": True}
    return _patch(request, version, ids=[], keys=[], rows=[], extra=extra, status=409)
