"""Purchases of two instruments in many layouts. All names and figures are invented (示例)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.demands.documents.simple import ABOVE, LEFT, Rows, word, workbook

FIRST = ("温度范围：室温～1100℃", "天平分辨率：≤0.1μg", "升温速率：0.1～200℃/min")
SECOND = ("质量范围：m/z 10～1200", "灵敏度：S/N≥1000:1", "扫描速度：≥10000u/s")
TERM = "质保期：验收合格后3年"
A, B = "热重分析仪", "三重四极杆质谱仪"


@dataclass(frozen=True, slots=True)
class Told:
    """What a package of the document says."""

    instrument: str
    budget: int | None = None
    quantity: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A document, what its two packages say, and whether both share TERM."""

    data: bytes
    first: Told
    second: Told
    is_shared: bool = False


def _listed(texts: Sequence[str], start: str = "") -> list[str]:
    return [f"{start}{number} {text}" if start else f"{number}、{text}" for number, text in enumerate(texts, 1)]


def _table(texts: Sequence[str]) -> Rows:
    return [["序号", "指标名称", "技术要求"], *([str(n), *text.split("：", 1)] for n, text in enumerate(texts, 1))]


def by_fields() -> Purchase:
    """第1包, then its fields, then 技术参数 in each package."""
    parts = [
        [package, f"设备名称：{name}", f"数量：{count}台", f"预算：{budget}万元", "技术参数：", *_listed(texts)]
        for package, name, count, budget, texts in (("第1包", A, 1, 46, FIRST), ("第2包", B, 2, 260, SECOND))
    ]
    return Purchase(word("采购需求书", *parts[0], *parts[1]), Told(A, 460_000, 1), Told(B, 2_600_000, 2))


def by_contract_packages() -> Purchase:
    """合同包1(…): with a table of its goods each, and the parameters far below."""
    head = ["品目号", "品目名称", "采购标的", "数量（单位）", "技术规格、参数及要求", "品目预算(元)"]
    return Purchase(
        word(
            "第三章 采购需求",
            f"合同包1({A}):",
            "合同包预算金额：460,000.00元",
            [head, ["1-1", "热分析仪", A, "1(台)", "详见采购文件", "460,000.00"]],
            "合同履行期限：合同签订之日起90日内",
            f"合同包2({B}):",
            "合同包预算金额：2,600,000.00元",
            [head, ["2-1", "质谱仪", B, "1(台)", "详见采购文件", "2,600,000.00"]],
            "合同履行期限：合同签订之日起120日内",
            "二、技术参数",
            f"合同包1：{A}",
            _table(FIRST),
            f"合同包2：{B}",
            _table(SECOND),
        ),
        Told(A, 460_000, 1, 90),
        Told(B, 2_600_000, 1, 120),
    )


def by_forms() -> Purchase:
    """A form for each instrument: fields beside each other, then the head of its parameters."""
    forms = [
        [
            ["设备名称", name, "数量", "1台"],
            ["预算（万元）", budget, "使用单位", "化学学院"],
            ["序号", "参数名称", "参数要求", "备注"],
            *([str(n), *text.split("：", 1), ""] for n, text in enumerate(texts, 1)),
        ]
        for name, budget, texts in ((A, "46", FIRST), (B, "260", SECOND))
    ]
    data = workbook([("参数", [*forms[0], *forms[1]])])
    return Purchase(data, Told(A, 460_000, 1), Told(B, 2_600_000, 1))


def by_totals() -> Purchase:
    """A list with a price for one and a total; headings without the word 包; a chapter for both."""
    return Purchase(
        word(
            "第四章 货物需求",
            "一、货物需求一览表",
            [
                ["序号", "货物名称", "数量", "单价（万元）", "合计（万元）"],
                ["1", A, "2", "23", "46"],
                ["2", B, "1", "260", "260"],
                ["总计", LEFT, LEFT, LEFT, "306"],
            ],
            "二、技术参数",
            "1.热重分析仪",
            *(f"（{n}）{text}" for n, text in enumerate(FIRST, 1)),
            "2.三重四极杆质谱仪",
            *(f"（{n}）{text}" for n, text in enumerate(SECOND, 1)),
            "三、商务要求",
            f"1、{TERM}",
        ),
        Told(A, 460_000, 2),
        Told(B, 2_600_000, 1),
        is_shared=True,
    )


def by_two_heads() -> Purchase:
    """预算（万元） over 单价 and 小计."""
    return Purchase(
        word(
            "采购清单",
            [
                ["序号", "设备名称", "数量", "预算（万元）", LEFT],
                [ABOVE, ABOVE, ABOVE, "单价", "小计"],
                ["1", A, "2", "46", "92"],
                ["2", B, "1", "260", "260"],
            ],
            "设备1技术要求",
            *_listed(FIRST),
            "设备2技术要求",
            *_listed(SECOND),
        ),
        Told(A, 920_000, 2),
        Told(B, 2_600_000, 1),
    )


