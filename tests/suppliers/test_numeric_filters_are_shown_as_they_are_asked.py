"""Two fields from ～ to: what they ask for, what stands in them again, and a cell in the unit of its column."""

from __future__ import annotations

from fractions import Fraction

import pytest

from apps.suppliers.catalogue import read_query
from apps.suppliers.facets import Facet, facets_of, histogram_bins, price_facet
from apps.suppliers.pages import in_unit_of
from apps.suppliers.ranges import range_text
from apps.suppliers.specs import facts_of
from apps.taxonomy.language.spec import read_spec
from apps.taxonomy.language.types import SpecKind, SpecValue
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.wording import value_in_words
from apps.taxonomy.models import Category, Parameter
from tests.suppliers.builders import FLOW, PRESSURE, RESOLUTION, make_type

pytestmark = pytest.mark.django_db

MPA = 10**6


@pytest.fixture
def category() -> Category:
    return make_type()


def _facet(category: Category, code: str, **given: str) -> Facet:
    parameter = Parameter.objects.get(code=code)
    (facet,) = facets_of(read_query(given, category=category, parameters=[parameter]), {})
    return facet


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [("60", "", "≥60"), ("", "80", "≤80"), ("60", "80", "60～80"), (">60", "", ">60"), ("", "<5 bar", "<5 bar")],
)
def test_two_fields_are_one_text(low: str, high: str, text: str) -> None:
    assert range_text(low, high) == text


def test_the_fields_show_what_was_typed_in_them(category: Category) -> None:
    facet = _facet(category, RESOLUTION, **{f"lo_{RESOLUTION}": "6万", f"hi_{RESOLUTION}": "12万"})
    assert facet.asked.lo == 60_000
    assert facet.asked.hi == 120_000
    assert (facet.low_text, facet.high_text) == ("6万", "12万")


def test_a_text_from_elsewhere_is_put_into_the_fields_exactly_and_in_the_unit_shown(category: Category) -> None:
    facet = _facet(category, PRESSURE, **{f"p_{PRESSURE}": "≥0.5 MPa", f"u_{PRESSURE}": "bar"})
    assert facet.asked.lo == MPA // 2
    assert (facet.low_text, facet.high_text, facet.unit) == ("5", "", "bar")
    strict = _facet(category, PRESSURE, **{f"p_{PRESSURE}": "<60"})
    assert (strict.low_text, strict.high_text) == ("", "<60")


def test_what_makes_no_sense_stays_in_its_field_with_the_problem(category: Category) -> None:
    facet = _facet(category, PRESSURE, **{f"lo_{PRESSURE}": "很高"})
    assert facet.low_text == "很高"
    assert facet.asked.problem
    assert not facet.asked.is_usable


def test_a_filter_in_use_comes_first(category: Category) -> None:
    parameters = list(Parameter.objects.filter(code__in=(PRESSURE, RESOLUTION)).order_by("-code"))
    query = read_query({f"lo_{PRESSURE}": "60"}, category=category, parameters=parameters)
    figures = {parameter.pk: (1.0, 2.0) for parameter in parameters}
    assert [facet.parameter.code for facet in facets_of(query, figures)] == [PRESSURE, RESOLUTION]


def test_prices_are_drawn_in_wan(category: Category) -> None:
    query = read_query({"price_from": "100", "price_to": "300"}, category=category, parameters=[])
    facet = price_facet(query, [1_000_000.0, 2_500_000.0, 4_000_000.0])
    assert (facet.low, facet.high) == (100, 300)
    assert (facet.bins[0].start, facet.bins[-1].end) == (100, 400)
    assert sum(item.count for item in facet.bins) == 3


def test_one_figure_alone_makes_no_histogram() -> None:
    assert histogram_bins([5.0, 5.0]) == ()


def _converted(code: str, text: str) -> SpecValue | None:
    parameter = Parameter.objects.get(code=code)
    return in_unit_of(read_spec(text, parameter=facts_of(parameter), units=default_units()), parameter)


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [(PRESSURE, "600 bar", "60"), (PRESSURE, "8700 psi", "约 59.98"), (FLOW, "1～5000 μL/min", "0.001～5")],
)
def test_a_cell_is_written_in_the_unit_of_its_column(category: Category, code: str, text: str, words: str) -> None:
    converted = _converted(code, text)
    assert converted is not None
    assert value_in_words(converted) == words


@pytest.mark.parametrize("text", ["60 MPa", "60", "60 V", "室温+5 ℃", "具备"])
def test_what_stands_in_the_unit_or_in_no_other_is_left_alone(category: Category, text: str) -> None:
    assert _converted(PRESSURE, text) is None


def test_rounding_is_said_and_an_exact_value_is_not_called_rounded(category: Category) -> None:
    parameter = Parameter.objects.get(code=PRESSURE)
    exact = in_unit_of(SpecValue(code="", kind=SpecKind.EXACT, lo=Fraction(1, 2), unit="kPa"), parameter)
    rounded = in_unit_of(SpecValue(code="", kind=SpecKind.EXACT, lo=Fraction(8700), unit="psi"), parameter)
    assert exact is not None
    assert not exact.approximate
    assert exact.lo == Fraction(1, 2000)
    assert rounded is not None
    assert rounded.approximate
