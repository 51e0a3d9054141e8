"""Money and regions in a question: found where they are meant, and left alone where a number is a parameter's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.search.amounts import find_amount
from apps.search.places import find_place, places_beginning


def _is_parameter(word: str) -> bool:
    return word in ("分辨率", "扫描速度")


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("液质 300万以内", None, 3_000_000),
        ("分辨率≥6万 300万以内", None, 3_000_000),
        ("预算200-300万", 2_000_000, 3_000_000),
        ("50～80万元", 500_000, 800_000),
        ("≤300万 安徽", None, 3_000_000),
        ("不低于1.5亿", 150_000_000, None),
        ("200万以上", 2_000_000, None),
        ("3,000,000元以内", None, 3_000_000),
        ("预算：80万元", None, 800_000),
        ("衡川 300万", None, 3_000_000),
    ],
)
def test_an_amount_is_read_with_its_direction(text: str, lo: int | None, hi: int | None) -> None:
    found = find_amount(text, is_parameter=_is_parameter)
    assert found is not None
    assert (found.lo, found.hi) == tuple(None if end is None else Decimal(end) for end in (lo, hi))
    assert text[found.start : found.end].strip() == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "分辨率 ≥ 6万",
        "分辨率 6万以上",
        "扫描速度20万",
        "4元梯度",
        "300万像素",
        "0万元",
        "300",
        "",
        "万元",
        "9" * 400 + "万元",
    ],
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert find_amount(text, is_parameter=_is_parameter) is None


def test_only_a_bare_amount_may_mean_either_side() -> None:
    def is_bare(text: str) -> bool:
        found = find_amount(text, is_parameter=_is_parameter)
        return found is not None and found.is_bare

    assert is_bare("液质 300万")
    assert not any(map(is_bare, ["预算300万", "300万以内", "≥300万", "200～300万"]))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("液质 安徽", "34"),
        ("安徽省内厂商", "34"),
        ("在上海 电镜", "31"),
        ("合肥", "3401"),
        ("内蒙古", "15"),
        ("延边", "2224"),
        ("吉林市", "2202"),
        ("吉林", "22"),
        ("LC-MS Anhui", "34"),
    ],
)
def test_a_region_that_stands_for_itself_is_found(text: str, code: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["安徽大学", "京", "", "海南岛研究所", "市辖区"])
def test_a_part_of_another_word_is_no_region(text: str) -> None:
    assert find_place(text) is None


def test_a_name_of_two_regions_tells_the_other() -> None:
    found = find_place("吉林")
    assert found is not None
    assert found.others == ("2202",)


def test_regions_are_completed() -> None:
    assert places_beginning("安", most=3)[0] == "34"
    assert places_beginning("北京", most=3) == ["11"]
    assert places_beginning("anh", most=3) == ["34"]
    assert places_beginning("没有", most=3) == []