def by_sentence() -> Purchase:
    """The budgets of both in one sentence, the instruments in the titles."""
    return Purchase(
        word(
            "竞争性磋商文件",
            "一、项目概况",
            "本项目预算总额306万元，其中A包46万元，B包260万元。",
            "二、采购需求",
            f"A包：{A}（1台）",
            *_listed(FIRST),
            f"B包：{B}（2台）",
            *_listed(SECOND),
        ),
        Told(A, 460_000, 1),
        Told(B, 2_600_000, 2),
    )


def by_enumeration() -> Purchase:
    """采购内容 lists both with number and budget; the numbers of the parameters are below those of the titles."""
    return Purchase(
        word(
            "采购需求",
            f"一、采购内容：{A}1台（预算46万元）、{B}2台（预算260万元）",
            "二、技术参数",
            f"1 {A}",
            *_listed(FIRST, "1."),
            f"2 {B}",
            *_listed(SECOND, "2."),
            "三、商务要求",
            f"1、{TERM}",
        ),
        Told(A, 460_000, 1),
        Told(B, 2_600_000, 2),
        is_shared=True,
    )


def by_titles() -> Purchase:
    """Nothing but …技术参数 over each, and a line of facts below it."""
    parts = [
        [f"{name}技术参数", f"数量：1台 预算：{budget}万元", *_listed(texts)]
        for name, budget, texts in ((A, 46, FIRST), (B, 260, SECOND))
    ]
    return Purchase(word(*parts[0], *parts[1]), Told(A, 460_000, 1), Told(B, 2_600_000, 1))


def by_merged_cells() -> Purchase:
    """The instrument in a merged cell beside its parameters, without number or budget."""
    rows = [
        [name if index == 0 else ABOVE, *text.split("：", 1)]
        for name, texts in ((A, FIRST), (B, SECOND))
        for index, text in enumerate(texts)
    ]
    return Purchase(word("技术参数", [["设备名称", "指标名称", "技术要求"], *rows]), Told(A), Told(B))


def by_rows_below() -> Purchase:
    """The parameters of each line of the list in the rows below it."""
    return Purchase(
        word(
            "采购清单及参数",
            [
                ["序号", "设备名称", "数量", "单位", "预算(万元)"],
                ["1", A, "1", "台", "46"],
                *([text, LEFT, LEFT, LEFT, LEFT] for text in _listed(FIRST)),
                ["2", B, "1", "台", "260"],
                *([text, LEFT, LEFT, LEFT, LEFT] for text in _listed(SECOND)),
            ],
        ),
        Told(A, 460_000, 1),
        Told(B, 2_600_000, 1),
    )


def by_cells_of_packages() -> Purchase:
    """A row a package: its fields and its numbered parameters in one cell."""
    cells = [
        f"设备名称：{name}\n数量：1台\n预算：{budget}万元\n技术参数：\n" + "\n".join(_listed(texts))
        for name, budget, texts in ((A, 46, FIRST), (B, 260, SECOND))
    ]
    table = [["包号", "内容"], ["第一包", cells[0]], ["第二包", cells[1]]]
    return Purchase(word("谈判文件", "采购内容及要求", table), Told(A, 460_000, 1), Told(B, 2_600_000, 1))


def by_own_terms() -> Purchase:
    """Each package has 一、技术参数 and 二、商务要求 of its own."""
    parts = [
        [f"包{n} {name}", "一、技术参数", *_listed(texts), "二、商务要求", f"1、交货期：合同签订后{days}天"]
        for n, name, texts, days in ((1, A, FIRST, 60), (2, B, SECOND, 90))
    ]
    return Purchase(word((1, "第五章 采购需求"), *parts[0], *parts[1]), Told(A, days=60), Told(B, days=90))


def by_words_and_romans() -> Purchase:
    """Ⅰ标段 with its number, an amount that is only written in words, and one in 千元."""
    return Purchase(
        word(
            "采购需求",
            [["标段", "设备名称", "预算（千元）"], ["Ⅱ标段", B, "2600"]],
            f"Ⅰ标段 {A} 1台 控制价：肆拾陆万元整",
            "技术要求",
            *_listed(FIRST),
            f"Ⅱ标段 {B} 1台",
            "技术要求",
            *_listed(SECOND),
        ),
        Told(A, 460_000, 1),
        Told(B, 2_600_000, 1),
    )


def by_short_names() -> Purchase:
    """The headings say less than the list: 热重仪."""
    return Purchase(
        word(
            "采购需求",
            "单位：万元",
            [["序号", "设备名称", "数量", "预算金额"], ["1", A, "1台/套", "46"], ["2", B, "1.00", "260"]],
            "二、技术参数",
            "（一）热重分析仪器",
            *_listed(FIRST),
            "（二）三重四极质谱仪",
            *_listed(SECOND),
        ),
        Told(A, 460_000, 1),
        Told(B, 2_600_000, 1),
    )


PURCHASES: Sequence[Callable[[], Purchase]] = (
    by_fields,
    by_contract_packages,
    by_forms,
    by_totals,
    by_two_heads,
    by_sentence,
    by_enumeration,
    by_titles,
    by_merged_cells,
    by_rows_below,
    by_cells_of_packages,
    by_own_terms,
    by_words_and_romans,
    by_short_names,
)
