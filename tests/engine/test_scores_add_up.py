"""The published weights and what becomes of them; the parts; the order. Worked numbers of docs/algorithms/score.md."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from apps.matching.engine.facts import DemandFacts, ProductFacts, ScoreParts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.scoring import (
    PUBLISHED_WEIGHTS,
    Weights,
    delivery_points,
    fen,
    price_points,
    share,
    weights_for,
)
from apps.taxonomy.language.types import (
    EvidenceRung,
    Mark,
    Operator,
    Outcome,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
)
from apps.taxonomy.language.units import default_units

UNITS = default_units()
PARAMETERS = {code: ParameterFacts(code=code, name=code, quantity="pressure") for code in "abc"}


def wants(code: str, megapascal: int, mark: Mark = Mark.MANDATORY) -> Requirement:
    return Requirement(
        number=code, name=code, op=Operator.AT_LEAST, code=code, lo=Fraction(megapascal), unit="MPa", mark=mark
    )


def gives(code: str, megapascal: int, rung: EvidenceRung = EvidenceRung.CLAIM) -> SpecValue:
    number = Fraction(megapascal)
    return SpecValue(code=code, kind=SpecKind.EXACT, lo=number, hi=number, unit="MPa", rung=rung)


DEMAND = DemandFacts(
    demand_id="d",
    title="液相色谱仪",
    requirements=(wants("a", 10), wants("b", 10, Mark.IMPORTANT), wants("c", 10, Mark.GENERAL)),
    budget=Decimal(100_000),
    delivery_days=60,
)
PRODUCT = ProductFacts(
    product_id="p",
    category="x",
    specs=(gives("a", 20), gives("b", 10), gives("c", 10)),
    price=Decimal(100_000),
    lead_days=60,
    texts=("液相色谱仪",),
)


def index_of(*products: ProductFacts) -> MatchIndex:
    return MatchIndex.build(products, parameters=PARAMETERS, units=UNITS, today=None)


def test_the_published_weights_are_those_of_the_page() -> None:
    assert [points for _, points in PUBLISHED_WEIGHTS.parts.items()] == [4000, 2500, 1000, 1000, 500, 500, 500]


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 10000"):
        Weights(version="x", parts=ScoreParts(mandatory=1))


def test_what_a_demand_does_not_ask_for_is_shared_over_its_requirement_groups() -> None:
    only_star = replace(DEMAND, requirements=(wants("a", 10),))
    assert weights_for(only_star, PUBLISHED_WEIGHTS) == PUBLISHED_WEIGHTS.parts._replace(
        mandatory=7500, important=0, general=0
    )
    no_budget = weights_for(replace(DEMAND, budget=None), PUBLISHED_WEIGHTS)
    assert no_budget == PUBLISHED_WEIGHTS.parts._replace(price=0, mandatory=4534, important=2833, general=1133)
    assert no_budget.total == 10_000


def test_without_requirements_the_remaining_parts_share() -> None:
    bare = weights_for(replace(DEMAND, requirements=()), PUBLISHED_WEIGHTS)
    assert bare == ScoreParts(price=5000, delivery=2500, text=2500)
    assert weights_for(DemandFacts(demand_id="d"), PUBLISHED_WEIGHTS) == ScoreParts()


def test_a_full_answer_on_claims_alone_gets_all_but_the_evidence() -> None:
    row = index_of(PRODUCT).match(DEMAND).rows[0]
    assert row.parts == PUBLISHED_WEIGHTS.parts._replace(evidence=0)
    assert (row.score, row.outcome, row.verified) == (9500, Outcome.ELIGIBLE, False)


def test_evidence_pays_and_verifies() -> None:
    tested = tuple(replace(value, rung=EvidenceRung.THIRD_PARTY) for value in PRODUCT.specs)
    row = index_of(replace(PRODUCT, specs=tested)).match(DEMAND).rows[0]
    assert row.parts.evidence == 333  # two of three rungs above a claim, of 500
    assert row.verified


def test_the_worked_table_of_the_page() -> None:
    specs = (gives("a", 20, EvidenceRung.THIRD_PARTY), gives("b", 10), gives("c", 9))
    row = index_of(replace(PRODUCT, specs=specs, price=Decimal(110_000), lead_days=75)).match(DEMAND).rows[0]
    assert [points for _, points in row.parts.items()] == [4000, 2500, 0, 600, 375, 111, 500]
    assert row.score == 8086


def test_one_untested_star_leaves_a_product_on_claims() -> None:
    demand = replace(DEMAND, requirements=(wants("a", 10), wants("b", 10)))
    specs = (gives("a", 20, EvidenceRung.ACCREDITED), gives("b", 20, EvidenceRung.USER_REPORT))
    assert not index_of(replace(PRODUCT, specs=specs)).match(demand).rows[0].verified


@pytest.mark.parametrize(
    ("price", "points"),
    [(0, 1000), (100, 1000), (101, 960), (110, 600), (124, 40), (125, 0), (900, 0), (-1, 0)],
)
def test_price_falls_to_nothing_at_a_quarter_above_the_budget(price: int, points: int) -> None:
    assert price_points(1000, price, 100) == points


@pytest.mark.parametrize(("days", "points"), [(0, 500), (60, 500), (75, 375), (119, 8), (120, 0), (-1, 0)])
def test_delivery_falls_to_nothing_at_twice_the_limit(days: int, points: int) -> None:
    assert delivery_points(500, days, 60) == points


def test_a_budget_of_nothing_and_a_limit_of_no_days_are_limits_like_any_other() -> None:
    assert price_points(1000, 0, 0) == 1000
    assert price_points(1000, 1, 0) == 0
    assert delivery_points(500, 1, 0) == 0


def test_shares_round_down_and_never_divide_by_zero() -> None:
    assert share(1000, 2, 3) == 666
    assert share(1000, 0, 0) == 0


def test_amounts_are_whole_fen_rounded_up_so_that_a_price_never_slips_below_a_ceiling() -> None:
    assert fen(Decimal("100000.001")) == 10_000_001
    assert fen(Decimal("-1")) == fen(Decimal("NaN")) == fen(Decimal("1e30")) == fen(None) == -1


def test_order_is_outcome_then_score_then_evidence_then_id() -> None:
    failing = replace(PRODUCT, product_id="failing", specs=(gives("a", 5), *PRODUCT.specs[1:]))
    silent = replace(PRODUCT, product_id="silent", specs=PRODUCT.specs[1:])
    dearer = replace(PRODUCT, product_id="a-dearer", price=Decimal(110_000))
    twin = replace(PRODUCT, product_id="twin")
    rows = index_of(failing, silent, dearer, twin, PRODUCT).match(DEMAND).rows
    assert [row.product_id for row in rows] == ["p", "twin", "a-dearer", "silent", "failing"]
    assert [row.outcome for row in rows][2:] == [Outcome.ELIGIBLE, Outcome.OPEN, Outcome.INELIGIBLE]


def test_a_near_miss_has_a_distance_and_the_others_have_none() -> None:
    failing = replace(PRODUCT, product_id="failing", specs=(gives("a", 5), *PRODUCT.specs[1:]))
    rows = index_of(failing, PRODUCT).match(DEMAND).rows
    assert [row.distance for row in rows] == [None, Fraction(693_147, 1_000_000)]


def test_imported_references_stand_apart_and_are_not_counted() -> None:
    imported = replace(PRODUCT, product_id="imported", is_reference=True)
    result = index_of(PRODUCT, imported).match(DEMAND)
    assert [row.product_id for row in result.rows] == ["p"]
    assert [row.product_id for row in result.references] == ["imported"]
    assert result.counts == {Outcome.ELIGIBLE: 1, Outcome.OPEN: 0, Outcome.INELIGIBLE: 0}


def test_sets_of_more_members_than_a_machine_word_has_bits() -> None:
    parameters = {"s": ParameterFacts(code="s", name="s", quantity="length")}
    members = tuple(str(number) for number in range(1, 201))
    full = SpecValue(code="s", kind=SpecKind.SET, members=members, unit="mm")
    one_short = replace(full, members=tuple(each for each in members if each != "199"))
    products = [
        ProductFacts(product_id="full", category="x", specs=(full,)),
        ProductFacts(product_id="short", category="x", specs=(one_short,)),
    ]
    index = MatchIndex.build(products, parameters=parameters, units=UNITS, today=None)
    for member in (*members, "201"):
        value = Fraction(member)
        equal = Requirement(number="1", name="s", op=Operator.EQUALS, code="s", lo=value, hi=value, unit="mm")
        within = Requirement(number="2", name="s", op=Operator.SET, code="s", members=(member, "3"), unit="mm")
        demand = DemandFacts(demand_id="d", requirements=(equal, within))
        for row in index.match(demand).rows:
            held = member in (members if row.product_id == "full" else one_short.members)
            assert {verdict.value for verdict in row.verdicts} == {"meets" if held else "negative"}


def test_warming_up_runs_every_kernel() -> None:
    # In a process of its own: the tests before this one have already compiled the kernels of this one.
    program = (
        "from apps.matching.engine import joining, kernels, picking, relating, reversing, sweeping, tallying\n"
        "from apps.matching.engine.warming import warm_up\n"
        "from apps.taxonomy.language.units import default_units\n"
        "called = (kernels.evaluate, kernels.conclude, relating.relate, picking.rank_spans, joining.bit_counts)\n"
        "called += (tallying.judge_values, picking.best_first, sweeping.find_vectors, sweeping.sweep)\n"
        "called += (reversing.find_codes, reversing.relate_titles, reversing.weigh)\n"
        "called += (joining.smallest_union, joining.unions_of_size, joining.cheapest_join)\n"
        "print([len(kernel.signatures) for kernel in called])\n"
        "warm_up(default_units())\n"
        "print([len(kernel.signatures) for kernel in called])\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout.splitlines() == [str([0] * 15), str([1] * 15)]


def test_the_spread_of_a_parameter_is_told_in_base_units() -> None:
    other = replace(PRODUCT, product_id="q", specs=(gives("a", 5), gives("b", 10)))
    assert index_of(PRODUCT, other).spreads() == {"a": Fraction(15_000_000)}


def test_an_empty_catalogue_and_an_unknown_scope_give_empty_results() -> None:
    assert index_of().match(DEMAND).rows == ()
    assert index_of(PRODUCT).match(replace(DEMAND, scope=frozenset({"nowhere"}))).rows == ()


def test_explaining_an_unknown_product_is_an_error() -> None:
    with pytest.raises(KeyError):
        index_of(PRODUCT).explain(DEMAND, "unknown")
