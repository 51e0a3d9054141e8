"""The board of demands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.accounts.for_everybody import kept_page
from apps.accounts.regions import region_name
from apps.accounts.requests import ActorRequest
from apps.demands import access, selectors
from apps.demands.conversion import asked_in_words
from apps.demands.forms import BoardForm
from apps.demands.models import Demand, DemandVersion, Requirement
from design.paging import page_of

SHOWN = (
    "demands_demand", "demands_demandversion", "demands_requirement", "accounts_organisation",
    "taxonomy_category", "taxonomy_parameter",
)  # fmt: skip
"""The tables that the board shows."""
MOST_LISTED = 10_000
PUBLIC_STATUSES = (("", _("开放中")), (Demand.Status.CLOSED, _("已结束")), (Demand.Status.WITHDRAWN, _("已撤回")))
OWN_STATUSES = (("", _("全部")), *Demand.Status.choices, ("changing", _("变更中")))


@require_GET
@kept_page(shows=SHOWN, asked_by=("page", "status", "category", "province"), visitors_only=True)
def board(request: ActorRequest) -> HttpResponse:
    """Published demands for everybody; with `?own=1` the own institution's in every status."""
    form = BoardForm(request.GET)
    wanted = form.wanted()
    page = page_of(request, selectors.board(request.actor, wanted), most=MOST_LISTED)
    pairs = selectors.with_shown_versions(list(page))
    rows = selectors.key_rows([version for _demand, version in pairs])
    context = {
        "form": form,
        "wanted": wanted,
        "page_obj": page,
        "lines": [_line(request, demand, version, rows.get(version.pk, [])) for demand, version in pairs],
        "categories": selectors.category_choices(),
        "provinces": selectors.province_counts(),
        "province_name": region_name(wanted.province_code),
        "statuses": OWN_STATUSES if wanted.is_own else PUBLIC_STATUSES,
        "may_create": access.may_create(request.actor),
        "query": wanted.text,
        "shows_sample": any(demand.is_sample for demand in page),
    }
    return render(request, "demands/board.html", context)


def _line(request: ActorRequest, demand: Demand, version: DemandVersion, rows: list[Requirement]) -> dict[str, object]:
    return {
        "demand": demand,
        "version": version,
        "region": region_name(version.province_code),
        "shows_budget": access.may_see_budget(request.actor, version),
        "keys": [f"{row.printed_name} {asked_in_words(row)}" for row in rows],
    }
