"""A fresh answer holds what the product states, judged as in matching, with its evidence; nothing is made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.answers import services
from apps.answers.models import Answer, AnswerRow
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.suppliers.models import SpecValue
from kernel.errors import AccessDenied, TransitionRefused
from tests.answers.build import COMMERCIAL, TECHNICAL, make_answer, make_asked, make_offered, row_of
from tests.cast import Cast, acting, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db


def test_every_clause_has_one_row_in_order_and_commercial_ones_too(cast: Cast) -> None:
    answer = make_answer(cast)
    clauses = [row.requirement.clause for row in answer.rows.select_related("requirement")]
    assert clauses == [line.partition(" ")[0] for line in (*TECHNICAL, *COMMERCIAL)]


def test_a_row_holds_value_verdict_sentence_and_the_evidence_with_its_pages(cast: Cast) -> None:
    row = row_of(make_answer(cast), "2.1")
    assert (row.response, row.verdict, row.rung, row.source) == ("80 MPa", "positive", 3, "product")
    assert (row.proof_name, row.proof_pages) == ("第三方检测报告 SF-1024", "12-13")
    assert "80 MPa" in row.sentence
    assert row.value == {"code": "test.pressure", "kind": "exact", "lo": "80", "hi": "80", "unit": "MPa"}
    assert not row.is_confirmed


def test_what_the_product_does_not_state_stays_empty(cast: Cast) -> None:
    answer = make_answer(cast)
    for clause in ("2.4", "2.5", "2.6", "4.3"):
        row = row_of(answer, clause)
        assert (row.response, row.verdict, row.value, row.source) == ("", "unanswered", {}, ""), clause


def test_commercial_rows_come_from_lead_time_and_warranty(cast: Cast) -> None:
    answer = make_answer(cast)
    assert (row_of(answer, "4.1").response, row_of(answer, "4.1").verdict) == ("36 个月", "meets")
    assert (row_of(answer, "4.2").response, row_of(answer, "4.2").verdict) == ("60 天", "positive")


def test_verdicts_are_those_of_the_run(cast: Cast) -> None:
    demand, product = make_asked(cast), make_offered(cast)
    match = match_now(demand).matches.get(product=product)
    answer = make_answer(cast, demand=demand, product=product)
    run = {row.requirement_id: row for row in match.rows.all()}
    own = {row.requirement_id: row for row in answer.rows.all() if row.requirement_id in run}
    assert len(own) == len(TECHNICAL)
    for key, row in own.items():
        if row.response:
            assert (row.verdict, row.sentence) == (run[key].verdict, run[key].sentence)


def test_a_value_under_another_condition_is_taken_with_it_and_left_to_a_person(cast: Cast) -> None:
    product = make_offered(cast)
    SpecValue.objects.filter(product=product, parameter__code="test.noise").update(
        text="55 dB", lo="55", hi="55", condition="满负荷", condition_key="满负荷"
    )
    row = row_of(make_answer(cast, product=product), "2.3")
    assert (row.response, row.verdict) == ("55 dB（满负荷）", "manual")
    assert "满负荷" in row.sentence


def test_of_several_values_the_best_proven_one_is_filled_in(cast: Cast) -> None:
    product = make_offered(cast)
    claim = SpecValue.objects.get(product=product, parameter__code="test.noise")
    SpecValue.objects.create(
        product=product, parameter=claim.parameter, printed_name="噪声", text="58 dB", kind="exact", lo="58", hi="58",
        unit="dB", rung=4, asked_rung=4, is_recorded=True, evidence="校准证书 JZ-7 第3页",
    )  # fmt: skip
    row = row_of(make_answer(cast, product=product), "2.3")
    assert (row.response, row.rung, row.proof_name, row.proof_pages) == ("58 dB", 4, "校准证书 JZ-7", "3")


def test_price_and_delivery_are_offered_as_the_product_has_them(cast: Cast) -> None:
    answer = make_answer(cast)
    assert (answer.price_yuan, answer.delivery_days, answer.product_revision) == (Decimal(400_000), 60, 1)


def test_only_a_maker_answers_and_only_with_its_own_product(cast: Cast) -> None:
    demand, product = make_asked(cast), make_offered(cast)
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, cast.broker):
        with pytest.raises(AccessDenied):
            services.create_answer(demand, product, actor=acting(person))
    reference = make_product(maker=organisation_of(cast.sales_engineer), model="ABROAD", specs={}, is_reference=True)
    with pytest.raises(AccessDenied):
        services.create_answer(demand, reference, actor=acting(cast.sales_engineer))
    assert not Answer.objects.exists()


def test_a_demand_that_is_not_open_is_not_answered(cast: Cast) -> None:
    draft = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    closed = make_asked(cast)
    Demand.objects.filter(pk=closed.pk).update(status=Demand.Status.CLOSED)
    closed.refresh_from_db()
    for demand in (draft, closed):
        with pytest.raises(TransitionRefused):
            services.create_answer(
                demand, make_offered(cast, model=f"M-{demand.pk}"), actor=acting(cast.sales_engineer)
            )


def test_there_is_one_answer_for_a_product_and_a_version(cast: Cast) -> None:
    answer = make_answer(cast)
    with pytest.raises(services.AlreadyThere) as there:
        services.create_answer(answer.version.demand, answer.product, actor=acting(cast.sales_engineer))
    assert there.value.answer_id == answer.pk
    assert AnswerRow.objects.count() == len(TECHNICAL) + len(COMMERCIAL)
    assert not Match.objects.exists()
