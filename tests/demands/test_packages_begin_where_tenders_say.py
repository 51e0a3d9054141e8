"""Two instruments in one document are two packages, however the document says so, and parts of one are one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.demands.reading.facts import amount_in_cell, read_budget, whole_number
from apps.demands.reading.goods import Goods, budget_of_package, once
from apps.demands.reading.keys import PackageKeys
from apps.demands.reading.tender import read_tender
from apps.demands.reading.types import Package
from tests.demands.documents.purchases import FIRST, PURCHASES, SECOND, TERM, Purchase, Told
from tests.demands.documents.simple import ABOVE, LEFT, word

ONE = "液相色谱-质谱联用仪"


def _told(package: Package) -> Told:
    budget = None if package.budget_yuan is None else int(package.budget_yuan)
    return Told(package.instrument, budget, package.quantity, package.delivery_days)


def _texts(package: Package) -> list[str]:
    return [row.text for row in package.rows if row.kind == "technical"]


@pytest.mark.parametrize("build", PURCHASES, ids=lambda build: build.__name__)
def test_each_package_has_its_own_rows(build: Callable[[], Purchase]) -> None:
    purchase = build()
    first, second = read_tender(purchase.data).packages
    assert [_texts(first), _texts(second)] == [list(FIRST), list(SECOND)]
    terms = [[row.text for row in package.rows if row.text == TERM] for package in (first, second)]
    assert terms == ([[TERM], [TERM]] if purchase.is_shared else [[], []])


@pytest.mark.parametrize("build", PURCHASES, ids=lambda build: build.__name__)
def test_each_package_has_its_own_facts(build: Callable[[], Purchase]) -> None:
    purchase = build()
    first, second = read_tender(purchase.data).packages
    assert (_told(first), _told(second)) == (purchase.first, purchase.second)


def test_parts_of_one_named_instrument_are_one_package() -> None:
    rows = [["液相色谱仪", "1", FIRST[0]], [ABOVE, "2", FIRST[1]], ["质谱仪", "1", SECOND[0]], [ABOVE, "2", SECOND[1]]]
    table = [["设备名称", "序号", "技术要求"], *rows]
    for document in (
        word(f"{ONE}技术参数", "预算：260万元，数量1套", table),
        word(f"{ONE}采购需求", f"设备名称：{ONE}", "数量：1套", "预算：260万元", "（一）液相色谱仪技术参数", *FIRST[:2],
             "（二）质谱仪技术参数", *SECOND[:2]),
    ):  # fmt: skip
        (package,) = read_tender(document).packages
        assert _told(package) == Told(ONE, 2_600_000, 1)
        assert _texts(package) == [*FIRST[:2], *SECOND[:2]]


def test_a_price_for_one_is_no_total_and_a_total_of_several_is_of_none() -> None:
    head = ["序号", "设备名称", "数量", "单价限价（万元）"]
    (package,) = read_tender(word("采购需求", [head, ["1", "离心机", "2", "18"]], "技术参数", *FIRST)).packages
    assert (package.budget_yuan, package.quantity) == (None, 2)
    merged = [
        ["包号", "设备名称", "数量", "包预算（万元）"],
        ["1", "热重分析仪", "1", "121"],
        [ABOVE, "离心机", "2", ABOVE],
        ["2", "三重四极杆质谱仪", "1", "260"],
    ]
    document = word("采购需求", merged, "二、技术参数", "（一）热重分析仪", *FIRST, "（二）离心机", *FIRST[:1],
                    "（三）三重四极杆质谱仪", *SECOND)  # fmt: skip
    assert [package.budget_yuan for package in read_tender(document).packages] == [None, None, Decimal(2_600_000)]


def test_what_stands_under_a_package_of_two_instruments_is_of_both() -> None:
    goods = [["包号", "设备名称", "数量"], ["1", "热重分析仪", "1"], ["1", "离心机", "2"], ["2", "质谱仪", "1"]]
    document = word(
        "采购需求",
        goods,
        "第1包",
        "1. 商务要求",
        TERM,
        "2. 热重分析仪",
        f"2.1 {FIRST[0]}",
        "3. 离心机",
        f"3.1 {FIRST[2]}",
        "第2包",
        "1. 质谱仪",
        f"1.1 {SECOND[0]}",
    )
    packages = read_tender(document).packages
    assert [(package.instrument, TERM in [row.text for row in package.rows]) for package in packages] == [
        ("热重分析仪", True),
        ("离心机", True),
        ("质谱仪", False),
    ]


def test_a_heading_behind_numbered_rows_stays_in_its_package() -> None:
    parts = [[f"包{n}：{name}", f"（一）★{texts[0]}", "（二）附件要求：", f"1、{texts[1]}"]
             for n, name, texts in ((1, "热重分析仪", FIRST), (2, "三重四极杆质谱仪", SECOND))]  # fmt: skip
    parts[1][2] = "（二）软件要求："
    packages = read_tender(word("第三章 采购需求", *parts[0], *parts[1])).packages
    assert [_texts(package) for package in packages] == [list(FIRST[:2]), list(SECOND[:2])]


def test_a_title_over_a_table_is_no_row() -> None:
    table = [["2026年度仪器参数汇总", LEFT, LEFT], ["序号", "参数", "要求"], ["1", "行程", "≥10mm"]]
    (package,) = read_tender(word("技术要求", table)).packages
    assert _texts(package) == ["行程：≥10mm"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("预算金额：￥850,000.00", 850_000),
        ("预算：¥85", None),
        ("分包预算：人民币捌拾伍万元整（￥850000.00）", 850_000),
        ("预算：贰佰陆拾万元整", 2_600_000),
        ("预算：壹仟零伍万元整", 10_050_000),
        ("采购预算（人民币）：85.00万元", 850_000),
        ("限价260万元", 2_600_000),
    ],
)
def test_budgets_are_read_in_each_form_that_has_a_unit(text: str, amount: int | None) -> None:
    assert read_budget([text]) == (None if amount is None else Decimal(amount))


def test_an_amount_in_a_cell_takes_the_unit_of_its_head() -> None:
    assert amount_in_cell("460", "预算（千元）") == Decimal(460_000)
    assert amount_in_cell("46万", "预算（元）") == Decimal(460_000)
    assert amount_in_cell("46", "预算") is None


@pytest.mark.parametrize("text", ["2", "2.00", "2台/套", "2（台）", "两套", "贰套"])
def test_a_number_of_sets_is_read(text: str) -> None:
    assert whole_number(text) == 2


@pytest.mark.parametrize("text", ["2.5", "约2", "2～3", "详见清单"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_the_budget_of_a_package_stands_behind_its_name() -> None:
    texts = ["最高限价（万元）：包1：80；包2：65", "本项目共分两个包"]
    assert [budget_of_package(label, texts) for label in "123"] == [Decimal(800_000), Decimal(650_000), None]


def test_a_head_that_stands_above_its_table_is_made_whole_wherever_it_is_repeated() -> None:
    head = ["序号", "设备名称", "数量", "）"]
    document = word("一、采购清单", [head, ["1", "热重分析仪", "1", "46"]], "预算（万元",
                    [head, ["2", "三重四极杆质谱仪", "1", "260"]], "二、技术要求", "（一）热重分析仪", *FIRST,
                    "（二）三重四极杆质谱仪", *SECOND)  # fmt: skip
    assert [package.budget_yuan for package in read_tender(document).packages] == [Decimal(460_000), Decimal(2_600_000)]


def test_short_names_are_told_from_names_that_differ() -> None:
    keys = PackageKeys([Goods(name, 1, None) for name in ("气相色谱-质谱联用仪", "气相色谱仪", "液相色谱仪")])
    assert keys.of_name("气质联用仪") == "气相色谱-质谱联用仪"
    assert keys.of_name("色谱仪") == ""
    assert keys.of_name("离子色谱仪") == ""


def test_facts_of_a_package_join_its_one_instrument_and_not_two() -> None:
    one, two = Goods("质谱仪", None, None, "1"), Goods("离心机", None, None, "1")
    fact = Goods("", 3, None, "1")
    assert once([fact, one]) == [Goods("质谱仪", 3, None, "1")]
    assert once([fact, one, two]) == [one, two]
