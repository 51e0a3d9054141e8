"""Two people work on one draft: the second is told, nothing is written over, everybody takes back their own."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.actors import Actor
from apps.demands import edits, rows
from apps.demands.models import Demand, Requirement
from apps.taxonomy.language.types import Mark
from kernel.errors import Conflict
from tests.cast import Cast, acting, make_cast
from tests.demands.build import make_draft, resolution


@pytest.fixture
def author(cast: Cast) -> Actor:
    return acting(cast.institution_member)


@pytest.fixture
def colleague(cast: Cast) -> Actor:
    return acting(cast.institution_owner)


@pytest.fixture
def draft(cast: Cast) -> Demand:
    return make_draft(cast.institution_member)


def _row(demand: Demand) -> Requirement:
    return Requirement.objects.filter(version__demand=demand).order_by("position").first()  # type: ignore[return-value]


CHANGES = {
    "edit": lambda d, r, **known: rows.edit_row(d, r, fields=resolution("1"), **known),
    "mark": lambda d, r, **known: rows.mark_row(d, r, mark=Mark.GENERAL, **known),
    "confirm": lambda d, r, **known: rows.confirm_row(d, r, **known),
    "delete": lambda d, r, **known: rows.delete_row(d, r, **known),
    "split": lambda d, r, **known: rows.split_row(d, r, parts=["甲≥1V", "乙≥2V"], **known),
    "merge": lambda d, r, **known: rows.merge_rows(d, r, **known),
    "link": lambda d, r, **known: rows.link_row(d, r, code="980101-pressure", **known),
    "part": lambda d, r, **known: rows.add_part(d, r, part="分辨率", **known),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_state_that_is_gone_is_refused_and_writes_nothing(
    draft: Demand, author: Actor, colleague: Actor, change: str
) -> None:
    seen = _row(draft)
    rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa", actor=author)
    rows.edit_row(draft.pk, seen.pk, fields=resolution("50000"), actor=colleague, revision=seen.revision)
    before = list(Requirement.objects.filter(version__demand=draft).values())
    with pytest.raises(Conflict) as refusal:
        CHANGES[change](draft.pk, seen.pk, actor=author, revision=seen.revision)  # type: ignore[no-untyped-call]
    assert refusal.value.detail["revision"] == seen.revision + 1
    assert list(Requirement.objects.filter(version__demand=draft).values()) == before
    # Control: with the state as it is now the same change is written.
    CHANGES[change](draft.pk, seen.pk, actor=author, revision=seen.revision + 1)  # type: ignore[no-untyped-call]
    assert list(Requirement.objects.filter(version__demand=draft).values()) != before


@pytest.mark.django_db(transaction=True)
def test_of_ten_changes_of_the_same_state_at_once_one_wins() -> None:
    cast = make_cast()
    draft = make_draft(cast.institution_member)
    row = _row(draft)
    people = [acting(cast.institution_member), acting(cast.institution_owner)] * 5
    gate, outcomes = Barrier(len(people)), list[str]()

    def change(number: int, actor: Actor) -> None:
        gate.wait(timeout=20)
        try:
            rows.edit_row(draft.pk, row.pk, fields=resolution(str(number + 1)), actor=actor, revision=row.revision)
            outcomes.append("written")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=change, args=(number, actor)) for number, actor in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["conflict"] * 9 + ["written"]
    row.refresh_from_db()
    assert row.revision == 2


@pytest.mark.django_db
def test_everybody_takes_back_their_own_last_change(draft: Demand, author: Actor, colleague: Actor) -> None:
    other = rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa", actor=author)[0]
    rows.mark_row(draft.pk, _row(draft).pk, mark=Mark.GENERAL, actor=author)
    rows.mark_row(draft.pk, other.pk, mark=Mark.IMPORTANT, actor=colleague)
    edits.undo_last(draft.pk, actor=author)
    other.refresh_from_db()
    assert (_row(draft).mark, other.mark) == ("mandatory", "important")


@pytest.mark.django_db
def test_taking_back_never_undoes_what_somebody_did_to_the_row_since(
    draft: Demand, author: Actor, colleague: Actor
) -> None:
    row = _row(draft)
    rows.mark_row(draft.pk, row.pk, mark=Mark.IMPORTANT, actor=author)
    rows.edit_row(draft.pk, row.pk, fields=resolution("50000", Mark.IMPORTANT), actor=colleague)
    step = edits.undo_last(draft.pk, actor=author)
    assert step is not None
    assert step.is_blocked
    row.refresh_from_db()
    assert (row.lo, row.mark) == ("50000", "important")


@pytest.mark.django_db
def test_a_step_that_is_passed_over_does_not_stand_in_the_way_of_earlier_ones(
    draft: Demand, author: Actor, colleague: Actor
) -> None:
    row = _row(draft)
    other = rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa", actor=colleague)[0]
    rows.mark_row(draft.pk, other.pk, mark=Mark.IMPORTANT, actor=author)
    rows.mark_row(draft.pk, row.pk, mark=Mark.GENERAL, actor=author)
    rows.mark_row(draft.pk, row.pk, mark=Mark.IMPORTANT, actor=colleague)
    first, second = (edits.undo_last(draft.pk, actor=author) for _ in range(2))
    assert first is not None
    assert first.is_blocked
    assert second is not None
    assert not second.is_blocked
    other.refresh_from_db()
    row.refresh_from_db()
    assert (other.mark, row.mark) == ("", "important")


@pytest.mark.django_db
def test_doing_again_never_undoes_what_somebody_did_to_the_row_since(
    draft: Demand, author: Actor, colleague: Actor
) -> None:
    row = _row(draft)
    rows.edit_row(draft.pk, row.pk, fields=resolution("1"), actor=author)
    edits.undo_last(draft.pk, actor=author)
    rows.edit_row(draft.pk, row.pk, fields=resolution("2"), actor=colleague)
    step = edits.redo_next(draft.pk, actor=author)
    assert step is not None
    assert step.is_blocked
    row.refresh_from_db()
    assert row.lo == "2"


@pytest.mark.django_db
def test_a_row_that_came_back_is_never_taken_for_an_older_state(draft: Demand, author: Actor) -> None:
    row = _row(draft)
    rows.edit_row(draft.pk, row.pk, fields=resolution("1"), actor=author)
    seen = _row(draft).revision
    edits.undo_last(draft.pk, actor=author)
    assert _row(draft).revision > seen
    rows.delete_row(draft.pk, row.pk, actor=author)
    gone = Requirement.objects.filter(pk=row.pk).exists()
    edits.undo_last(draft.pk, actor=author)
    assert not gone
    assert _row(draft).revision > seen + 1
