"""Numeric filters: what is typed, units, ranges, borderline numbers, and which of several values counts."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from apps.suppliers import catalogue, services
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.pages import counting_rows
from apps.suppliers.ranges import read_range
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel import clock
from tests.cast import Cast, acting
from tests.suppliers.builders import FLOW, PRESSURE, RESOLUTION, make_published, make_type

MPA = 10**6


def parameter(code: str) -> Parameter:
    return Parameter.objects.get(code=code)


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


def found(category: Category, **given: str) -> list[str]:
    """The models that answer a query string, in the order of the catalogue."""
    parameters = [row.parameter for row in category.template_rows.select_related("parameter")]
    query = catalogue.read_query(given, category=category, parameters=parameters)
    today = clock.today()
    return [
        product.model for product in catalogue.in_order(catalogue.answering(query, today=today), query, today=today)
    ]


@pytest.mark.parametrize(
    ("text", "unit", "lo", "hi"),
    [
        ("50～100", "", 50 * MPA, 100 * MPA),
        ("100～50 MPa", "", 50 * MPA, 100 * MPA),
        ("≥0.1 MPa", "", 10**5, None),
        ("100 bar", "", 10**7, None),
        ("100", "bar", 10**7, None),
        ("≤60", "", None, 60 * MPA),
        ("8700 psi", "", Fraction(8700) * Fraction("6894.757293168361"), None),
    ],
)
def test_what_is_typed_is_read_into_base_units(
    category: Category, text: str, unit: str, lo: Fraction | int | None, hi: Fraction | int | None
) -> None:
    asked = read_range(text, parameter=parameter(PRESSURE), unit=unit)
    assert asked.is_usable
    for given, wanted in ((asked.lo, lo), (asked.hi, hi)):
        assert (given is None) == (wanted is None)
        if given is not None and wanted is not None:
            assert float(given) == pytest.approx(float(wanted), rel=1e-6)


@pytest.mark.parametrize("text", ["高", "5 μm", "1e400 MPa", "≥", "a～b"])
def test_what_makes_no_sense_says_so_and_filters_nothing(cast: Cast, category: Category, text: str) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="A")
    asked = read_range(text, parameter=parameter(PRESSURE))
    assert asked.problem
    assert not asked.is_usable
    assert found(category, **{f"p_{PRESSURE}": text}) == ["A"]


def publish(cast: Cast, category: Category, **specs: str) -> None:
    """Publish a product for each model with one value of one parameter."""
    for model, text in specs.items():
        code = FLOW if "mL" in text else PRESSURE
        entry = SpecEntry(parameter=code, text=text)
        make_published(cast.sales_engineer, category, by=cast.administrator, model=model, specs=(entry,))


def test_a_filter_understands_units_on_both_sides(cast: Cast, category: Category) -> None:
    publish(cast, category, A="60 MPa", B="8700 psi", C="600 bar", D="≥100 MPa")
    assert sorted(found(category, **{f"p_{PRESSURE}": "≥600 bar"})) == ["A", "C", "D"]
    assert sorted(found(category, **{f"p_{PRESSURE}": "≥8700 psi"})) == ["A", "B", "C", "D"]
    assert found(category, **{f"p_{PRESSURE}": "<60 MPa"}) == ["B"]


def test_numbers_that_are_equal_as_floats_are_decided_exactly(cast: Cast, category: Category) -> None:
    just_less = "59.99999999999999999999 MPa"
    publish(cast, category, A="60 MPa", B=just_less)
    a, b = SpecValue.objects.filter(parameter__code=PRESSURE).order_by("product__model")
    assert a.base_lo == b.base_lo, "the case is meant to be one that floats can't tell apart"
    assert found(category, **{f"p_{PRESSURE}": "≥60 MPa"}) == ["A"]
    assert found(category, **{f"p_{PRESSURE}": "<60 MPa"}) == ["B"]


def test_a_range_covers_both_ends_or_reaches_the_one_that_is_given(cast: Cast, category: Category) -> None:
    publish(cast, category, A="0.001～10 mL/min", B="0.01～5 mL/min")
    assert sorted(found(category, **{f"p_{FLOW}": "0.01～5"})) == ["A", "B"]
    assert found(category, **{f"p_{FLOW}": "0.001～5"}) == ["A"]
    assert found(category, **{f"p_{FLOW}": "≥8"}) == ["A"]
    assert found(category, **{f"p_{FLOW}": "≤0.005"}) == ["A"]


def test_zero_and_negative_numbers_are_numbers(category: Category) -> None:
    asked = read_range("-5～0", parameter=parameter(PRESSURE), unit="MPa")
    assert (asked.lo, asked.hi) == (Fraction(-5 * MPA), Fraction(0))


def test_text_values_never_pass_a_number_filter(cast: Cast, category: Category) -> None:
    publish(cast, category, A="完全满足招标要求")
    assert found(category, **{f"p_{PRESSURE}": "≥0"}) == []


def measure(product: Product, cast: Cast, text: str, *, expires_on: date | None) -> None:
    services.record_evidence(
        product.pk,
        parameter=parameter(RESOLUTION),
        text=text,
        condition="m/z 200",
        rung=EvidenceRung.ACCREDITED,
        evidence="JZ-1",
        expires_on=expires_on,
        actor=acting(cast.evaluator),
    )


@pytest.mark.parametrize("days", [30, -30])
def test_a_failed_measurement_counts_even_when_it_has_expired(cast: Cast, category: Category, days: int) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    assert found(category, **{f"p_{RESOLUTION}": "≥60000"}) == ["SY-600"]
    measure(product, cast, "42000", expires_on=clock.today() + timedelta(days=days))
    assert found(category, **{f"p_{RESOLUTION}": "≥60000"}) == []
    assert found(category, **{f"p_{RESOLUTION}": "≥42000"}) == ["SY-600"]


def test_sql_and_pages_agree_on_what_counts(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    for days, text in ((-30, "42000"), (30, "43000"), (-10, "44000")):
        measure(product, cast, text, expires_on=clock.today() + timedelta(days=days))
    today = clock.today()
    by_sql = set(catalogue.counting_values(today).filter(product=product).values_list("pk", flat=True))
    by_python = {row.pk for row in counting_rows(list(product.spec_values.all()), today)}
    assert by_sql == by_python
    assert product.spec_values.get(text="43000").pk in by_sql


def test_evidence_filter_forgets_expired_evidence(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    measure(product, cast, "61000", expires_on=clock.today() - timedelta(days=1))
    assert found(category, evidence="4") == []
    measure(product, cast, "61000", expires_on=clock.today() + timedelta(days=1))
    assert found(category, evidence="4") == ["SY-600"]


def test_sorting_puts_products_without_a_value_last(cast: Cast, category: Category) -> None:
    publish(cast, category, A="60 MPa", B="100 MPa", C="0.001～10 mL/min")
    assert found(category, sort=f"-{PRESSURE}") == ["B", "A", "C"]
    assert found(category, sort=PRESSURE) == ["A", "B", "C"]
