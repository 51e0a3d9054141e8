"""The list of changed rows: every way of writing is told, and a late commit is not skipped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from apps.suppliers.models import Product
from kernel import row_changes
from kernel.models import RowChange
from kernel.row_changes import Changes, changes_since, prune
from tests.cast import Cast, organisation_of
from tests.support.market import make_product

TABLE = "suppliers_product"


@pytest.fixture
def products(cast: Cast) -> list[Product]:
    return [
        make_product(maker=organisation_of(cast.sales_engineer), model=f"L-{number}", specs={}) for number in range(3)
    ]


def horizon() -> int:
    return changes_since(TABLE, 0).horizon


def touch(product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(lead_time_days=7)


@contextmanager
def held_open(product: Product) -> Iterator[threading.Event]:
    """Another connection that has changed the product and commits when the event is set, at the latest at the end."""
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            touch(product)
            wrote.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)

    class Commit(threading.Event):
        def set(self) -> None:
            may_commit.set()
            writer.join(20)

    commit = Commit()
    try:
        yield commit
    finally:
        commit.set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda products: touch(products[1]),
        lambda products: Product.objects.bulk_update([products[1]], ["summary"]),
        lambda products: Product.objects.filter(pk=products[1].pk).delete(),
        lambda products: connection.cursor().execute(
            "UPDATE suppliers_product SET summary = 'x' WHERE id = %s", [products[1].pk]
        ),
    ],
)
def test_every_way_of_writing_lists_the_rows(write: Callable[[list[Product]], object], products: list[Product]) -> None:
    RowChange.objects.all().delete()
    before = horizon()
    write(products)
    assert changes_since(TABLE, before).rows == frozenset({products[1].pk})
    assert changes_since("taxonomy_category", before).rows == frozenset()


@pytest.mark.django_db(transaction=True)
def test_what_has_ended_is_told_once(products: list[Product]) -> None:
    before = horizon()
    touch(products[0])
    first = changes_since(TABLE, before)
    assert first.rows == frozenset({products[0].pk})
    assert changes_since(TABLE, first.horizon).rows == frozenset()


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_lost_by_a_naive_cursor_and_told_by_the_horizon(products: list[Product]) -> None:
    """The control reads as most would: what is newer than the newest row seen. It loses the slow writer's row."""

    def newer_than(cursor: int) -> dict[int, int]:
        return dict(RowChange.objects.filter(name=TABLE, pk__gt=cursor).values_list("pk", "row_id"))

    cursor = RowChange.objects.latest("pk").pk
    known = horizon()
    with held_open(products[0]) as commit:
        touch(products[1])  # begins later and commits first
        seen = newer_than(cursor)
        assert set(seen.values()) == {products[1].pk}
        between = changes_since(TABLE, known)
        assert between.rows == frozenset({products[1].pk})
        commit.set()
        assert newer_than(max(seen)) == {}
        assert products[0].pk in (changes_since(TABLE, between.horizon).rows or ())
    after = changes_since(TABLE, between.horizon)
    assert changes_since(TABLE, after.horizon).rows == frozenset()


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_very_many_rows_speaks_of_the_whole_table(
    products: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = horizon()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO suppliers_product (organisation_id, category_id, name, model, brand, summary, origin,
                place_of_production, has_trial_unit, is_reference, is_sample, status, revision, created_at, updated_at,
                search_text)
            SELECT organisation_id, category_id, name, model || '-' || number, '', '', 'unknown', '', false, false,
                true, 'draft', 1, now(), now(), ''
            FROM suppliers_product, generate_series(1, %s) AS number WHERE id = %s
            """,
            [row_changes.MOST_LISTED + 1, products[0].pk],
        )
    assert changes_since(TABLE, before).rows is None
    assert changes_since(TABLE, horizon()).rows == frozenset()
    assert RowChange.objects.filter(name=TABLE).count() < 100


@pytest.mark.django_db(transaction=True)
def test_an_emptied_table_is_told() -> None:
    before = horizon()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE suppliers_product CASCADE")
    assert changes_since(TABLE, before).rows is None


@pytest.mark.django_db(transaction=True)
def test_pruning_keeps_the_newest_and_says_how_far_it_went(
    products: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_changes, "KEPT_ROWS", 2)
    early = horizon()
    for product in products:
        touch(product)
    late = horizon()
    touch(products[2])
    for _ in range(3):
        prune()
        assert changes_since(TABLE, early).rows is None
        assert changes_since(TABLE, late).rows == frozenset({products[2].pk})
    assert RowChange.objects.filter(name=TABLE).count() <= 3


@pytest.mark.django_db(transaction=True)
def test_what_may_still_be_unseen_is_never_pruned(products: list[Product], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_changes, "KEPT_ROWS", 0)
    with held_open(products[0]) as commit:
        known = horizon()
        for product in products[1:]:
            touch(product)
        prune()
        assert changes_since(TABLE, known) == Changes(known, frozenset({products[1].pk, products[2].pk}))
        commit.set()
        assert changes_since(TABLE, known).rows == frozenset(product.pk for product in products)


@pytest.mark.django_db
def test_a_horizon_of_another_history_is_not_trusted() -> None:
    assert changes_since(TABLE, horizon() + 1_000_000).rows is None
