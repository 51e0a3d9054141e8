"""Two texts that say the same test condition have the same key; others do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.taxonomy.language.conditions import condition_key, member_key
from apps.taxonomy.language.units import UnitTable, default_units

FROM_FILE = UnitTable.from_mapping(
    {
        "time": {"s": "1", "min": "60", "h": "3600"},
        "length": {"m": "1", "cm": "1/100", "mm": "1/1000", "nm": "1/1000000000"},
        "voltage": {"V": "1", "kV": "1000"},
        "temp": {"K": "1", "℃": "1"},
        "dtemp": {"K": "1", "℃": "1"},
        "pressure": {"Pa": "1", "MPa": "1000000", "kPa": "1000"},
    },
    ["个", "位", None],
)
TABLES = (FROM_FILE, default_units())

EQUAL = [
    ("20min", "1200s"),
    ("20 min", "1200秒"),
    ("Φ100mm", "φ10cm"),
    ("Ø100 mm", "Φ 10CM"),
    ("15kV", "15 KV"),
    ("15kV", "@15000V"),
    ("15kV", "（15 kV）"),
    ("在25℃时", "298.15K"),
    ("25 oC 条件下", "25℃"),
    ("15kV；WD 4mm", "wd4mm; 15000 V"),
    ("15kV、15kV", "15kV"),
    ("MnKα", "mnkα"),
    ("ＭｎＫα", "MnKα"),
    ("1.2×10⁵Pa", "120 kPa"),
    ("1×10-3Pa", "0.001Pa"),
    ("10^3 Pa", "1kPa"),
    ("0.5～1kV", "500-1000V"),
    ("1,200s", "20min"),
    ("10个", "10位"),
    ("常温", "RT"),
    ("", None),
    ("  ", None),
]

DIFFERENT = [
    ("15kV", "1kV"),
    ("15kV", None),
    ("60℃", "60K"),
    ("1kPa", "1MPa"),
    ("254nm", "230nm"),
    ("MnKα", "CuKα"),
    ("15kV", "15kV；WD 4mm"),
    ("C18柱", "C8柱"),
    ("15", "15kV"),
    ("5×100mm", "500mm"),
    ("1，200s", "1200s"),
]


@pytest.mark.parametrize("units", TABLES)
@pytest.mark.parametrize(("a", "b"), EQUAL)
def test_these_say_the_same(a: str | None, b: str | None, units: UnitTable) -> None:
    assert condition_key(a, units) == condition_key(b, units)
    assert condition_key(b, units) == condition_key(a, units)


@pytest.mark.parametrize("units", TABLES)
@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_these_do_not(a: str | None, b: str | None, units: UnitTable) -> None:
    assert condition_key(a, units) != condition_key(b, units)


def test_a_small_m_before_pascal_is_not_a_mega() -> None:
    units = UnitTable.from_mapping({"pressure": {"mPa": "1/1000", "MPa": "1000000"}}, [None])
    assert condition_key("5mPa", units) != condition_key("5MPa", units)
    assert condition_key("5MPA", units) == condition_key("5 MPA", units)
    assert condition_key("5MPA", units) != condition_key("5mPa", units)


def test_members_of_sets_compare_with_their_unit() -> None:
    assert member_key("5", "mm", FROM_FILE) == member_key("0.5", "cm", FROM_FILE)
    assert member_key("5", "mm", FROM_FILE) != member_key("5", "cm", FROM_FILE)
    assert member_key("ＢＳＥ ", None, FROM_FILE) == member_key("bse", None, FROM_FILE)


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_stable_against_blanks(text: str) -> None:
    key = condition_key(text, FROM_FILE)
    assert condition_key(f" {text}\t", FROM_FILE) == key


def test_absurd_runs_of_digits_stay_text() -> None:
    digits = "9" * 5000
    assert condition_key(f"{digits}s", FROM_FILE) == f"{digits}s"
