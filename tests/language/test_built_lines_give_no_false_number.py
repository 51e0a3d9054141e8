"""Lines whose truth is known by construction: a number that is used must be one that the line asks for.

A reading may be missing or be left to a person; it may never say something else. The long run:
`python3 run.py test tests/language -m slow`.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator, Reading
from tests.language.built import Built, Truth, clauses, idle, lines, literals

NUMERIC = {Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE, Operator.ENUM}


def claims(text: str) -> list[Truth]:
    """What the reader says that the line asks for, without what it leaves to a person."""
    return [_claim(each) for each in read_line(text) if not each.review and each.op in NUMERIC and _has_number(each)]


def _has_number(reading: Reading) -> bool:
    return any(isinstance(each, Fraction) for each in (reading.lo, reading.hi, *reading.values))


def _claim(reading: Reading) -> Truth:
    if reading.op is Operator.ENUM:
        members = sorted(each for each in reading.values if isinstance(each, Fraction))
        return ("enum", members[0], members[-1], reading.unit)
    lo, hi = (each if isinstance(each, Fraction) or each is None else str(each) for each in (reading.lo, reading.hi))
    return (reading.op.value, lo, hi, reading.unit)


def check(line: Built) -> None:
    excess = Counter(claims(line.text)) - Counter(line.truths)
    assert not excess, f"{line.text}: {excess} is not asked for, but {line.truths}"


@settings(max_examples=200, deadline=None)
@given(lines())
def test_a_built_line_gives_no_number_that_it_does_not_ask_for(line: Built) -> None:
    check(line)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None)
@given(lines())
def test_many_built_lines_give_no_number_that_they_do_not_ask_for(line: Built) -> None:
    check(line)


@settings(max_examples=200, deadline=None)
@given(st.lists(idle(), min_size=1, max_size=3))
def test_standards_models_dates_and_telephones_are_no_values(parts: list[Built]) -> None:
    assert claims("；".join(part.text for part in parts)) == []


@settings(max_examples=300, deadline=None)
@given(literals(), st.sampled_from(("", "2.1 ", "★", "（3）", "▲4、")))
def test_drawn_standards_models_dates_and_telephones_are_no_values(clause: str, front: str) -> None:
    assert claims(front + clause) == []
    assert claims(f"{front}分辨率≤5nm；{clause}") == [("<=", None, Fraction(5), "nm")]
    assert claims(f"{front}{clause}；分辨率≤5nm") in ([("<=", None, Fraction(5), "nm")], [])


def test_most_built_clauses_are_read() -> None:
    """A control: a reader that says nothing would pass the tests above."""
    read = asked = 0

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(clauses())
    def count(line: Built) -> None:
        nonlocal read, asked
        asked += 1
        read += claims(line.text) == list(line.truths)

    count()
    assert read / asked > 0.9, f"{read} of {asked}"
