"""Pairing rows: one to one, the surest rule first, and nothing is guessed."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from apps.answers.pairing import By, Line, pair_rows

TEXTS = st.sampled_from(["最高耐压：≥60 MPa", "噪声≤60dB", "具备四元梯度", "控温范围 室温+5～80℃", ""])
LINES = st.lists(st.builds(Line, clause=st.sampled_from(["", "2.1", "2.2", "3"]), text=TEXTS), max_size=8)


def known(count: int) -> list[Line]:
    return [Line(f"2.{number}", f"参数{number} ≥{number}", key=str(number)) for number in range(count)]


@given(LINES, LINES, st.booleans())
def test_every_row_is_paired_once_at_most(one: list[Line], other: list[Line], by_clause: bool) -> None:
    pairs = pair_rows(one, other, by_clause=by_clause)
    assert len({pair.known for pair in pairs}) == len({pair.found for pair in pairs}) == len(pairs)


@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_order_does_not_matter(count: int, chance: random.Random) -> None:
    lines = known(count)
    order = list(range(count))
    chance.shuffle(order)
    found = [Line(lines[place].clause, lines[place].text) for place in order]
    assert {(pair.known, order[pair.found]) for pair in pair_rows(lines, found)} == {(n, n) for n in range(count)}


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_shuffled_keys_do_not_lead_astray(count: int, chance: random.Random) -> None:
    lines = known(count)
    keys = [line.key for line in lines]
    chance.shuffle(keys)
    found = [Line(line.clause, line.text, key) for line, key in zip(lines, keys, strict=True)]
    assert all(pair.known == pair.found for pair in pair_rows(lines, found))
    assert len(pair_rows(lines, found)) == count


def test_retyping_changes_nothing() -> None:
    line = Line("2.1", "最高耐压：≥60 MPa；", key="")
    again = Line("２.１", "★最高耐压:≥60MPa", key="")
    assert [pair.by for pair in pair_rows([line], [again])] == [By.CLAUSE_AND_TEXT]


def test_another_number_of_the_same_words_is_the_same_clause() -> None:
    assert [pair.by for pair in pair_rows([Line("2.1", "噪声≤60dB")], [Line("3.4", "噪声≤60dB")])] == [By.TEXT]


def test_a_number_alone_counts_only_between_versions() -> None:
    one, other = [Line("2.1", "噪声≤60dB")], [Line("2.1", "噪声≤58dB")]
    assert pair_rows(one, other) == ()
    assert [pair.by for pair in pair_rows(one, other, by_clause=True)] == [By.CLAUSE]


def test_what_fits_two_rows_is_left_open() -> None:
    twice = [Line("2.1", "噪声≤60dB"), Line("2.2", "噪声≤60dB")]
    assert pair_rows(twice, [Line("9.9", "噪声≤60dB")]) == ()


def test_equal_rows_in_equal_number_go_by_their_order() -> None:
    twice = [Line("", "具备自检"), Line("", "具备自检")]
    assert [(pair.known, pair.found) for pair in pair_rows(twice, twice)] == [(0, 0), (1, 1)]


def test_a_copied_row_is_paired_once() -> None:
    lines = known(2)
    pairs = pair_rows(lines, [lines[0], lines[0], lines[1]])
    assert [(pair.known, pair.found) for pair in pairs] == [(0, 0), (1, 2)]
