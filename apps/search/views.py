"""Pages of search. The results are public; saved searches are their owner's alone."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest, MemberRequest
from apps.search import pages, services
from apps.search.models import SavedSearch
from apps.search.pages import Understood, address_of, understand
from apps.search.questions import LONGEST_QUESTION
from apps.search.selectors import saved_search_of, saved_searches_of
from apps.search.suggesting import suggest
from design.paging import page_of
from kernel.errors import InvalidInput

TABS = ("products", "demands", "organisations")


@require_GET
def results(request: ActorRequest) -> HttpResponse:
    """What answers `q`, in tabs: `show` is one of TABS, `only` a fit of products."""
    return _answer(request, request.GET.get("q", ""))


def _answer(request: ActorRequest, text: str, saved: SavedSearch | None = None) -> HttpResponse:
    understood = understand(request.actor, text)
    show = _tab(request.GET.get("show", ""), understood, saved)
    context = {
        "query": understood.question.text,
        "understood": understood,
        "longest": LONGEST_QUESTION,
        "saved": saved,
        "show": show,
        "tabs": _tabs(understood, show),
        "section": "search",
        **_TAB_CONTEXTS[show](request, understood, saved),
    }
    return render(request, "search/results.html", context)


def _tab(asked: str, understood: Understood, saved: SavedSearch | None) -> str:
    """The tab that is asked for; else where there is news; else the first that holds anything."""
    if asked in TABS:
        return asked
    if saved is not None and saved.new_demands and not saved.new_products:
        return "demands"
    counts = (sum(count for *_rest, count in understood.counts), understood.demand_count, understood.organisation_count)
    return next((tab for tab, count in zip(TABS, counts, strict=True) if count), TABS[0])


def _tabs(understood: Understood, show: str) -> list[tuple[str, str, int, str, bool]]:
    """(code, name, count, address, whether it is shown) of each tab."""
    rows = zip(
        TABS,
        (_("产品"), _("需求"), _("机构与厂商")),
        (understood.product_count, understood.demand_count, understood.organisation_count),
        strict=True,
    )
    text = understood.question.text
    return [(code, name, count, address_of(text, show=code), code == show) for code, name, count in rows]


def _products(request: ActorRequest, understood: Understood, saved: SavedSearch | None) -> dict[str, object]:
    only = request.GET.get("only", "")
    new = frozenset(saved.new_products if saved else ())
    page, groups = pages.product_page(understood, number=request.GET.get("page"), only=only, new_ids=new)
    lines = [line for group in groups for line in group.lines]
    text = understood.question.text
    fits = [
        (name, count, address_of(text, show="products", only=code), only == code)
        for code, name, count in understood.counts
    ]
    return {
        "page_obj": page,
        "groups": groups,
        "heads": pages.heads_of(understood.question),
        "fits": fits,
        "only": only,
        "all_url": address_of(text, show="products"),
        "shows_sample": any(line.product.is_sample for line in lines),
    }


def _demands(request: ActorRequest, understood: Understood, saved: SavedSearch | None) -> dict[str, object]:
    page = page_of(request, understood.demands)
    lines = pages.demand_lines(request.actor, page, new_ids=saved.new_demands if saved else ())
    return {"page_obj": page, "lines": lines, "shows_sample": any(demand.is_sample for demand in page)}


def _organisations(request: ActorRequest, understood: Understood, saved: SavedSearch | None) -> dict[str, object]:
    page = page_of(request, understood.organisations)
    return {
        "page_obj": page,
        "lines": pages.organisation_lines(page),
        "shows_sample": any(each.is_sample for each in page),
    }


_TAB_CONTEXTS = {"products": _products, "demands": _demands, "organisations": _organisations}


@require_GET
def reading(request: ActorRequest) -> HttpResponse:
    """How `q` is understood, for the box while somebody types; `example` says that it is not the person's own."""
    context = {
        "understood": understand(request.actor, request.GET.get("q", "")),
        "longest": LONGEST_QUESTION,
        "is_example": request.GET.get("example") == "1",
        "is_live": request.GET.get("example") != "1",
    }
    return render(request, "search/_understood.html", context)


@require_GET
def suggestions(request: ActorRequest) -> JsonResponse:
    """Suggestions for `q`: {"items": [{kind, label, note, text, url}], "said": "3 条建议"}."""
    found = suggest(request.GET.get("q", ""))
    said = ngettext("%(count)d 条建议", "%(count)d 条建议", len(found)) % {"count": len(found)}
    return JsonResponse({"items": [asdict(each) for each in found], "said": said})


# ---- saved searches -----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_list(request: MemberRequest) -> HttpResponse:
    """The person's saved searches; a POST with `q` saves one more."""
    if request.method == "POST":
        return _save(request)
    return render(request, "search/saved.html", {"page_obj": page_of(request, saved_searches_of(request.user.pk))})


def _save(request: MemberRequest) -> HttpResponse:
    text = request.POST.get("q", "")
    try:
        saved = services.save_search(request.user.pk, text=text)
    except InvalidInput as problem:
        messages.error(request, problem.message)
        return redirect(address_of(text[:LONGEST_QUESTION]))
    undo = reverse("search:saved-delete", args=[saved.pk])
    messages.success(
        request, _("已订阅“%(name)s”，有新结果会通知您。") % {"name": saved.name}, extra_tags=f"undo:{undo}"
    )
    return redirect(address_of(saved.text))


@login_required
@require_GET
def open_saved(request: MemberRequest, search_id: int) -> HttpResponse:
    """The results of a saved search, with what is new marked; afterwards it is no longer new."""
    saved = saved_search_of(request.user.pk, search_id)
    answer = _answer(request, saved.text, saved)
    if saved.news_count:
        services.mark_seen(saved)
    return answer


@login_required
@require_POST
def rename(request: MemberRequest, search_id: int) -> HttpResponse:
    """Another name for a saved search."""
    try:
        saved = services.rename_search(request.user.pk, search_id, name=request.POST.get("name", ""))
    except InvalidInput as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("已改名为“%(name)s”。") % {"name": saved.name})
    return redirect("search:saved")


@login_required
@require_POST
def delete(request: MemberRequest, search_id: int) -> HttpResponse:
    """Delete a saved search; the toast takes it back."""
    saved = services.delete_search(request.user.pk, search_id)
    undo = reverse("search:saved-restore", args=[saved.pk])
    messages.success(request, _("已取消订阅“%(name)s”。") % {"name": saved.name}, extra_tags=f"undo:{undo}")
    return redirect("search:saved")


@login_required
@require_POST
def restore(request: MemberRequest, search_id: int) -> HttpResponse:
    """Take a deletion back."""
    saved = services.restore_search(request.user.pk, search_id)
    messages.success(request, _("“%(name)s”已恢复。") % {"name": saved.name})
    return redirect("search:saved")
