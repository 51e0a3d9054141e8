"""Properties of reading: it never fails, it keeps to the text, and spelling does not change what a line says."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator, Reading

WORDS = (
    "≥ ≤ ± ～ - – × ^ / ， 、 ； ： （ ） @ ★ ▲ 1 2.5 10 0 1, E-3 10⁻⁴ nm MPa ℃ % 室温 + 不低于 优于 不优于 以上 以下"
    " 或 且 至 分辨率 温度范围 支持 信噪比 :1 13C GB/T 1234-2015 2031-01-02 附件3 m/z DC 万 a b \x00 \u200b"
)
PIECES = st.sampled_from([*WORDS.split(" "), "\n", " "])
LINES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))
NAMES = st.sampled_from(["分辨率", "探针偏移", "示值范围", "极限指标", "采样跨度"])
UNITS = st.sampled_from(["nm", "MPa", "mL/min", "Pa", "kV", "μL", "dB", "r/min"])
SIGNS = {"≥": Operator.AT_LEAST, "≤": Operator.AT_MOST, "不低于": Operator.AT_LEAST, "不超过": Operator.AT_MOST}
NUMBERS = st.decimals(min_value="0.001", max_value="99999", places=3).filter(lambda n: not 102 <= n <= 1019)


def widen(text: str) -> str:
    """ASCII letters, digits and signs in their full-width forms."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_any_line_is_read_without_failing_and_within_its_text(text: str) -> None:
    for reading in read_line(text):
        start, end = reading.span
        assert 0 <= start <= end <= len(text)
        assert all(isinstance(n, Fraction) for n in numbers(reading))
        reading.parameter.encode("utf-8")
        assert not reading.review or reading.reason


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from(sorted(SIGNS)), NUMBERS, UNITS)
def test_a_plain_clause_is_read_exactly(name: str, sign: str, number: object, unit: str) -> None:
    if sign in {"不低于"} and name in {"分辨率"}:
        return  # at least that number, or at least that good: goes to a person
    (reading,) = read_line(f"{name}：{sign}{number}{unit}")
    assert (reading.op, reading.unit, reading.review) == (SIGNS[sign], unit, False)
    assert numbers(reading) == [Fraction(str(number))]


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from(["≥", "≤"]), NUMBERS, UNITS)
def test_width_and_blanks_do_not_matter(name: str, sign: str, number: object, unit: str) -> None:
    plain = meaning(f"{name}：{sign}{number}{unit}")
    assert meaning(f"{name}： {sign} {number} {unit}") == plain
    assert meaning(widen(f"{name}:{sign}{number}") + unit) == plain


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=10_000, max_value=999_999_999))
def test_thousands_separators_do_not_matter(number: int) -> None:
    assert meaning(f"转速≥{number:,}r/min") == meaning(f"转速≥{number}r/min")


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=1, max_value=9), st.integers(min_value=-30, max_value=30).filter(bool))
def test_every_spelling_of_a_power_is_the_same_number(mantissa: int, exponent: int) -> None:
    raised = str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    spellings = [
        f"{mantissa}×10^{exponent}",
        f"{mantissa}×10{raised}",
        f"{mantissa}E{exponent}",
        f"{mantissa}x10^{exponent}",
    ]
    wanted = [Fraction(mantissa) * Fraction(10) ** exponent]
    for spelling in spellings:
        (reading,) = read_line(f"真空度≤{spelling}Pa")
        assert numbers(reading) == wanted, spelling


def numbers(reading: Reading) -> list[Fraction]:
    """All numbers of a reading."""
    ends = [end for end in (reading.lo, reading.hi) if isinstance(end, Fraction)]
    return ends + [value for value in reading.values if isinstance(value, Fraction)]


def meaning(text: str) -> list[tuple[object, ...]]:
    """What a line asks for, without where it stands."""
    return [(r.parameter, r.op, r.lo, r.hi, r.unit, r.review) for r in read_line(text)]
