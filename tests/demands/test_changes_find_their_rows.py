"""The changes of an amendment find the rows that they mean by wording and number, and say why when they don't."""

from __future__ import annotations

from apps.demands.reading.amending import ExistingRow, Hit, Reason, place_changes
from apps.demands.reading.types import Change, ChangeKind

ROWS = (
    ExistingRow("2.1", "温度范围：4K～450K，温度稳定性≤±20mK；", "★"),
    ExistingRow("2.2", "样品振动≤500nm（峰峰值）；", ""),
    ExistingRow("2.3", "探针臂：8个，其中直流臂4个、射频臂4个；", "▲"),
    ExistingRow("2.9", "样品台具备60°原位倾转功能；", ""),
    ExistingRow("2", "交货期：合同签订后90日内。", ""),
)


def _change(kind: str, clause: str = "", old: str = "", new: str = "", mark: str = "") -> Change:
    return Change(ChangeKind(kind), clause, old, new, mark, clause, 0)


def _hit(change: Change) -> Hit:
    (hit,) = place_changes(ROWS, [change])
    return hit


def test_the_same_words_are_the_row_whatever_punctuation_and_number() -> None:
    hit = _hit(_change("changed", "9.9", "样品振动 ≤500nm(峰峰值)", "样品振动≤1μm（峰峰值）"))
    assert (hit.row, hit.reason, hit.is_sure, hit.text) == (1, Reason.SAME_TEXT, True, "样品振动≤1μm（峰峰值）")


def test_the_number_and_nearly_the_same_words_are_the_row() -> None:
    hit = _hit(_change("changed", "2.3", "探针臂：8个，直流臂4个、射频臂4个", "探针臂：6个"))
    assert (hit.row, hit.reason, hit.is_sure) == (2, Reason.SAME_CLAUSE, True)


def test_a_number_whose_row_says_something_else_is_left_to_a_person() -> None:
    hit = _hit(_change("deleted", "2.1", "配备氢气发生器1台，产气量≥500mL/min"))
    assert (hit.row, hit.reason) == (None, Reason.OTHER_TEXT)


def test_words_alike_with_other_figures_are_not_the_row() -> None:
    hit = _hit(_change("changed", "", "样品振动≤400nm（峰峰值）", "样品振动≤1μm（峰峰值）"))
    assert (hit.row, hit.reason) == (None, Reason.NO_SUCH_ROW)


def test_words_alike_with_the_same_figures_are_the_row_for_a_person_to_confirm() -> None:
    hit = _hit(_change("deleted", "", "样品台应具备60°原位倾转的功能"))
    assert (hit.row, hit.reason, hit.is_sure, hit.text) == (3, Reason.SIMILAR_TEXT, False, "")


def test_a_number_alone_is_a_row_for_a_person_to_confirm() -> None:
    hit = _hit(_change("deleted", "2.9"))
    assert (hit.row, hit.reason, hit.is_sure) == (3, Reason.CLAUSE_ONLY, False)


def test_a_quoted_piece_changes_that_piece_of_the_clause() -> None:
    hit = _hit(_change("changed", "2.1", "≤±20mK", "≤±50mK"))
    assert (hit.row, hit.text, hit.is_sure) == (0, "温度范围：4K～450K，温度稳定性≤±50mK；", False)


def test_two_rows_of_the_same_words_are_for_a_person() -> None:
    rows = (ExistingRow("1.1", "配备电脑1台", ""), ExistingRow("2.1", "配备电脑1台", ""))
    change = _change("deleted", "", "配备电脑1台")
    assert place_changes(rows, [change])[0].reason is Reason.SEVERAL_ROWS
    named = _change("deleted", "2.1", "配备电脑1台")
    assert place_changes(rows, [named])[0].row == 1


def test_an_added_clause_stands_behind_the_number_before_it() -> None:
    assert _hit(_change("added", "2.4", new="显微镜：7:1变倍")).after == 2
    assert _hit(_change("added", "2.12", new="显微镜：7:1变倍")).after == 3
    assert _hit(_change("added", "2.0", new="显微镜：7:1变倍")).after == -1
    assert _hit(_change("added", "", new="显微镜：7:1变倍")).after is None


def test_what_was_done_already_is_told() -> None:
    assert _hit(_change("added", "2.2", new="样品振动≤500nm（峰峰值）")).reason is Reason.DONE_ALREADY
    hit = _hit(_change("changed", "2.2", "样品振动≤300nm（峰峰值）", "样品振动≤500nm（峰峰值）"))
    assert (hit.row, hit.reason) == (None, Reason.DONE_ALREADY)


def test_no_row_is_hit_twice() -> None:
    change = _change("deleted", "2.9", "样品台具备60°原位倾转功能")
    first, second = place_changes(ROWS, [change, change])
    assert (first.row, second.row) == (3, None)
