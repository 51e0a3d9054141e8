"""What people make of a match is written down with its place at that time, and no ranking ever reads it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.deals import reactions, services
from apps.deals.lifecycle import Step
from apps.deals.models import Deal, Reaction
from apps.matching import services as matching
from apps.matching.models import Match, MatchRun
from apps.taxonomy.models import Parameter
from apps.trials import services as trials
from apps.trials.lifecycle import Step as TrialStep
from kernel import clock
from kernel.errors import AccessDenied, InvalidInput
from tests.cast import Cast, acting, make_member, organisation_of, signed_in
from tests.support.market import do_waiting_work, make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
APPS = Path(__file__).resolve().parents[2] / "apps"
Kind = Reaction.Kind


@pytest.fixture
def match(cast: Cast, db: None) -> Match:
    """An eligible product of the maker for the institution's demand."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand).matches.get()


def kinds() -> list[str]:
    return list(Reaction.objects.values_list("kind", flat=True))


def deal_of(match: Match, cast: Cast, *steps: Step) -> Deal:
    """A deal of the broker, consented by both sides and led through these steps."""
    deal = services.open_deal(match, actor=acting(cast.broker))
    for person in (cast.institution_member, cast.sales_engineer):
        services.take_step(deal.pk, Step.CONSENT, actor=acting(person))
    for step in steps:
        services.take_step(deal.pk, step, actor=acting(cast.broker), reason="价格未谈拢" * (step is Step.LOSE))
    return deal


# ---- what is kept ----------------------------------------------------------------------------------------------------


def test_a_purchase_is_kept_with_the_place_that_the_run_gave(match: Match, cast: Cast) -> None:
    deal_of(match, cast, Step.TALK, Step.QUOTE, Step.SIGN)
    assert kinds() == [Kind.SHORTLISTED, Kind.BOUGHT]
    for kept in Reaction.objects.all():
        assert (kept.user, kept.organisation, kept.party) == (cast.broker, organisation_of(cast.broker), "broker")
        assert (kept.run_number, kept.product_revision) == (match.run_id, match.product_revision)
        assert (kept.rank, kept.score, kept.outcome) == (match.rank, match.score, match.outcome)
        assert (kept.weights_version, kept.engine_version) == (match.run.weights_version, match.run.engine_version)
        assert kept.weights_version


def test_a_lost_deal_keeps_its_reason(match: Match, cast: Cast) -> None:
    deal_of(match, cast, Step.TALK, Step.LOSE)
    assert Reaction.objects.get(kind=Kind.LOST).note == "价格未谈拢"


def test_a_refusal_is_kept_as_lost_by_who_refused(match: Match, cast: Cast) -> None:
    deal = services.open_deal(match, actor=acting(cast.broker))
    services.take_step(deal.pk, Step.REFUSE, actor=acting(cast.sales_engineer), reason="产能不足")
    assert Reaction.objects.get(kind=Kind.LOST).party == "maker"


def test_a_trial_is_kept_when_it_is_asked_for_and_when_it_reports(match: Match, cast: Cast) -> None:
    centre = organisation_of(cast.evaluator)
    trial = trials.request_trial(match, centre=centre, purpose="验证耐压", actor=acting(cast.institution_member))
    asked = Reaction.objects.get()
    assert (asked.kind, asked.user, asked.rank) == (Kind.TRIALLED, cast.institution_member, match.rank)
    evaluator, pressure = acting(cast.evaluator), Parameter.objects.get(code="test.pressure")
    trials.take_step(trial.pk, TrialStep.ACCEPT, actor=evaluator)
    trials.take_step(trial.pk, TrialStep.START, actor=evaluator, serial_number="SN-1")
    measured = trials.Measured(parameter=pressure, text="81 MPa", measured_on=clock.today())
    trials.record_reading(trial.pk, measured, actor=evaluator)
    assert kinds() == [Kind.TRIALLED]
    trials.take_step(trial.pk, TrialStep.REPORT, actor=evaluator, reason="达标")
    reported = Reaction.objects.get(kind=Kind.TRIAL_REPORTED)
    assert (reported.party, reported.user, reported.run_number) == ("evaluation", cast.evaluator, match.run_id)


