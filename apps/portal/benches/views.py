"""Pages of the workbenches, and of the rows behind their figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.accounts.requests import ActorRequest
from apps.portal.benches.broker import broker_bench
from apps.portal.benches.evaluation import evaluation_bench
from apps.portal.benches.health import read_health
from apps.portal.benches.institution import institution_bench
from apps.portal.benches.maker import maker_bench
from apps.portal.benches.misses import gaps_of, gaps_xlsx
from apps.portal.benches.platform import platform_bench
from apps.portal.benches.shapes import Bench, Start, agenda_of
from kernel import clock
from kernel.downloads import download
from kernel.errors import AccessDenied
from kernel.exports import XLSX
from kernel.ids import ids_from

GAPS_PER_PAGE = 20


@login_required
@require_GET
def workbench(request: ActorRequest) -> HttpResponse:
    """What to do next, for the organisation that is acted for."""
    build = _BY_KIND.get(request.actor.kind or "", _newcomer_bench)
    bench = build(request.actor)
    organisation = request.actor.organisation
    context = {
        "bench": bench,
        "agenda": bench.agenda,
        "greeting": _greeting(timezone.localtime(clock.now()).hour),
        "today": clock.today(),
        "shows_sample": bool(organisation and organisation.is_sample),
        **bench.lists,
    }
    return render(request, bench.template, context)


def _greeting(hour: int) -> str:
    if hour < 6:
        return _("夜深了")
    if hour < 12:
        return _("上午好")
    return _("下午好") if hour < 18 else _("晚上好")


def _newcomer_bench(actor: Actor) -> Bench:
    start = Start(
        title=_("先加入或登记一个组织"),
        text=_(
            "登记单位名称和统一社会信用代码，平台核验后即可发布需求或产品。同事已登记过的，请让同事从“成员”页发邀请。"
        ),
        url=reverse("accounts:organisation-new"),
        action=_("登记组织"),
        second_url=reverse("suppliers:catalogue"),
        second_action=_("先看看产品"),
    )
    return Bench(template="portal/benches/newcomer.html", agenda=agenda_of((), today=clock.today()), start=start)


_BY_KIND: Mapping[str, Callable[[Actor], Bench]] = {
    Organisation.Kind.INSTITUTION: institution_bench,
    Organisation.Kind.MAKER: maker_bench,
    Organisation.Kind.EVALUATION: evaluation_bench,
    Organisation.Kind.BROKERAGE: broker_bench,
    Organisation.Kind.PLATFORM: platform_bench,
}


@login_required
@require_GET
def near_misses(request: ActorRequest) -> HttpResponse:
    """The demands behind 差在哪一条, clause by clause; `?row=ID` only the clause that this row belongs to."""
    gaps = gaps_of(_maker(request))
    wanted = next(iter(ids_from(request.GET.getlist("row"))), None)
    shown = [gap for gap in gaps if wanted is None or any(row.pk == wanted for row in gap.rows)]
    page = Paginator(shown, GAPS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "is_one": wanted is not None,
        "gaps_count": len(gaps),
        "shows_sample": any(gap.product.is_sample for gap in page),
    }
    return render(request, "portal/benches/near_misses.html", context)


@login_required
@require_GET
def near_misses_file(request: ActorRequest) -> HttpResponse:
    """The same as a workbook for the maker's developers."""
    name = f"{_('差在哪一条')}-{clock.today():%Y%m%d}.xlsx"
    return download(gaps_xlsx(gaps_of(_maker(request))), name=name, content_type=XLSX)


def _maker(request: ActorRequest) -> Actor:
    if request.actor.kind != Organisation.Kind.MAKER:
        raise AccessDenied(_("只有仪器制造商的成员可以看自己产品差在哪一条。"))
    return request.actor


@login_required
@require_GET
def health_strip(request: ActorRequest) -> HttpResponse:
    """How the machine keeps up, for the platform's workbench to fetch again every half minute."""
    if not (request.actor.is_administrator or request.actor.is_auditor):
        raise AccessDenied(_("系统状况只对平台管理员和审计开放。"))
    return render(request, "portal/benches/_health.html", {"health": read_health()})
