"""The one table from readings to the engine's requirements."""

from __future__ import annotations

from fractions import Fraction

import pytest

from apps.taxonomy.language.convert import requirements_of
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Mark, Operator, Requirement


def requirements(text: str) -> tuple[Requirement, ...]:
    return requirements_of(read_line(text), number="3")


def test_a_bound_keeps_its_numbers_and_mark() -> None:
    (wanted,) = requirements("★3. 最高耐压＞66MPa；")
    assert (wanted.op, wanted.lo, wanted.hi, wanted.unit) == (Operator.AT_LEAST, Fraction(66), None, "MPa")
    assert (wanted.mark, wanted.strict, wanted.number) == (Mark.MANDATORY, True, "3")


def test_a_list_becomes_a_set_in_canonical_texts() -> None:
    (wanted,) = requirements("激光波长：405.0nm、488nm")
    assert (wanted.op, wanted.members, wanted.unit) == (Operator.SET, ("405", "488"), "nm")


def test_alternatives_become_any() -> None:
    (wanted,) = requirements("模块：96孔或384孔")
    assert wanted.op is Operator.ANY
    assert [each.lo for each in wanted.alternatives] == [96, 384]


def test_two_clauses_are_numbered_apart() -> None:
    assert [each.number for each in requirements("转速≥300rpm，噪声≤50dB")] == ["3.1", "3.2"]


@pytest.mark.parametrize("text", ["最高温度：450℃", "放大倍数可达100000倍"])
def test_a_superlative_without_operator_is_remembered(text: str) -> None:
    (wanted,) = requirements(text)
    assert wanted.op is Operator.EQUALS
    assert wanted.superlative


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
def test_what_the_engine_cannot_compare_is_text_with_a_reason(text: str) -> None:
    (wanted,) = requirements(text)
    assert wanted.op is Operator.TEXT
    assert wanted.reason
    assert wanted.lo is None
    assert wanted.hi is None


def test_what_is_under_review_is_text_with_its_reason() -> None:
    (wanted,) = requirements("分辨率不优于1nm")
    assert wanted.op is Operator.TEXT
    assert "不优于" in wanted.reason
