"""apps/sample/market: deterministic, and like a market in what the bench relies on."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from apps.sample.market import World
from apps.sample.market.types import names_of
from apps.taxonomy.language.canonical import answer_of
from apps.taxonomy.language.types import SpecKind

LARGEST = 1 << 62


@pytest.fixture(scope="module")
def world() -> World:
    return World(1)


def test_the_first_of_many_are_the_few(world: World) -> None:
    again = World(1)
    assert list(again.products(30)) == list(world.products(4200))[:30]
    assert list(again.demands(5)) == list(world.demands(9))[:5]
    assert list(world.products(30)) != list(World(2).products(30))


def test_products_give_eight_to_sixteen_values_of_every_kind(world: World) -> None:
    products = list(world.products(3000))
    kinds = Counter(value.kind for product in products for value in product.specs)

    assert {len(product.specs) for product in products} <= set(range(8, 18))  # one may be given twice
    assert set(kinds) == set(SpecKind) - {SpecKind.TEXT}
    assert len({product.category for product in products}) > 46
    sizes = Counter(product.category for product in products).most_common()
    assert sizes[0][1] > 20 * sizes[-1][1]
    assert len({product.product_id for product in products}) == 3000


def test_numbers_fit_the_peers_integers(world: World) -> None:
    """Base-unit values are whole multiples of the parameter's fraction, and small enough for 64 bits when doubled."""
    for product in world.products(600):
        for value in product.specs:
            printed = world.printed[value.code]
            answer = answer_of(value, parameter=printed.facts, units=world.units)
            for bound in (answer.lo, answer.hi):
                if bound is not None:
                    assert isinstance(bound, Fraction)
                    assert (bound * printed.denominator).denominator == 1
                    assert abs(bound * printed.denominator) < LARGEST


def test_demands_ask_five_to_twelve_things_in_the_family_of_a_type(world: World) -> None:
    families = {world.family(kind.family) for kind in world.types}
    for demand in world.demands(300):
        assert 5 <= len(demand.requirements) <= 12
        assert demand.scope in families
        assert demand.title


def test_a_held_out_synonym_stands_in_no_text(world: World) -> None:
    texts = {text for product in world.products(2000) for text in product.texts}
    heard = {name for kind in world.types for name in names_of(kind.words)}  # a neighbour may be called so
    unheard = {word for kind in world.types for word in kind.held_out} - heard

    assert len(unheard) > 100
    assert not texts & unheard
