"""Rows of a draft are typed, read, split, merged, marked, moved, accepted, deleted, and each change is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.actors import Actor
from apps.demands import edits, rows
from apps.demands.contents import RowFields
from apps.demands.conversion import asked_in_words, relation_of, value_of
from apps.demands.models import Demand, Requirement
from apps.taxonomy.language.types import Mark, Operator
from kernel.errors import InvalidInput, NotFound
from tests.cast import Cast, acting
from tests.demands.build import make_draft, resolution


@pytest.fixture
def author(cast: Cast) -> Actor:
    return acting(cast.institution_member)


@pytest.fixture
def draft(cast: Cast) -> Demand:
    return make_draft(cast.institution_member)


def _rows(demand: Demand) -> list[Requirement]:
    return list(Requirement.objects.filter(version__demand=demand).order_by("position", "id"))


def _state(demand: Demand) -> list[dict[str, object]]:
    rows_now = (
        Requirement.objects.filter(version__demand=demand)
        .order_by("position", "id")
        .values(
            "id", "position", "printed_name", "op", "lo", "hi", "unit", "members", "mark", "is_confirmed", "raw_text"
        )
    )
    return [dict(row) for row in rows_now]


@pytest.mark.parametrize(
    ("op", "value", "unit", "expected"),
    [
        (Operator.AT_LEAST, "6万", "", ("60000", "", "")),
        (Operator.AT_LEAST, "60,000", "", ("60000", "", "")),
        (Operator.AT_LEAST, "≥0", "dB", ("0", "", "dB")),
        (Operator.AT_MOST, "5×10-4", "Pa", ("", "0.0005", "Pa")),
        (Operator.RANGE, "50～3000", "nm", ("50", "3000", "nm")),
        (Operator.RANGE, "-20～40", "℃", ("-20", "40", "℃")),
        (Operator.RANGE, "室温+5～85", "℃", ("室温+5", "85", "℃")),
        (Operator.TOLERANCE, "0.1", "℃", ("-0.1", "0.1", "℃")),
        (Operator.TOLERANCE, "±0.1", "℃", ("-0.1", "0.1", "℃")),
        (Operator.EQUALS, "18500", "rpm", ("18500", "18500", "rpm")),
    ],
)
def test_a_typed_value_is_read_exactly(
    draft: Demand, author: Actor, op: Operator, value: str, unit: str, expected: tuple[str, str, str]
) -> None:
    row = rows.add_row(draft.pk, fields=RowFields(name="量", op=op, value=value, unit=unit), actor=author)
    assert (row.lo, row.hi, row.unit) == expected
    assert row.is_confirmed


@pytest.mark.parametrize(
    ("op", "value", "unit"),
    [
        (Operator.AT_LEAST, "很多", ""),
        (Operator.AT_LEAST, "", ""),
        (Operator.AT_LEAST, "1,00,000", ""),
        (Operator.RANGE, "50", "nm"),
        (Operator.RANGE, "小～大", "nm"),
        (Operator.AT_MOST, "1e400", ""),
        (Operator.AT_LEAST, "60", "没有这种单位"),
        (Operator.AT_LEAST, "5，10", ""),
        (Operator.ENUM, "  ", ""),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_and_changes_nothing(
    draft: Demand, author: Actor, op: Operator, value: str, unit: str
) -> None:
    before = _state(draft)
    with pytest.raises(InvalidInput) as refusal:
        rows.edit_row(
            draft.pk, _rows(draft)[0].pk, fields=RowFields(name="量", op=op, value=value, unit=unit), actor=author
        )
    assert set(refusal.value.detail) & {"value", "unit"}
    assert _state(draft) == before


def test_a_row_is_linked_to_the_parameter_of_its_name(draft: Demand) -> None:
    parameter = _rows(draft)[0].parameter
    assert parameter is not None
    assert parameter.name_zh == "分辨率"


def test_what_a_form_shows_can_be_saved_again_without_change(draft: Demand, author: Actor) -> None:
    rows.add_rows_of_text(draft.pk, text="▲控温范围：室温+5～85℃", actor=author)
    rows.add_rows_of_text(draft.pk, text="离子源：ESI、APCI", actor=author)
    rows.add_rows_of_text(draft.pk, text="流速精度：±1%", actor=author)
    for row in _rows(draft):
        before = (row.op, row.lo, row.hi, row.unit, row.members, row.mark)
        fields = RowFields(
            name=row.printed_name,
            op=Operator(row.op),
            value=value_of(row),
            unit=row.unit,
            condition=row.condition,
            mark=Mark(row.mark),
        )
        again = rows.edit_row(draft.pk, row.pk, fields=fields, actor=author)
        assert (again.op, again.lo, again.hi, again.unit, again.members, again.mark) == before


def test_a_typed_line_becomes_one_row_for_each_requirement_in_it(draft: Demand, author: Actor) -> None:
    made = rows.add_rows_of_text(draft.pk, text="★3.1 二次电子分辨率：≤0.9nm@15kV，≤1.3nm@1kV", actor=author)
    assert [(row.hi, row.condition, row.mark, row.clause) for row in made] == [
        ("0.9", "15kV", "mandatory", "3.1"),
        ("1.3", "1kV", "mandatory", "3.1"),
    ]
    assert {row.raw_text for row in made} == {"二次电子分辨率：≤0.9nm@15kV，≤1.3nm@1kV"}
    assert made[0].raw_text[made[0].span_start : made[0].span_end].startswith("≤0.9nm")


def test_a_split_replaces_a_row_by_its_parts(draft: Demand, author: Actor) -> None:
    first = _rows(draft)[0]
    rows.add_rows_of_text(draft.pk, text="最后一行：具备", actor=author)
    rows.split_row(draft.pk, first.pk, parts=["分辨率≥60000", "最高耐压≥100MPa"], actor=author)
    assert [row.printed_name for row in _rows(draft)][:2] == ["分辨率", "最高耐压"]
    assert {row.mark for row in _rows(draft)[:2]} == {"mandatory"}


def test_a_split_into_one_part_is_refused(draft: Demand, author: Actor) -> None:
    with pytest.raises(InvalidInput):
        rows.split_row(draft.pk, _rows(draft)[0].pk, parts=["分辨率≥60000", " "], actor=author)


def test_a_merge_reads_both_lines_as_one_and_keeps_the_heavier_mark(draft: Demand, author: Actor) -> None:
    rows.add_rows_of_text(draft.pk, text="存储：待机～", actor=author)
    rows.add_rows_of_text(draft.pk, text="★满载；", actor=author)
    upper = _rows(draft)[1]
    merged = rows.merge_rows(draft.pk, upper.pk, actor=author)
    assert len(_rows(draft)) == 2
    assert {row.mark for row in merged} == {"mandatory"}


def test_accepting_all_sure_rows_leaves_the_doubtful_ones(draft: Demand, author: Actor) -> None:
    rows.add_rows_of_text(draft.pk, text="分辨率≥50000", actor=author)
    doubtful = rows.add_rows_of_text(draft.pk, text="x≥1e400", actor=author)[0]
    assert rows.confirm_sure_rows(draft.pk, actor=author) == 1
    doubtful.refresh_from_db()
    assert not doubtful.is_confirmed


CHANGES: dict[str, Callable[[int, int, Actor], object]] = {
    "edit": lambda d, r, a: rows.edit_row(d, r, fields=resolution("1"), actor=a),
    "add": lambda d, r, a: rows.add_row(d, fields=resolution("2"), actor=a, after_id=r),
    "add text": lambda d, r, a: rows.add_rows_of_text(d, text="最高耐压≥1MPa", actor=a),
    "split": lambda d, r, a: rows.split_row(d, r, parts=["甲≥1V", "乙≥2V", "丙≥3V"], actor=a),
    "merge": lambda d, r, a: rows.merge_rows(d, r, actor=a),
    "delete": lambda d, r, a: rows.delete_row(d, r, actor=a),
    "mark": lambda d, r, a: rows.mark_row(d, r, mark=Mark.IMPORTANT, actor=a),
    "move": lambda d, r, a: rows.move_row(d, r, up=False, actor=a),
    "confirm": lambda d, r, a: rows.confirm_row(d, r, actor=a),
    "confirm all": lambda d, r, a: rows.confirm_sure_rows(d, actor=a),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_taken_back_whole(draft: Demand, author: Actor, change: str) -> None:
    rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa；", actor=author)
    rows.add_rows_of_text(draft.pk, text="样品位：≥96位", actor=author)
    before = _state(draft)
    CHANGES[change](draft.pk, _rows(draft)[1].pk, author)
    assert _state(draft) != before
    edits.undo_last(draft.pk, actor=author)
    positions = [(r["printed_name"], r["position"]) for r in before]
    after = _state(draft)
    assert [{**r, "position": 0} for r in after] == [{**r, "position": 0} for r in before]
    assert [name for name, _ in positions] == [r["printed_name"] for r in after]


def test_undo_goes_back_step_by_step_and_ends_quietly(draft: Demand, author: Actor) -> None:
    rows.mark_row(draft.pk, _rows(draft)[0].pk, mark=Mark.GENERAL, actor=author)
    for kind in ("mark", "add"):
        step = edits.undo_last(draft.pk, actor=author)
        assert step is not None
        assert step.edit.kind == kind
    assert edits.undo_last(draft.pk, actor=author) is None
    assert _rows(draft) == []


def test_a_row_of_another_demand_cannot_be_reached(draft: Demand, author: Actor, cast: Cast) -> None:
    foreign = _rows(make_draft(cast.other_institution_member))[0]
    with pytest.raises(NotFound):
        rows.delete_row(draft.pk, foreign.pk, actor=author)
    assert Requirement.objects.filter(pk=foreign.pk).exists()


def test_rows_are_put_into_words(draft: Demand) -> None:
    row = _rows(draft)[0]
    assert (relation_of(row), value_of(row), asked_in_words(row)) == ("≥", "60000", "≥ 60,000")


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_done_again_whole(draft: Demand, author: Actor, change: str) -> None:
    rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa；", actor=author)
    rows.add_rows_of_text(draft.pk, text="样品位：≥96位", actor=author)
    CHANGES[change](draft.pk, _rows(draft)[1].pk, author)
    made = _state(draft)
    for _time in range(2):
        edits.undo_last(draft.pk, actor=author)
        assert _said(_state(draft)) != _said(made)
        edits.redo_next(draft.pk, actor=author)
        assert _said(_state(draft)) == _said(made)


def _said(state: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{**row, "position": 0} for row in state]


def test_a_hundred_changes_are_taken_back_and_done_again_in_order(draft: Demand, author: Actor) -> None:
    """Fifty were promised; the rows are split, merged, moved and deleted in between."""
    for text in ("最高耐压≥100MPa", "样品位：≥96位", "流速精度：±1%", "控温范围：室温+5～85℃"):
        rows.add_rows_of_text(draft.pk, text=text, actor=author)
    before = _said(_state(draft))
    for number in range(100):
        found = _rows(draft)
        row = found[number % len(found)]
        kind = number % 6
        if kind == 0:
            rows.mark_row(draft.pk, row.pk, mark=(Mark.IMPORTANT, Mark.GENERAL)[number % 4 // 2], actor=author)
        elif kind == 1:
            rows.split_row(draft.pk, row.pk, parts=[f"甲{number}≥1V", f"乙{number}≥2V"], actor=author)
        elif kind == 2:
            rows.move_row(draft.pk, row.pk, up=row != found[0], actor=author)
        elif kind == 3:
            rows.delete_row(draft.pk, row.pk, actor=author)
        elif kind == 4:
            rows.add_row(draft.pk, fields=resolution(str(number)), actor=author, after_id=row.pk)
        else:
            rows.merge_rows(draft.pk, found[0].pk, actor=author)
    made = _said(_state(draft))
    for _ in range(100):
        assert edits.undo_last(draft.pk, actor=author) is not None
    assert _said(_state(draft)) == before
    for _ in range(100):
        assert edits.redo_next(draft.pk, actor=author) is not None
    assert _said(_state(draft)) == made
    assert edits.redo_next(draft.pk, actor=author) is None


def test_a_new_change_ends_what_could_be_done_again(draft: Demand, author: Actor) -> None:
    row = _rows(draft)[0]
    rows.mark_row(draft.pk, row.pk, mark=Mark.IMPORTANT, actor=author)
    edits.undo_last(draft.pk, actor=author)
    rows.mark_row(draft.pk, row.pk, mark=Mark.GENERAL, actor=author)
    assert edits.redo_next(draft.pk, actor=author) is None
    assert _rows(draft)[0].mark == ""


def test_a_row_comes_back_to_its_place_although_others_moved_in_between(draft: Demand, author: Actor) -> None:
    for text in ("甲≥1V", "乙≥2V", "丙≥3V"):
        rows.add_rows_of_text(draft.pk, text=text, actor=author)
    names = [row.printed_name for row in _rows(draft)]
    rows.delete_row(draft.pk, _rows(draft)[2].pk, actor=author)
    rows.split_row(draft.pk, _rows(draft)[0].pk, parts=["丁≥1V", "戊≥2V", "己≥3V"], actor=author)
    edits.undo_last(draft.pk, actor=author)
    edits.undo_last(draft.pk, actor=author)
    assert [row.printed_name for row in _rows(draft)] == names


def test_a_part_without_a_name_takes_the_name_of_its_row(draft: Demand, author: Actor) -> None:
    row = rows.add_rows_of_text(draft.pk, text="二次电子分辨率：≤0.9nm@15kV", actor=author)[0]
    made = rows.split_row(draft.pk, row.pk, parts=["二次电子分辨率：≤0.9nm@15kV", "≤1.3nm@1kV"], actor=author)
    assert [(each.printed_name, each.hi, each.condition) for each in made] == [
        ("二次电子分辨率", "0.9", "15kV"),
        ("二次电子分辨率", "1.3", "1kV"),
    ]
    assert made[1].raw_text == "≤1.3nm@1kV"
    assert made[1].raw_text[made[1].span_start : made[1].span_end].endswith("1.3nm@1kV")


def test_two_readings_of_a_line_become_one_that_keeps_both(draft: Demand, author: Actor) -> None:
    upper, lower = rows.add_rows_of_text(draft.pk, text="流速范围：0.001-5.000 mL/min，步进0.001mL/min", actor=author)
    (merged,) = rows.merge_rows(draft.pk, upper.pk, actor=author)
    assert (merged.printed_name, merged.lo, merged.hi) == ("流速范围", "0.001", "5")
    assert "步进0.001mL/min" in merged.condition
    assert merged.raw_text == lower.raw_text
    assert merged.needs_review


def test_a_line_that_was_broken_in_two_is_read_as_one(draft: Demand, author: Actor) -> None:
    upper = rows.add_rows_of_text(draft.pk, text="分辨率", actor=author)[0]
    rows.add_rows_of_text(draft.pk, text="≥60000（m/z 200）", actor=author)
    (merged,) = rows.merge_rows(draft.pk, upper.pk, actor=author)
    assert (merged.printed_name, merged.op, merged.lo, merged.condition) == ("分辨率", ">=", "60000", "m/z 200")


def test_two_whole_lines_merged_never_lose_a_number(draft: Demand, author: Actor) -> None:
    upper = rows.add_rows_of_text(draft.pk, text="分辨率≥60000", actor=author)[0]
    rows.add_rows_of_text(draft.pk, text="最高耐压≥100MPa", actor=author)
    (merged,) = rows.merge_rows(draft.pk, upper.pk, actor=author)
    assert "60000" in merged.raw_text
    assert "100MPa" in merged.raw_text
    assert (merged.lo, merged.needs_review) == ("60000", True)
    assert "100MPa" in merged.condition


def test_a_piece_of_a_line_becomes_a_row_behind_it(draft: Demand, author: Actor) -> None:
    row = rows.add_rows_of_text(draft.pk, text="样品位：≥96位，含制冷至4℃", actor=author)[0]
    made = rows.add_part(draft.pk, row.pk, part="含制冷至4℃", actor=author)
    order = [each.pk for each in _rows(draft)]
    assert order[order.index(row.pk) + 1] == made[0].pk
    with pytest.raises(InvalidInput):
        rows.add_part(draft.pk, row.pk, part="别处的话", actor=author)


def test_a_row_is_linked_by_hand_and_keeps_that_parameter(draft: Demand, author: Actor) -> None:
    row = rows.add_rows_of_text(draft.pk, text="没有这种名称：≥5MPa", actor=author)[0]
    assert row.parameter is None
    rows.link_row(draft.pk, row.pk, code="980101-pressure", actor=author)
    fields = RowFields(name="没有这种名称", op=Operator.AT_LEAST, value="6", unit="MPa")
    again = rows.edit_row(draft.pk, row.pk, fields=fields, actor=author)
    assert again.parameter is not None
    assert again.parameter.code == "980101-pressure"
    with pytest.raises(InvalidInput):
        rows.link_row(draft.pk, row.pk, code="nothing", actor=author)
