"""The state of tables tells every change, whatever the order in which transactions commit."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from apps.taxonomy.models import Category
from kernel import table_states
from kernel.models import TableChange
from kernel.table_states import forget_old_changes, state_of

TABLES = ("taxonomy_category",)


def make(code: str) -> Category:
    return Category.objects.create(code=code, name_zh=code, level=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: make("B"),
        lambda: Category.objects.bulk_create([Category(code=code, name_zh=code, level=1) for code in "BC"]),
        lambda: Category.objects.filter(code="A").update(name_zh="甲"),
        lambda: Category.objects.filter(code="A").delete(),
        lambda: connection.cursor().execute("UPDATE taxonomy_category SET name_zh = 'x'"),
    ],
)
def test_every_way_of_writing_is_told(write: Callable[[], object]) -> None:
    make("A")
    before = state_of(TABLES)
    assert state_of(TABLES) == before
    write()
    assert state_of(TABLES) != before
    assert state_of(("demands_demand",)) == state_of(("demands_demand",))


@pytest.mark.django_db
def test_other_tables_keep_their_state() -> None:
    before = state_of(("demands_demand",))
    make("A")
    assert state_of(("demands_demand",)) == before


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_the_state() -> None:
    before = state_of(TABLES)
    with transaction.atomic():
        make("A")
        assert state_of(TABLES) != before
        transaction.set_rollback(True)
    assert state_of(TABLES) == before


@pytest.mark.django_db(transaction=True)
def test_one_who_began_earlier_and_commits_later_is_told() -> None:
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            make("S")
            wrote.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)
    make("Q")  # waits for nobody, although the other has written and not committed
    between = state_of(TABLES)
    may_commit.set()
    writer.join(20)
    assert Category.objects.count() == 2
    assert state_of(TABLES) != between


@pytest.mark.django_db
def test_forgetting_brings_no_state_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_states, "KEPT_ROWS", 3)
    seen = {state_of(TABLES)}
    for number in range(12):
        make(f"C{number}")
        assert state_of(TABLES) not in seen
        seen.add(state_of(TABLES))
        forget_old_changes()
        assert TableChange.objects.count() <= 6
        seen.add(state_of(TABLES))
    assert len(seen) >= 13
