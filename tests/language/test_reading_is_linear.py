"""Reading takes work in proportion to the length of a line, and a bounded amount of it, hostile lines included.

Work is counted in function calls (of Python and of C): it is the same on every machine, seconds are not.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from apps.taxonomy.language.normalise import clean_line
from apps.taxonomy.language.read import MAX_LENGTH, read_line
from apps.taxonomy.language.tokens import MAX_STEPS, MAX_VALUES, tokenise

HOSTILE = [
    *"≤ 1 1, 1. 1- 1～ ± （1 1nm、 1或 不低于 1×10 1^ / 室温+ ： @ GB/T 5≤x≤ 可 ( - 中1 名称1 且≤5 (5) 5×".split(),
    *"1/2/ 可选1、 a、1 精度≤1， 5h内每 X轴1、 ±1～± 1:1: a1 0123- 2031-01-01 波长5nm， 各1个 1； ★ 甲、".split(),
    *"5年内 a@ http:// ℃ 1\u200b".split(),
    "1 ",
]
REAL = [
    "分辨率：≤0.8nm（15kV），≤1.3nm（1kV）；",
    "温度范围：室温+5℃～85℃，控温精度≤±0.1℃；",
    "流速0.001～10.000mL/min，步进0.001mL/min，",
    "检出限：Be≤0.5ppt、In≤0.1ppt、U≤0.05ppt；",
    "具备自动进样功能，样品位≥120位，",
    "激光波长405nm、488nm、561nm、640nm。",
]
CALLS_PER_CHARACTER = 170  # measured: up to 147 in lines that hold a value every third character


def work(text: str) -> int:
    """How many calls reading the line makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_line(text)
    finally:
        sys.setprofile(before)
    return calls


def line_of(piece: str, length: int) -> str:
    """A line of this length that repeats the piece."""
    return ("性能：" + piece * length)[:length]


@pytest.mark.parametrize("piece", [*HOSTILE, *REAL], ids=lambda piece: piece[:12].encode("unicode_escape").decode())
def test_twice_the_length_is_about_twice_the_work(piece: str) -> None:
    read_line(line_of(piece, 400))  # what is cached on the first line is not counted
    short, long = work(line_of(piece, 700)), work(line_of(piece, 1400))
    assert short < 700 * CALLS_PER_CHARACTER
    assert long <= 2.6 * short + 500


@pytest.mark.parametrize("piece", [*HOSTILE, *REAL], ids=lambda piece: piece[:12].encode("unicode_escape").decode())
def test_the_longest_line_that_is_read_costs_no_more_than_its_bounds(piece: str) -> None:
    read_line(line_of(piece, 400))
    assert work(line_of(piece, MAX_LENGTH)) < 8 * MAX_LENGTH + MAX_VALUES * 900


def test_the_counter_sees_square_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: without its bounds the reader goes on, and the count shows it."""
    bounded = work(line_of("中1", MAX_LENGTH))
    monkeypatch.setattr("apps.taxonomy.language.tokens.MAX_VALUES", 10**6)
    monkeypatch.setattr("apps.taxonomy.language.tokens.MAX_TOKENS", 10**6)
    monkeypatch.setattr("apps.taxonomy.language.tokens.MAX_STEPS", 10**6)
    assert work(line_of("中1", MAX_LENGTH)) > 4 * bounded


def test_a_long_line_is_read_as_far_as_its_bounds_and_the_rest_is_left_to_a_person() -> None:
    line = "；".join(f"参数{chr(0x4E10 + i)}≥{i}.5mm" for i in range(900))[: MAX_LENGTH - 100]
    *read, rest = read_line(line)
    assert MAX_VALUES - 2 <= len(read) < MAX_VALUES
    assert not any(reading.review for reading in read)
    assert rest.review
    assert rest.span == (read[-1].span[1] + 1, len(line))
    assert rest.value == line[rest.span[0] :]


def test_a_line_of_many_words_and_few_values_is_read_whole() -> None:
    line = "仪器应能长期稳定运行" * 900 + "，分辨率≤0.5nm"
    reading = read_line(line)[-1]
    assert (reading.parameter, reading.unit, reading.review) == ("分辨率", "nm", False)


def test_a_line_beyond_the_longest_is_left_to_a_person() -> None:
    (reading,) = read_line("分辨率≤0.5nm；" * (MAX_LENGTH // 8))
    assert (reading.review, reading.reason) == (True, "文字过长")


def test_scanning_ends_at_the_bounds_of_a_line() -> None:
    found = tokenise(clean_line("甲1，" * (2 * MAX_STEPS)).text)
    assert found.unread is not None
    assert sum(token.value is not None for token in found.tokens) == MAX_VALUES - 1
