"""Annotated lines written in another way: other widths, dashes, blanks, numbers in front, what follows behind.

A change of spelling may cost a reading (it is then missing or left to a person); it may never give a number that the
line as annotated does not give.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache

import pytest

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator, Reading, decimal_text
from apps.taxonomy.language.units import default_units
from tests.language.built import Truth
from tests.language.gold import DATA, read_lines
from tests.language.test_built_lines_give_no_false_number import claims

LINES = sorted({row["text"] for file in DATA.glob("lines_*.jsonl") for row in read_lines(file.name)})
TABLE = "".maketrans
WIDE = TABLE({chr(code): chr(code + 0xFEE0) for code in range(ord("0"), ord("9") + 1)})
CHANGES: dict[str, Callable[[str], str]] = {
    "wide digits": lambda text: text.translate(WIDE),
    "wide brackets": lambda text: text.translate(TABLE("()", "（）")),
    "narrow brackets": lambda text: text.translate(TABLE("（）", "()")),
    "narrow colon": lambda text: text.replace("：", ":"),
    "narrow semicolon": lambda text: text.replace("；", ";"),
    "other tilde": lambda text: text.replace("～", "〜"),
    "blank behind the colon": lambda text: text.replace("：", "： "),
    "blank behind the sign": lambda text: re.sub(r"([≥≤±])", r"\1 ", text),
    "blanks in front": lambda text: "  " + text,
    "number in front": lambda text: "3.2.1 " + text if text[0] not in "0123456789(（.、)）①②③④⑤⑥⑦⑧⑨" else text,
    "stop behind": lambda text: text.rstrip("。；;，") + "。",
    "proof behind": lambda text: text.rstrip("。；;，") + "；须提供检测报告。",
    "standard behind": lambda text: text.rstrip("。；;，") + "；符合GB/T 19000-2016要求",
    "telephone behind": lambda text: text.rstrip("。；;，") + "；电话：0571-88206688",
    "degree sign": lambda text: text.replace("℃", "°C"),
    "micro sign": lambda text: text.replace("μ", "µ"),
    "signs of two characters": lambda text: text.replace("≥", ">=").replace("≤", "<="),
    "ideographic blank": lambda text: text.replace(" ", "\u3000"),
}
IN_WORDS = re.compile(r"[一二三四五六七八九十两]")
NOISE = "0123456789.,，、；：（）()～~-–±≥≤<>×/%℃mkMμnVAPa· 或至以上下不于★▲@^"


@cache
def asked(text: str) -> Counter[Truth]:
    """What the line as annotated gives."""
    return Counter(claims(text))


def check_change(change: str, texts: Sequence[str]) -> None:
    for text in texts:
        excess = Counter(claims(CHANGES[change](text))) - asked(text)
        assert not excess, (CHANGES[change](text), excess)


@pytest.mark.parametrize("change", CHANGES)
def test_another_spelling_gives_no_other_number(change: str) -> None:
    check_change(change, LINES[list(CHANGES).index(change) % 5 :: 5])


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_another_spelling_of_any_line_gives_no_other_number(change: str) -> None:
    check_change(change, LINES)


def test_most_readings_survive_another_spelling() -> None:
    """A control: a reader that gives up on any other spelling would pass the test above."""
    for change, write in CHANGES.items():
        kept = sum(len(claims(write(text))) for text in LINES[::25])
        assert kept >= 0.97 * sum(asked(text).total() for text in LINES[::25]), change


def damage(text: str, chance: random.Random) -> str:
    """The text with one to three characters lost, put in, put twice, or exchanged."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(text) + 1)
        before, behind = text[:place], text[place:]
        kind = chance.randrange(4)
        text = before + ("", chance.choice(NOISE), behind[:1] * 2, chance.choice(NOISE))[kind] + behind[kind != 1 :]
    return text or "≥"


def digits(number: Fraction) -> str:
    """The significant digits of a number."""
    return decimal_text(abs(number)).replace(".", "").strip("0")


def is_printed(number: Fraction, unit: str | None, text: str) -> bool:
    """Whether the text shows the number, in its own unit or, where ends of two units were made one, in the other.

    `text` is the line without its dots and commas.
    """
    return any(digits(each) in text for each in (number, *in_printed_units(number, unit, text)))


def in_printed_units(number: Fraction, unit: str | None, text: str) -> Iterator[Fraction]:
    """The number in every unit of its quantity that the text prints: 62.05 MPa is 9000 psi, 313.15 K is 40 ℃."""
    table = default_units()
    spellings = [spelling for spelling in table.spellings() if spelling and spelling in text]
    for quantity in table.quantities(unit):
        own = table.find(unit, quantity)
        others = {table.find(spelling, quantity) for spelling in spellings}
        yield from ((own.to_base(number) - other.offset) / other.factor for other in others if own and other)


def test_a_number_is_known_again_in_a_printed_unit_and_no_other_number_is() -> None:
    """A control of the check below."""
    assert is_printed(Fraction("313.15"), "K", "0K-40°C")
    assert is_printed(Fraction(36_000_000), "ms", "1ms~600min")
    assert not is_printed(Fraction("313.15"), "K", "0K-50°C")
    assert not is_printed(Fraction(120), "MPa", "62MPa-9000psi")


def is_computed(reading: Reading) -> bool:
    """Whether the bounds are not the printed ones: a±b, 2h30min, numbers in words, halves of a span."""
    return reading.nominal is not None or reading.unit == "min" or reading.op is Operator.TEXT


def check_damaged(rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(rounds):
        text = damage(chance.choice(LINES), chance)
        printed = re.sub(r"[,.]", "", unicodedata.normalize("NFKC", text))
        for reading in read_line(text):
            start, end = reading.span
            assert 0 <= start <= end <= len(text), text
            assert reading.reason or not reading.review, text
            if reading.review or is_computed(reading) or IN_WORDS.search(text):
                continue
            for number in (reading.lo, reading.hi, *reading.values):
                assert not isinstance(number, Fraction) or is_printed(number, reading.unit, printed), (text, reading)


def test_damaged_lines_are_read_without_failing() -> None:
    check_damaged(1_500, seed=7)


@pytest.mark.slow
def test_many_damaged_lines_are_read_without_failing() -> None:
    check_damaged(100_000, seed=11)
