"""A published demand is compared with every competing product, and the result replaces the one before."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from apps.demands.facts import DemandPublished
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.suppliers.facts import ProductChanged, ProductWithdrawn
from apps.suppliers.models import Product, SpecValue
from kernel import facts
from kernel.models import OutboxRow
from tests.cast import Cast, organisation_of
from tests.support.market import do_waiting_work, make_category, make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


def _verdicts(match: Match) -> list[str]:
    return list(match.rows.order_by("position").values_list("verdict", flat=True))


@pytest.mark.django_db
def test_each_clause_gets_its_verdict_and_a_sentence(cast: Cast) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    make_product(
        maker=organisation_of(cast.competing_maker),
        model="PSI-2",
        specs=GOOD | {"test.pressure": "8700 psi", "test.gradient": "不具备"},
    )
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    run = match_now(demand)
    good, psi = (run.matches.get(product__model=model) for model in ("GOOD-1", "PSI-2"))
    assert _verdicts(good) == ["positive", "positive", "positive", "meets"]
    # 8700 psi are 59.98 MPa: a hair less than 60 MPa, and a ★ row.
    assert _verdicts(psi) == ["negative", "positive", "positive", "negative"]
    assert (good.outcome, psi.outcome) == ("eligible", "ineligible")
    assert psi.mandatory_negative_count == 1
    assert psi.distance > 0
    assert all(row.sentence for row in DeviationRow.objects.filter(match__run=run))
    assert "59.98" in psi.rows.get(position=1).sentence


@pytest.mark.django_db
def test_the_parts_of_each_score_add_up(cast: Cast) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    make_product(maker=organisation_of(cast.sales_engineer), model="BARE-1", specs={}, price_wan=None, lead_days=None)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    for match in match_now(demand).matches.all():
        assert sum(points for points, _ in match.parts.values()) == match.score
        assert sum(full for _, full in match.parts.values()) == 10_000


@pytest.mark.django_db
def test_a_reference_product_is_never_ranked(cast: Cast) -> None:
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="HOME-1", specs=GOOD)
    make_product(maker=maker, model="ABROAD-1", specs=GOOD, is_reference=True)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    run = match_now(demand)
    reference = run.matches.get(product__model="ABROAD-1")
    assert (reference.rank, reference.is_reference) == (0, True)
    assert (run.compared_count, run.eligible_count) == (1, 1)


@pytest.mark.django_db
def test_a_changed_product_replaces_the_stale_result(cast: Cast) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    first = match_now(demand)
    with transaction.atomic():
        SpecValue.objects.filter(product=product, parameter__code="test.pressure").update(
            lo="50", hi="50", text="50 MPa"
        )
        Product.objects.filter(pk=product.pk).update(revision=2)
        facts.publish(ProductChanged(product.pk))
    do_waiting_work()
    second = MatchRun.objects.get(version=demand.published_version, is_current=True)
    assert second.pk != first.pk
    assert (second.cause, second.matches.get().outcome) == (MatchRun.Cause.PRODUCT_CHANGED, "ineligible")
    first.refresh_from_db()
    assert not first.is_current


@pytest.mark.django_db
def test_a_withdrawn_product_disappears(cast: Cast) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(demand)
    with transaction.atomic():
        Product.objects.filter(pk=product.pk).update(status=Product.Status.WITHDRAWN)
        facts.publish(ProductWithdrawn(product.pk))
    do_waiting_work()
    run = MatchRun.objects.get(version=demand.published_version, is_current=True)
    assert not run.matches.exists()


@pytest.mark.django_db
def test_the_same_run_executed_twice_keeps_one_result(cast: Cast) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    run = match_now(demand)
    before = list(DeviationRow.objects.filter(match__run=run).order_by("pk").values_list("pk", flat=True))
    OutboxRow.objects.filter(topic="matching.run").update(done_at=None, leased_until=None)
    do_waiting_work()
    assert list(DeviationRow.objects.filter(match__run=run).order_by("pk").values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_two_causes_at_once_make_one_run(cast: Cast) -> None:
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    assert demand.published_version_id is not None
    for _ in range(2):
        with transaction.atomic():
            facts.publish(DemandPublished(demand.pk, demand.published_version_id))
    assert MatchRun.objects.filter(version__demand=demand).count() == 1
    assert OutboxRow.objects.filter(topic="matching.run", done_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_matches_what_was_published(cast: Cast, worker: int) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    assert demand.published_version_id is not None
    with transaction.atomic():
        facts.publish(DemandPublished(demand.pk, demand.published_version_id))
    deadline = time.monotonic() + 30
    while not MatchRun.objects.filter(version__demand=demand, is_current=True).exists():
        assert time.monotonic() < deadline, "the worker did not finish the run in 30 s"
        time.sleep(0.05)
    assert MatchRun.objects.get(version__demand=demand, is_current=True).eligible_count == 1


@pytest.mark.django_db
def test_a_demand_of_a_whole_class_meets_every_type_below_and_again_when_one_changes(cast: Cast) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    version = demand.versions.get()
    version.category = make_category().parent
    version.save()
    assert [match.product.model for match in match_now(demand).matches.all()] == ["GOOD-1"]
    second = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-2", specs=GOOD)
    with transaction.atomic():
        facts.publish(ProductChanged(second.pk))
    do_waiting_work()
    run = MatchRun.objects.get(version=version, is_current=True)
    assert {match.product.model for match in run.matches.all()} == {"GOOD-1", "GOOD-2"}