def test_what_is_refused_leaves_no_row(match: Match, cast: Cast) -> None:
    with pytest.raises(AccessDenied):
        services.open_deal(match, actor=acting(cast.sales_engineer))
    deal = services.open_deal(match, actor=acting(cast.broker))
    with pytest.raises(InvalidInput):
        services.take_step(deal.pk, Step.REFUSE, actor=acting(cast.sales_engineer))
    assert kinds() == [Kind.SHORTLISTED]


def test_the_figures_outlive_the_run(match: Match, cast: Cast) -> None:
    reactions.dismiss(match, reason="price", actor=acting(cast.institution_member))
    run = match.run_id
    MatchRun.objects.filter(pk=run).delete()
    kept = Reaction.objects.get()
    assert (kept.match, kept.run_number, kept.rank) == (None, run, match.rank)


# ---- 不考虑 ---------------------------------------------------------------------------------------------------------


def test_a_dismissal_holds_for_the_organisation_until_it_is_taken_back(match: Match, cast: Cast) -> None:
    buyer, broker = acting(cast.institution_member), acting(cast.broker)
    reactions.dismiss(match, reason="price", note="贵三成", actor=buyer)
    assert reactions.dismissal_of(match, actor=buyer) is not None
    assert reactions.dismissal_of(match, actor=broker) is None
    colleague = make_member(organisation=organisation_of(cast.institution_member))
    reactions.restore(match, actor=acting(colleague))
    reactions.restore(match, actor=acting(colleague))
    assert reactions.dismissal_of(match, actor=buyer) is None
    assert kinds() == [Kind.DISMISSED, Kind.RESTORED]


def test_a_dismissal_still_holds_after_the_next_run_and_moves_nothing_there(match: Match, cast: Cast) -> None:
    buyer, demand = acting(cast.institution_member), match.run.version.demand
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-2", specs=GOOD)
    matching.request_run(match.run.version_id, cause=MatchRun.Cause.REQUESTED)
    do_waiting_work()
    before = _order(demand.pk)
    first = Match.objects.get(run__is_current=True, run__version__demand=demand, rank=1)
    reactions.dismiss(first, reason="service", actor=buyer)
    matching.request_run(first.run.version_id, cause=MatchRun.Cause.REQUESTED)
    do_waiting_work()
    again = Match.objects.get(run__is_current=True, run__version__demand=demand, rank=1)
    assert again.run_id != first.run_id
    assert reactions.dismissal_of(again, actor=buyer) is not None
    assert _order(demand.pk) == before
    assert len(before) == 2


def _order(demand_id: int) -> list[tuple[int, int, int]]:
    found = Match.objects.filter(run__is_current=True, run__version__demand_id=demand_id).order_by("rank")
    return [(each.rank, each.product_id, each.score) for each in found]


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("whatever", "x"), ("other", "  ")])
def test_a_dismissal_needs_a_reason(match: Match, cast: Cast, reason: str, note: str) -> None:
    with pytest.raises(InvalidInput):
        reactions.dismiss(match, reason=reason, note=note, actor=acting(cast.institution_member))
    assert kinds() == []


def test_the_database_takes_no_dismissal_without_a_reason(match: Match) -> None:
    row = Reaction(kind=Kind.DISMISSED, demand=match.run.version.demand, product=match.product)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_who_does_not_weigh_the_product_cannot_dismiss_it(match: Match, cast: Cast) -> None:
    for person in (cast.sales_engineer, cast.other_institution_member, cast.administrator, cast.auditor):
        for call in (
            lambda a: reactions.dismiss(match, reason="price", actor=a),
            lambda a: reactions.restore(match, actor=a),
        ):
            with pytest.raises(AccessDenied):
                call(acting(person))
    assert kinds() == []


# ---- on the pages ----------------------------------------------------------------------------------------------------


