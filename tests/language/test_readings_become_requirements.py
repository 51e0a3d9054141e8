"""What of a reading the engine can compare, and what a person must judge."""

from __future__ import annotations

import pytest

from apps.taxonomy.language.convert import is_superlative, mark_of, why_text
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Mark


@pytest.mark.parametrize(
    ("symbol", "mark"),
    [
        ("★", Mark.MANDATORY),
        ("＊", Mark.MANDATORY),
        ("*", Mark.MANDATORY),
        ("▲", Mark.IMPORTANT),
        ("#", Mark.IMPORTANT),
    ],
)
def test_each_symbol_means_a_mark(symbol: str, mark: Mark) -> None:
    assert mark_of(symbol) is mark
    assert mark_of(None) is Mark.GENERAL


@pytest.mark.parametrize(
    "text", ["★3. 最高耐压＞66MPa；", "激光波长：405.0nm、488nm", "模块：96孔或384孔", "具备断电保护"]
)
def test_a_plain_reading_can_be_compared(text: str) -> None:
    readings = read_line(text)
    assert readings
    assert [why_text(reading) for reading in readings] == [""] * len(readings)


@pytest.mark.parametrize("text", ["最高温度：450℃", "放大倍数可达100000倍"])
def test_a_superlative_is_seen(text: str) -> None:
    assert is_superlative(text)
    assert not is_superlative("温度：450℃")


@pytest.mark.parametrize(
    "text",
    [
        "尺寸：≥4×750mL",
        "误差≤（1.9+3L/1000）μm",
        "档位：±10mV～±100V",
        "流量：16.7L/min±2%",
        "原理：激光衍射法",
        "重量：约85kg",
    ],
)
def test_what_the_engine_cannot_compare_has_a_reason(text: str) -> None:
    (reading,) = read_line(text)
    assert why_text(reading)


def test_what_is_under_review_keeps_its_own_reason() -> None:
    (reading,) = read_line("分辨率不优于1nm")
    assert "不优于" in why_text(reading)
