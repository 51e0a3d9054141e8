"""A deal is confirmed by both sides; before that nobody sees a contact, and every look is recorded."""

from __future__ import annotations

import pytest

from apps.deals import access, services
from apps.deals.lifecycle import LIFECYCLE, Step
from apps.deals.models import ContactReveal, Deal
from apps.matching.models import Match
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from tests.cast import Cast, acting, organisation_of
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


@pytest.fixture
def match(cast: Cast, db: None) -> Match:
    """An eligible product of the maker for the institution's demand."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand).matches.get()


@pytest.fixture
def deal(match: Match, cast: Cast) -> Deal:
    """A deal that the broker has opened."""
    return services.open_deal(match, actor=acting(cast.broker))


def _consent(deal: Deal, *people: object) -> Deal:
    for person in people:
        deal = services.take_step(deal.pk, Step.CONSENT, actor=acting(person))  # type: ignore[arg-type]
    return deal


def test_one_consent_shows_nothing(deal: Deal, cast: Cast) -> None:
    _consent(deal, cast.institution_member)
    for person in (cast.institution_member, cast.sales_engineer, cast.broker):
        with pytest.raises(AccessDenied):
            services.reveal_contacts(deal.pk, actor=acting(person))
    assert not ContactReveal.objects.exists()


def test_both_consents_confirm_the_deal_and_show_the_other_side(deal: Deal, cast: Cast) -> None:
    confirmed = _consent(deal, cast.institution_member, cast.sales_engineer)
    assert confirmed.status == Deal.Status.CONSENTED
    (seen_by_maker,) = services.reveal_contacts(deal.pk, actor=acting(cast.sales_engineer))
    assert (seen_by_maker.name, seen_by_maker.phone) == ("周老师", "000-12345678")
    (seen_by_buyer,) = services.reveal_contacts(deal.pk, actor=acting(cast.institution_member))
    assert seen_by_buyer.email == cast.sales_engineer.email
    assert ContactReveal.objects.count() == 2


def test_a_consent_is_given_once(deal: Deal, cast: Cast) -> None:
    _consent(deal, cast.institution_member)
    with pytest.raises(TransitionRefused):
        _consent(deal, cast.institution_member)


def test_a_refusal_ends_it_with_its_reason(deal: Deal, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.take_step(deal.pk, Step.REFUSE, actor=acting(cast.sales_engineer))
    ended = services.take_step(deal.pk, Step.REFUSE, actor=acting(cast.sales_engineer), reason="产能不足")
    assert (ended.status, ended.lost_reason) == (Deal.Status.LOST, "产能不足")


def test_an_institution_opens_a_lead_and_a_broker_takes_it_over(match: Match, cast: Cast) -> None:
    lead = services.open_deal(match, actor=acting(cast.institution_member))
    assert lead.broker is None
    assert lead.consents.get().side == "buyer"
    taken = services.take_step(lead.pk, Step.TAKE_OVER, actor=acting(cast.broker))
    assert taken.broker == cast.broker
    with pytest.raises(NotFound):
        services.take_step(lead.pk, Step.TALK, actor=acting(cast.other_broker))


def test_strangers_do_not_find_it(deal: Deal, cast: Cast) -> None:
    for person in (cast.other_institution_member, cast.competing_maker, cast.evaluator, cast.other_broker):
        assert not access.may_see_deal(acting(person), deal)
        with pytest.raises(NotFound):
            services.reveal_contacts(deal.pk, actor=acting(person))


def test_a_pair_has_one_open_deal(deal: Deal, match: Match, cast: Cast) -> None:
    with pytest.raises(Conflict):
        services.open_deal(match, actor=acting(cast.administrator))


def test_makers_and_strangers_cannot_open_one(match: Match, cast: Cast) -> None:
    for person in (cast.sales_engineer, cast.other_institution_member, cast.evaluator, cast.auditor):
        with pytest.raises(AccessDenied):
            services.open_deal(match, actor=acting(person))


def test_the_road_to_a_contract_is_logged(deal: Deal, cast: Cast) -> None:
    _consent(deal, cast.institution_member, cast.sales_engineer)
    for step in (Step.TALK, Step.QUOTE, Step.SIGN):
        deal = services.take_step(deal.pk, step, actor=acting(cast.broker))
    assert deal.status == Deal.Status.SIGNED
    assert list(deal.steps.values_list("step", flat=True)) == [
        "open", "consent", "consent", "confirm", "talk", "quote", "sign",
    ]  # fmt: skip


def test_steps_that_the_table_does_not_name_are_refused() -> None:
    refused = 0
    for status in Deal.Status:
        for step in Step:
            if not LIFECYCLE.permits(status, step):
                refused += 1
                with pytest.raises(TransitionRefused):
                    LIFECYCLE.after(status, step)
    assert refused == len(Deal.Status) * len(Step) - 11
