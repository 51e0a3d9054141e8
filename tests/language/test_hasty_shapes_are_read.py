"""Lines as offices paste them from data sheets: brackets that ask, things joined by a plus, numbers before their nouns.

Each family has lines of its own in tests/language/data/hasty_shapes.tsv, with the reading that a person checked.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator, Reading
from tests.language.gold import DATA
from tests.language.telling import tell

ROWS = [
    line.split("\t")
    for line in (DATA / "hasty_shapes.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("family", "line", "reading"), ROWS, ids=[line for _, line, _ in ROWS])
def test_the_line_is_read_as_checked(family: str, line: str, reading: str) -> None:
    assert tell(read_line(line)) == reading


def test_the_table_holds_lines_that_are_read_and_lines_that_are_held_back() -> None:
    """A control: an empty table, or one of refusals only, would pass the test above."""
    held = sum("？" in reading for _, _, reading in ROWS)
    assert len(ROWS) > 60
    assert 4 <= held < len(ROWS) / 3
    assert len({family for family, _, _ in ROWS}) >= 10


def bounds(reading: Reading) -> tuple[object, ...]:
    return (reading.op, reading.lo, reading.hi, reading.values, reading.unit)


COUNTS = st.integers(min_value=2, max_value=90)


@settings(max_examples=100, deadline=None)
@given(COUNTS, COUNTS, st.sampled_from(("进样盘", "样品转盘", "冷却槽", "取样阀")))
def test_a_bound_in_the_bracket_of_a_count_is_asked_of_the_thing(pieces: int, places: int, thing: str) -> None:
    count, bound = read_line(f"{thing}{pieces}个（≥{places}位）")
    assert bounds(count) == (Operator.EQUALS, pieces, pieces, (), "个")
    assert bounds(bound) == (Operator.AT_LEAST, places, None, (), "位")
    assert count.parameter == bound.parameter == thing
    assert count.condition is None


@settings(max_examples=100, deadline=None)
@given(COUNTS, COUNTS, st.sampled_from(("mW", "GB", "W", "mL")))
def test_a_plus_between_named_values_joins_two_requirements(one: int, two: int, unit: str) -> None:
    first, second = read_line(f"甲组{one}{unit}+乙组{two}{unit}")
    assert [bounds(first), bounds(second)] == [(Operator.EQUALS, n, n, (), unit) for n in (one, two)]
    assert [first.parameter, second.parameter] == ["甲组", "乙组"]


@settings(max_examples=100, deadline=None)
@given(COUNTS, st.sampled_from("站 孔 色 路".split()), st.sampled_from(("分析站", "物镜转盘", "荧光通道", "气路")))
def test_a_number_in_front_of_its_noun_is_read_as_one_behind_it(count: int, counter: str, noun: str) -> None:
    (front,), (behind,) = read_line(f"{count}{counter}{noun}"), read_line(f"{noun}{count}{counter}")
    assert bounds(front) == bounds(behind) == (Operator.EQUALS, Fraction(count), Fraction(count), (), counter)
    assert front.parameter == behind.parameter == noun


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 9), st.integers(10, 99), st.sampled_from(("流量＞{}L/min", "分辨率{}cm-1", "步进{}℃", "≥{}μm颗粒"))
)
def test_a_bracket_behind_a_measured_bound_asks_for_nothing(value: int, other: int, limit: str) -> None:
    (reading,) = read_line(f"重复性≤{value}%（{limit.format(other)}）")
    assert bounds(reading) == (Operator.AT_MOST, None, value, (), "%")
    assert str(other) in (reading.condition or "")