def test_the_page_marks_the_product_and_offers_the_way_back(match: Match, cast: Cast) -> None:
    browser, page = signed_in(cast.institution_member), reverse("matching:match", args=[match.pk])
    result = reverse("matching:result", args=[match.run.version.demand_id])
    dismiss = reverse("deals:dismiss", args=[match.pk])
    assert dismiss in _text(browser, page)
    answer = browser.post(dismiss, {"reason": "other", "note": "型号停产", "from": "result"})
    assert answer["Location"] == result
    shown = _text(browser, result)
    assert "已标记不考虑" in shown
    assert reverse("deals:restore", args=[match.pk]) in shown  # the undo of the toast
    assert "型号停产" in _text(browser, page)
    browser.post(reverse("deals:restore", args=[match.pk]))
    assert "型号停产" not in _text(browser, page)


def test_a_missing_reason_is_said(match: Match, cast: Cast) -> None:
    browser = signed_in(cast.institution_member)
    answer = browser.post(reverse("deals:dismiss", args=[match.pk]), {"reason": ""}, follow=True)
    assert "请选一个不考虑的原因。" in answer.content.decode()


def test_the_maker_sees_nothing_of_it(match: Match, cast: Cast) -> None:
    reactions.dismiss(match, reason="other", note="型号停产", actor=acting(cast.institution_member))
    shown = _text(signed_in(cast.sales_engineer), reverse("matching:match", args=[match.pk]))
    assert "型号停产" not in shown
    assert "不考虑" not in shown


def _text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


# ---- for measuring offline -------------------------------------------------------------------------------------------


def test_the_export_has_every_row_and_no_name(match: Match, cast: Cast, tmp_path: Path) -> None:
    reactions.dismiss(match, reason="other", note="王工说不要", actor=acting(cast.institution_member))
    deal_of(match, cast, Step.TALK, Step.LOSE)
    out = tmp_path / "outcomes.jsonl"
    call_command("export_outcomes", out=out)
    text = out.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["kind"] for row in rows] == ["dismissed", "shortlisted", "lost"]
    assert [row["organisation"] for row in rows] == [1, 2, 2]
    assert {(row["run"], row["rank"], row["score"]) for row in rows} == {(match.run_id, match.rank, match.score)}
    people = (cast.institution_member, cast.broker)
    for secret in ("王工", "价格未谈拢", *(p.name for p in people), *(organisation_of(p).name for p in people)):
        assert secret not in text
    with pytest.raises(CommandError):
        call_command("export_outcomes", out=out)
    assert out.read_text(encoding="utf-8") == text


def test_the_sample_world_is_left_out(match: Match, cast: Cast, tmp_path: Path) -> None:
    reactions.dismiss(match, reason="price", actor=acting(cast.institution_member))
    Reaction.objects.update(is_sample=True)
    for name, with_sample, count in (("real", False, 0), ("all", True, 1)):
        call_command("export_outcomes", out=tmp_path / name, with_sample=with_sample)
        assert len((tmp_path / name).read_text(encoding="utf-8").splitlines()) == count


# ---- nothing that ranks reads it -------------------------------------------------------------------------------------

MAY_KNOW = {"deals", "portal", "sample"}


def imports_of(source: str) -> set[str]:
    """Every module and name that a source imports, dotted."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def reads_reactions(source: str) -> bool:
    """Whether it imports them, follows the relation from a demand or product, or asks the registry or the table."""
    names = any(name.startswith("apps.deals") for name in imports_of(source))
    return names or re.search(r"\b(?:deals_reaction|reactions)\b|\bReaction\b(?! volume)", source) is not None


def below_deals() -> Iterator[Path]:
    for app in sorted(APPS.iterdir()):
        if app.is_dir() and app.name not in MAY_KNOW:
            yield from app.rglob("*.py")


def test_no_app_that_ranks_or_feeds_a_ranking_knows_of_it() -> None:
    files = [path for path in below_deals() if "migrations" not in path.parts]
    assert any(path.parts[-2:] == ("engine", "ranking.py") for path in files)
    assert any(path.parts[-2:] == ("matching", "catalogues.py") for path in files)
    assert [path for path in files if reads_reactions(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from apps.deals.models import Reaction",
        "import apps.deals.reactions",
        "def weigh(product):\n    return product.reactions.count()",
        "SQL = 'SELECT count(*) FROM deals_reaction'",
    ],
)
def test_the_check_would_notice(source: str) -> None:
    assert reads_reactions(source)
