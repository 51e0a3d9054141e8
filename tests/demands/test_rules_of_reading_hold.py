"""Rules of reading that a single layout shows best: packages, columns, torn lines, chapters in one line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.demands.reading.goods import Goods, budget_of_package, goods_in_sentences, package_label
from apps.demands.reading.sections import is_commercial_text, may_be_heading
from apps.demands.reading.tender import read_tender
from tests.demands.documents.packages import (
    items_torn_by_soft_breaks,
    packages_without_chapters,
    requirements_with_room_for_answers,
    terms_named_by_a_column_of_clauses,
)


def _texts(data: bytes) -> list[list[tuple[str, str]]]:
    return [[(row.mark, row.text) for row in package.rows] for package in read_tender(data).packages]


def test_packages_without_a_chapter_have_their_rows_and_share_the_terms() -> None:
    first, second = read_tender(packages_without_chapters()).packages
    assert (first.instrument, first.quantity, first.budget_yuan) == ("光谱型椭偏仪", 1, Decimal(1_240_000))
    assert (second.instrument, second.quantity, second.budget_yuan) == ("热台显微镜", 2, Decimal(460_000))
    terms = ("", "交货期：合同签订后45天内。")
    assert _texts(packages_without_chapters()) == [
        [("★", "光谱范围：193～1690nm；"), ("", "光源：氙灯；"), terms],
        [("▲", "控温范围：室温～600℃；"), terms],
    ]


def test_a_column_of_clauses_names_what_is_asked() -> None:
    assert _texts(terms_named_by_a_column_of_clauses()) == [
        [("", "供货周期：合同签订后75天"), ("★", "质保年限：不低于2年")]
    ]


def test_room_for_answers_makes_no_form_of_requirements() -> None:
    assert _texts(requirements_with_room_for_answers()) == [
        [("★", "通道数≥4"), ("", "升温速率≥6℃/s"), ("", "具备梯度功能，温差1～40℃")]
    ]


def test_torn_items_are_made_whole_and_listed_ones_kept_apart() -> None:
    (rows,) = _texts(items_torn_by_soft_breaks())
    assert rows[:3] == [
        ("", "定量力学成像模式，最大曲线采集频率≥2kHz；"),
        ("", "光学辅助：5兆像素相机；"),
        ("★", "应保证用户使用时不受任何第三方关于侵犯专利权的指控"),
    ]
    assert [text for _, text in rows[3:]][-2:] == ["波长：532nm", "功率：≥50mW"]


def test_a_chapter_in_one_line_ends_what_stands_above_it() -> None:
    text = "技术参数要求\n1、行程≥10mm；\n六、评审方法：综合评分法，其中技术50分、商务20分。\n七、公告期限：3个工作日。"
    assert [row.text for row in read_tender(text.encode(), is_text=True).packages[0].rows] == ["行程≥10mm；"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第一包：流变仪", "1"),
        ("二标段技术要求", "2"),
        ("包A 椭偏仪", "A"),
        ("采购包3：离心机", "3"),
        ("标项二", "2"),
        ("第十二包", "12"),
        ("B包", "B"),
        ("包装要求", ""),
        ("3包装", ""),
        ("包2.5mm套管", ""),
    ],
)
def test_the_label_of_a_package(text: str, label: str) -> None:
    assert package_label(text) == label


def test_budgets_of_packages_are_read_from_sentences() -> None:
    text = ["本项目共分两个包，第一包预算156万元，第二包预算72万元，各包须完整投标。"]
    assert budget_of_package("1", text) == Decimal(1_560_000)
    assert budget_of_package("2", text) == Decimal(720_000)
    assert budget_of_package("3", text) is None


def test_one_package_in_a_sentence_is_no_list() -> None:
    assert goods_in_sentences(["第一包：流变仪，1台，预算72万元"]) == []
    listed = goods_in_sentences(["一标段：手套箱 2台 预算金额：432000元", "二标段：冷冻干燥机 1台 预算金额：128000元"])
    assert listed == [
        Goods("手套箱", 2, Decimal(432_000), "1"),
        Goods("冷冻干燥机", 1, Decimal(128_000), "2"),
    ]


@pytest.mark.parametrize(
    ("text", "is_commercial"),
    [
        ("送货时间：20日内", True),
        ("备件承诺：停产后10年内供应", True),
        ("响应时间：电话响应≤1小时", True),
        ("响应时间：≤1ms", False),
        ("探测器响应时间≤1ms", False),
        ("包装机速度：≥20件/min", False),
        ("运输制冷温度：-80℃", False),
    ],
)
def test_commercial_terms_are_told_from_parameters(text: str, is_commercial: bool) -> None:
    assert is_commercial_text(text) is is_commercial


def test_a_heading_may_say_for_which_packages_it_holds() -> None:
    assert may_be_heading("商务要求（第1～3包通用）")
    assert may_be_heading("三维成像系统（1套）技术规格")
    assert not may_be_heading("行程1～3mm")
