"""Datasheets in fourteen layouts of our own give their values; what is missed is missed, and no number is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from apps.suppliers.reading_datasheet.sheet import read_sheet
from apps.suppliers.reading_datasheet.types import Entry, Sheet
from apps.suppliers.reading_datasheet.values import between, read_as_number
from apps.suppliers.reading_datasheet.vocabulary import may_name_a_grade
from documents.opening import open_document
from documents.plain import blocks_of_text
from tests.demands.documents.simple import ABOVE, LEFT, word
from tests.documents.pdf_files import Paper, pdf_of
from tests.suppliers.built_datasheets import BUILT, Built, Value
from tests.suppliers.later_datasheets import LATER


@dataclass(frozen=True, slots=True)
class Count:
    """How many values were read right, read wrong, and not found."""

    right: int
    wrong: int
    missed: int


def count_of(built: Built, sheet: Sheet) -> Count:
    """Each value is right where its model and name have it with its ends, unit and printed condition."""
    left = [entry for entry in sheet.entries if not entry.is_quiet]
    right = wrong = missed = 0
    for value in built.values:
        own = [
            entry for entry in left if (_model_of(entry, sheet), _bare(entry.name)) == (value.model, _bare(value.name))
        ]
        found = next((entry for entry in own if _is(entry, value)), None)
        right += found is not None
        wrong += found is None and any(read_as_number(entry.text) for entry in own)
        missed += found is None and not any(read_as_number(entry.text) for entry in own)
        left = [entry for entry in left if entry is not found]
    return Count(right, wrong, missed)


def _model_of(entry: Entry, sheet: Sheet) -> str:
    return "" if entry.model is None else sheet.models[entry.model]


def _bare(text: str) -> str:
    return "".join(text.split())


def _is(entry: Entry, value: Value) -> bool:
    read = read_as_number(entry.text)
    if read is None:
        return False
    ends = (
        _end(str(read.lo or "")) if read.lo is not None else None,
        _end(str(read.hi)) if read.hi is not None else None,
    )
    said = _bare(f"{entry.condition}{read.condition or ''}")
    return (
        ends == (_end(value.lo), _end(value.hi)) and (read.unit or "") == value.unit and _bare(value.condition) in said
    )


def _end(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _read(data: bytes) -> Sheet:
    return read_sheet(open_document(data).blocks)


MISSED = {"units_in_the_head": 3, "beside_a_standard": 3}


@pytest.mark.parametrize("build", [*BUILT, *LATER], ids=lambda build: build.__name__)
def test_values_of_a_layout_are_read_and_none_is_wrong(build: Callable[[], Built]) -> None:
    built = build()
    missed = MISSED.get(build.__name__, 0)
    assert count_of(built, _read(built.data)) == Count(len(built.values) - missed, 0, missed)


def test_the_count_notices_wrong_and_missing_values() -> None:
    built = BUILT[0]()
    sheet = _read(built.data)
    doubled = replace(sheet, entries=tuple(replace(e, text=e.text.replace("0", "5")) for e in sheet.entries))
    assert count_of(built, doubled).wrong > len(built.values) // 2
    assert count_of(built, replace(sheet, entries=())) == Count(0, 0, len(built.values))


def _stated(text: str) -> list[tuple[str, str]]:
    return [(entry.name, entry.text) for entry in read_sheet(blocks_of_text(f"SY-7（示例）\n{text}")).entries]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("波动度 = ±0.5 ℃", [("波动度", "±0.5 ℃")]),
        ("分辨率 —— 0.1 ℃", [("分辨率", "0.1 ℃")]),
        ("真空度：≤133 Pa    抽速：4 L/s", [("真空度", "≤133 Pa"), ("抽速", "4 L/s")]),
        ("内胆容积：\n53 L", [("内胆容积", "53 L")]),
        ("柱温箱：\n温度：40 ℃", [("温度", "40 ℃")]),
        ("重复性（n = 6）：≤0.5 %", [("重复性", "≤0.5 %")]),
        ("订购套餐 A = 标准包", []),
    ],
)
def test_signs_gaps_and_the_next_line_part_name_and_value(text: str, pairs: list[tuple[str, str]]) -> None:
    assert _stated(text) == pairs


def test_a_value_in_the_next_line_leaves_the_heading_above_it() -> None:
    sheet = read_sheet(blocks_of_text("SY-7（示例）\n【真空】\n极限压力：\n53 Pa\n抽速：4 L/s"))
    assert [(entry.group, entry.text) for entry in sheet.entries] == [("真空", "53 Pa"), ("真空", "4 L/s")]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("20", "30", "20～30"),
        ("-5 ℃", "100 ℃", "-5 ℃～100 ℃"),
        ("20", "", "≥20"),
        ("—", "400", "≤400"),
        ("", "", ""),
        ("≥20", "", "≥20"),
        ("≥20", "≤30", "≥20；≤30"),
        ("常温", "400", "常温；400"),
    ],
)
def test_the_lowest_and_the_highest_are_one_value(low: str, high: str, text: str) -> None:
    assert between(low, high) == text


@pytest.mark.parametrize(
    ("head", "is_grade"), [("标准型", True), ("Pro", True), ("国标要求", False), ("实测值", False)]
)
def test_grades_are_told_from_what_is_compared_with(head: str, is_grade: bool) -> None:
    assert may_name_a_grade(head) is is_grade


def _entries(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for entry in _read(word("SY-7（示例）", rows)).entries:
        yield entry.name, entry.text


def test_a_head_said_twice_is_two_tables_and_two_columns_of_values_are_not() -> None:
    twice = [["参数", "数值", "参数", "数值"], ["行程", "10 mm", "速度", "5 mm/s"], ["推力", "20 N", "", ""]]
    assert list(_entries(twice)) == [("行程", "10 mm"), ("速度", "5 mm/s"), ("推力", "20 N")]
    grades = [["参数", "低温型", "参数值", "高温型"], ["行程", "10 mm", "11 mm", "12 mm"]]
    assert ("11 mm", "12 mm") not in list(_entries(grades))


def test_a_head_of_two_rows_names_each_column_whole() -> None:
    rows = [["型号", "流量 (L/min)", LEFT, "噪声"], [ABOVE, "一档", "二档", ABOVE], ["P-1", "5", "9", "<50 dB"]]
    assert list(_entries(rows)) == [("流量 (L/min) 一档", "5"), ("流量 (L/min) 二档", "9"), ("噪声", "<50 dB")]


def test_an_empty_corner_stands_above_models_as_well_as_above_names() -> None:
    rows = [["", "功率", "稳定性"], ["LD-1", "100 mW", "≤1 %"], ["LD-2", "300 mW", "≤2 %"]]
    sheet = _read(word("LD 系列（示例）", rows))
    assert sheet.models == ("LD-1", "LD-2")
    assert [(entry.model, entry.name, entry.text) for entry in sheet.entries] == [
        (0, "功率", "100 mW"),
        (0, "稳定性", "≤1 %"),
        (1, "功率", "300 mW"),
        (1, "稳定性", "≤2 %"),
    ]


def test_a_merged_first_column_groups_and_does_not_name() -> None:
    rows = [
        ["分系统", "技术指标", "要求值"],
        ["光源", "功率", "150 W"],
        [ABOVE, "寿命", "≥2000 h"],
        ["单色器", "焦距", "300 mm"],
    ]
    entries = _read(word("YG-9（示例）", rows)).entries
    assert [(entry.group, entry.name, entry.text) for entry in entries] == [
        ("光源", "功率", "150 W"),
        ("光源", "寿命", "≥2000 h"),
        ("单色器", "焦距", "300 mm"),
    ]


def test_what_is_typical_keeps_its_unit() -> None:
    rows = [["Parameter", "Min", "Typ", "Max", "Unit"], ["Power", "20", "22", "", "W"], ["Delay", "", "7", "", "ms"]]
    assert list(_entries(rows)) == [("Power", "≥20 W"), ("Delay", "7 ms（典型值）")]


def test_a_list_with_hung_numbers_is_no_table_of_pairs() -> None:
    def draw(paper: Paper) -> None:
        paper.table([[f"{n}.", f"第 {n} 项要求的说明文字"] for n in range(1, 7)], (72, 120, 400), ruled=False)

    assert not any(block.cells for block in open_document(pdf_of(draw)).blocks)
