"""`load_scale_world`: a market that pages, search and matching treat as any other, the same for the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from apps.accounts.models import Organisation
from apps.demands.models import Demand, DemandVersion, Requirement
from apps.demands.selectors import requirements_for_matching
from apps.matching.models import MatchRun
from apps.matching.services import execute_run, request_run
from apps.sample.market import World
from apps.sample.scale import loading
from apps.sample.scale.bare import laid_bare
from apps.suppliers.contents import content_as_json
from apps.suppliers.models import Product, ProductRevision, SpecValue
from apps.suppliers.selectors import spec_values_of
from apps.taxonomy.language.types import Operator
from launch.layout import CHECKOUT
from tests.cast import Cast
from tests.support.workers import test_database_url

SIZE = {"products": 300, "demands": 40, "verbosity": 0}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taxonomy() -> None:
    call_command("load_taxonomy", verbosity=0)


def load(**options: Any) -> None:
    call_command("load_scale_world", **(SIZE | options))


def rows_of_the_market() -> list[object]:
    """Everything that was drawn, without the ids that the tables gave."""
    products = Product.objects.order_by("published_at").values_list(
        "organisation__uscc",
        "category__code",
        "name",
        "model",
        "price_yuan",
        "lead_time_days",
        "origin",
        "published_at",
    )
    values = SpecValue.objects.order_by("product__published_at", "position").values_list(
        "product__model",
        "parameter__code",
        "text",
        "kind",
        "lo",
        "hi",
        "unit",
        "condition",
        "rung",
        "base_lo",
        "has_rival",
    )
    asked = Requirement.objects.order_by("version__published_at", "position").values_list(
        "version__title", "printed_name", "op", "lo", "hi", "unit", "mark", "alternative", "version__budget_yuan"
    )
    return [*products, *values, *asked]


def test_the_same_seed_gives_the_same_rows_and_another_one_others(taxonomy: None) -> None:
    load()
    first = rows_of_the_market()
    load(replace=True)
    assert rows_of_the_market() == first
    load(replace=True, seed=2)
    assert rows_of_the_market() != first


def test_what_is_loaded_is_what_the_generator_drew(taxonomy: None) -> None:
    load()
    world = World(1)
    assert (Product.objects.count(), Demand.objects.count()) == (300, 40)
    assert len(set(Product.objects.values_list("published_at", flat=True))) == 300, "one after the other"
    for facts, product in zip(world.products(300), Product.objects.order_by("published_at"), strict=True):
        kept = spec_values_of([product])[product.pk]
        assert [(each.lo, each.hi, each.unit, each.members, each.has, each.rung) for each in kept] == [
            (each.lo, each.hi, each.unit, each.members, each.has, each.rung) for each in facts.specs
        ]
        assert (product.name, product.model, product.price_yuan) == (*facts.texts[:2], facts.price)
    versions = DemandVersion.objects.order_by("published_at")
    for asked, version in zip(world.demands(40), versions, strict=True):
        found = [each for each, _row in requirements_for_matching(version)]
        wanted = [(each.op, each.code if each.op is not Operator.ANY else None) for each in asked.requirements]
        assert [(each.op, each.code if each.op is not Operator.ANY else None) for each in found] == wanted


def test_rows_are_those_that_the_services_write(taxonomy: None) -> None:
    """Revisions hold the product whole; the database would mark the same rivals; every row says 示例."""
    load()
    for product in Product.objects.select_related("category").order_by("pk")[:20]:
        revision = ProductRevision.objects.get(product=product)
        values = SpecValue.objects.filter(product=product).select_related("parameter")
        said = json.loads(json.dumps(content_as_json(product, values, ())))
        assert revision.content | {"price_yuan": None} == said | {"price_yuan": None}
        price = revision.content["price_yuan"]
        assert product.price_yuan == (None if price is None else Decimal(price))
    before = set(SpecValue.objects.filter(has_rival=True).values_list("pk", flat=True))
    assert before
    SpecValue.objects.update(has_rival=False)  # the trigger looks at every product anew
    assert set(SpecValue.objects.filter(has_rival=True).values_list("pk", flat=True)) == before
    for model in (Organisation, Product, Demand):
        assert not model.objects.filter(is_sample=False).exists()


def test_pages_answer_and_a_demand_is_matched(taxonomy: None) -> None:
    load()
    version = DemandVersion.objects.select_related("category").order_by("pk")[0]
    product = Product.objects.filter(is_reference=False).order_by("pk")[0]
    visitor = Client()
    for address in ("/products/", f"/products/types/{product.category.code}/", f"/products/{product.pk}/", "/demands/"):
        assert visitor.get(address).status_code == 200
    found = visitor.get("/products/", {"q": product.model}).context["rows"]
    assert product.pk in [row.product.pk for row in found]
    assert visitor.get(f"/demands/{version.demand_id}/").status_code == 200
    run = request_run(version.pk, cause=MatchRun.Cause.REQUESTED)
    execute_run({"run_id": run.pk})
    run.refresh_from_db()
    assert (run.state, run.is_current) == (MatchRun.State.DONE, True)
    assert run.compared_count > 0


def test_indexes_and_keys_stand_again_afterwards(taxonomy: None) -> None:
    before = _definitions()
    load()
    assert _definitions() == before


def test_what_a_killed_load_left_is_put_back_by_the_next(taxonomy: None) -> None:
    before = _definitions()
    block = laid_bare(loading.FILLED, say_what=lambda _what: None)
    block.__enter__()  # never left, as by a kill
    assert _definitions() != before
    load()
    assert _definitions() == before


def _definitions() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
            " UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
        return list(cursor.fetchall())


def test_it_refuses_where_a_market_stands(taxonomy: None) -> None:
    load(products=10, demands=2)
    with pytest.raises(CommandError, match="--replace"):
        load()
    assert Product.objects.count() == 10


def test_it_refuses_real_data_even_to_replace(taxonomy: None, cast: Cast) -> None:
    for replace in (False, True):
        with pytest.raises(CommandError, match="real data"):
            load(replace=replace)
    assert Organisation.objects.filter(is_sample=False).exists()
    assert not Product.objects.exists()


def test_it_refuses_without_the_taxonomy() -> None:
    with pytest.raises(CommandError, match="load_taxonomy"):
        load()


def test_it_refuses_under_productions_settings(taxonomy: None, settings: Any) -> None:
    settings.SETTINGS_MODULE = "config.settings.prod"
    with pytest.raises(CommandError, match="--in-production"):
        load()
    assert not Organisation.objects.exists()


def test_a_sample_world_is_there_again_after_replacing(taxonomy: None) -> None:
    market = ("load_scale_world", "--products", "300", "--demands", "40")
    manage("load_sample_world")
    count = Product.objects.count()
    manage(*market)
    manage(*market, "--replace")
    assert Product.objects.count() == count + 300


def manage(*command: str) -> None:
    """A command in a process of its own, as an operator gives it: this one remembers taxonomies of other tests."""
    own_database = os.environ | {"DATABASE_URL": test_database_url()}
    words = (sys.executable, "manage.py", *command, "--verbosity", "0")
    subprocess.run(words, cwd=CHECKOUT, env=own_database, check=True, timeout=300)
