"""What each role does today: counted from the rows, each with the button to do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.answers.models import Answer
from apps.answers.selectors import answers_of
from apps.demands.models import Demand
from apps.portal.selectors import (
    ToDo,
    near_misses,
    new_matches,
    open_deals,
    open_trials,
    organisations_to_verify,
    unpublished_versions,
)
from apps.suppliers.models import Product
from apps.suppliers.selectors import submitted
from apps.trials.models import Trial
from kernel import outbox

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Workbench:
    """A role's page: what to do, and the lists that the template of the role shows by name."""

    template: str
    agenda: tuple[ToDo, ...]
    lists: Mapping[str, object]


def workbench_of(actor: Actor) -> Workbench:
    """The workbench of the organisation that the actor acts for; a newcomer's page without one."""
    build = _BY_KIND.get(actor.kind or "", _newcomer)
    return build(actor)


def _todo(text: str, rows: QuerySet, url: str, action: str) -> ToDo:  # type: ignore[type-arg]
    return ToDo(text, rows.count(), url, action)


def _agenda(*items: ToDo) -> tuple[ToDo, ...]:
    return tuple(item for item in items if item.count)


def _newcomer(actor: Actor) -> Workbench:
    return Workbench("portal/workbench_newcomer.html", (), {})


def _institution(actor: Actor) -> Workbench:
    demands = Demand.objects.filter(organisation=actor.organisation)
    drafts, pending = (demands.filter(status=each) for each in (Demand.Status.DRAFT, Demand.Status.PENDING))
    published = demands.filter(status=Demand.Status.PUBLISHED).select_related("published_version__category")
    board = reverse("demands:board") + "?own=1"
    agenda = _agenda(
        _todo(_("份草稿还没有发布"), drafts, board + "&status=draft", _("去整理")),
        _todo(_("份需求等待内部审批"), pending, board + "&status=pending", _("去审批")),
        _todo(_("项试用正在进行"), open_trials(actor), reverse("trials:list"), _("看进展")),
        _todo(_("张对接单正在进行"), open_deals(actor), reverse("deals:list"), _("看进展")),
    )
    lists = {"published": list(published[:SHOWN]), "drafts": list(unpublished_versions(actor)[:SHOWN])}
    return Workbench("portal/workbench_institution.html", agenda, lists)


def _maker(actor: Actor) -> Workbench:
    products = Product.objects.filter(organisation=actor.organisation)
    returned = products.filter(status=Product.Status.RETURNED)
    drafts = products.filter(status=Product.Status.DRAFT)
    matches, misses = new_matches(actor), near_misses(actor)
    answers = answers_of(actor).filter(status=Answer.Status.DRAFT)
    agenda = _agenda(
        _todo(_("份应答还在填写"), answers, reverse("answers:list"), _("继续填写")),
        _todo(_("款产品被退回，需要修改"), returned, reverse("suppliers:mine"), _("去修改")),
        _todo(_("款产品还是草稿"), drafts, reverse("suppliers:mine"), _("去完善")),
        _todo(_("次匹配：产品满足或待确认"), matches, reverse("matching:runs"), _("看需求")),
        _todo(_("次只差一条★"), misses, reverse("matching:runs"), _("看差距")),
        _todo(_("张对接单正在进行"), open_deals(actor), reverse("deals:list"), _("去表态")),
        _todo(_("项试用正在进行"), open_trials(actor), reverse("trials:list"), _("看进展")),
    )
    lists = {
        "matches": list(matches[:SHOWN]),
        "misses": _with_rows(list(misses[:SHOWN])),
        "has_products": products.exists(),
    }
    return Workbench("portal/workbench_maker.html", agenda, lists)


def _with_rows(matches: list) -> list:  # type: ignore[type-arg]
    return [
        (
            match,
            match.rows.filter(verdict="negative", requirement__mark="mandatory").select_related("requirement").first(),
        )
        for match in matches
    ]


def _evaluation(actor: Actor) -> Workbench:
    trials = open_trials(actor)
    requested, accepted, running = (
        trials.filter(status=each) for each in (Trial.Status.REQUESTED, Trial.Status.ACCEPTED, Trial.Status.RUNNING)
    )
    own = reverse("trials:list")
    agenda = _agenda(
        _todo(_("项试用申请等待受理"), requested, own + "?status=requested", _("去受理")),
        _todo(_("项已受理，等待开始测试"), accepted, own + "?status=accepted", _("去开始")),
        _todo(_("项正在测试"), running, own + "?status=running", _("记录实测值")),
    )
    return Workbench("portal/workbench_evaluation.html", agenda, {"trials": list(trials[:SHOWN])})


def _broker(actor: Actor) -> Workbench:
    deals = open_deals(actor)
    unkept = deals.filter(broker=None)
    agenda = _agenda(
        _todo(_("条线索等待接手"), unkept, reverse("deals:list") + "?status=lead", _("去接手")),
        _todo(_("张对接单正在进行"), deals.exclude(broker=None), reverse("deals:list"), _("跟进")),
    )
    return Workbench("portal/workbench_broker.html", agenda, {"deals": list(deals[:SHOWN])})


def _platform(actor: Actor) -> Workbench:
    products, organisations = submitted(), organisations_to_verify()
    agenda: tuple[ToDo, ...] = ()
    if actor.is_administrator:
        agenda = _agenda(
            _todo(_("家组织等待核验"), organisations, reverse("accounts:review"), _("去核验")),
            _todo(_("款产品等待审核"), products, reverse("suppliers:review"), _("去审核")),
            _todo(_("条线索等待接手"), open_deals(actor).filter(broker=None), reverse("deals:list"), _("去接手")),
        )
    lists = {
        "organisations": list(organisations[:SHOWN]),
        "products": list(products[:SHOWN]),
        "waiting_work": outbox.waiting(),
    }
    return Workbench("portal/workbench_platform.html", agenda, lists)


_BY_KIND: Mapping[str, Callable[[Actor], Workbench]] = {
    Organisation.Kind.INSTITUTION: _institution,
    Organisation.Kind.MAKER: _maker,
    Organisation.Kind.EVALUATION: _evaluation,
    Organisation.Kind.BROKERAGE: _broker,
    Organisation.Kind.PLATFORM: _platform,
}
