"""What a datasheet states is found in lines and tables of every layout; advertising is not, and no number is wrong.

The floors hold on the annotated sheets of `datasheets/`; what each half gave when it was first read stands in
docs/algorithms/datasheet-reading.md.
"""

from __future__ import annotations

import pytest

from apps.suppliers.reading_datasheet.child import from_json, to_json
from apps.suppliers.reading_datasheet.names import read_name
from apps.suppliers.reading_datasheet.sheet import read_sheet
from apps.suppliers.reading_datasheet.types import Entry, Sheet
from apps.suppliers.reading_datasheet.values import split_values, with_unit
from apps.taxonomy.english import in_chinese
from documents.blocks import Block, BlockKind, Cell
from documents.plain import blocks_of_text
from tests.suppliers.datasheet_scores import score

TITLE = "SY-700 样本（示例）\n"


def read(text: str) -> Sheet:
    return read_sheet(blocks_of_text(TITLE + text))


def stated(text: str) -> list[tuple[str, str]]:
    return [(entry.name, entry.text) for entry in read(text).entries]


# Recall of links and values: the last sheets use names that the catalogue does not know yet.
FLOORS = {"dev": (0.99, 0.99), "test": (0.97, 0.93), "late": (0.93, 0.94), "last": (0.80, 0.80)}


@pytest.mark.parametrize("half", FLOORS)
def test_annotated_datasheets_keep_their_floors(half: str) -> None:
    found = score(half)
    ratios = found.ratios()
    links, values = FLOORS[half]
    assert found.wrong_numbers == 0, found.faults
    assert ratios["rows precision"] >= 0.98, found.faults
    assert ratios["rows recall"] >= 0.92, found.faults
    assert ratios["links precision"] >= 0.99, found.faults
    assert ratios["links recall"] >= links, found.faults
    assert ratios["values precision"] >= 0.94, found.faults
    assert ratios["values recall"] >= values, found.faults


def test_a_floor_notices_a_wrong_number(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.suppliers import datasheet_scores

    monkeypatch.setattr(datasheet_scores, "read_sheet", lambda blocks: _doubled(read_sheet(blocks)))
    assert score("dev").wrong_numbers > 50


def _doubled(sheet: Sheet) -> Sheet:
    from dataclasses import replace

    return replace(sheet, entries=tuple(replace(e, text=e.text.replace("1", "2")) for e in sheet.entries))


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("最高耐压：130 MPa", [("最高耐压", "130 MPa")]),
        ("• Mass range: 50–3000 m/z", [("Mass range", "50–3000 m/z")]),
        ("2.1 进样体积 0.1～100 μL", [("进样体积", "0.1～100 μL")]),
        ("分辨率≥60000", [("分辨率", "≥60000")]),
        ("噪声 ........ ≤58 dB", [("噪声", "≤58 dB")]),
        ("Beam divergence            < 1 mrad", [("Beam divergence", "< 1 mrad")]),
        ("波长范围：190～900 nm；带宽：1 nm", [("波长范围", "190～900 nm"), ("带宽", "1 nm")]),
        ("升速时间：≤30s，降速时间：≤35s", [("升速时间", "≤30s"), ("降速时间", "≤35s")]),
        ("信噪比：30:1", [("信噪比", "30:1")]),
        (
            "流速范围：0.001～5 mL/min，步进 0.001 mL/min",
            [("流速范围", "0.001～5 mL/min"), ("流速步进", "0.001 mL/min")],
        ),
    ],
)
def test_a_line_gives_names_and_values(line: str, pairs: list[tuple[str, str]]) -> None:
    assert stated(line) == pairs


@pytest.mark.parametrize(
    "line",
    [
        "凭借 20 年的积累，为您带来前所未有的灵敏度。",
        "一键自动调谐，开机即用",
        "联系电话：010-0000 0000",
        "典型应用：环境、食品、地质",
        "技术指标",
        "请与当地销售联系，电话：400-000-0000",
        "http://example.com:8080/a",
    ],
)
def test_advertising_and_addresses_state_nothing(line: str) -> None:
    assert stated(line) == []


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("0.9 nm @ 15 kV; 1.3 nm @ 1 kV", ["0.9 nm @ 15 kV", "1.3 nm @ 1 kV"]),
        ("<1 ppm（内标），<2 ppm（外标）", ["<1 ppm（内标）", "<2 ppm（外标）"]),
        ("低质量端 ≤5；高质量端 ≤1", ["≤5", "≤1"]),
        ("50 Ω，1 MΩ", ["50 Ω，1 MΩ"]),
        ("ESI、APCI；EI", ["ESI、APCI；EI"]),
        ("600,000 wfms/s", ["600,000 wfms/s"]),
    ],
)
def test_values_of_several_conditions_are_parted_and_lists_are_not(cell: str, values: list[str]) -> None:
    assert [value.text for value in split_values(cell)] == values


def test_labels_before_signs_are_conditions() -> None:
    assert [value.label for value in split_values("低质量端 ≤5；高质量端 ≤1")] == ["低质量端", "高质量端"]


@pytest.mark.parametrize(
    ("printed", "name", "unit", "condition"),
    [
        ("最高转速(r/min)", "最高转速", "r/min", ""),
        ("量热准确度（铟）", "量热准确度", "", "铟"),
        ("Flow rate, mL/min", "Flow rate", "mL/min", ""),
        ("Resolution (SE)", "Resolution (SE)", "", ""),
        ("2θ range", "2θ range", "", ""),
        ("3.2 Power stability (RMS, 8 h)", "Power stability", "", "RMS, 8 h"),
    ],
)
def test_a_printed_name_gives_up_its_unit_and_condition(printed: str, name: str, unit: str, condition: str) -> None:
    read = read_name(printed)
    assert (read.text, read.unit, read.condition) == (name, unit, condition)


def test_a_unit_goes_behind_bare_numbers_only() -> None:
    assert with_unit("0.001～10", "mL/min") == "0.001～10 mL/min"
    assert with_unit("0.5级", "%") == "0.5级"
    assert with_unit("具备", "nm") == "具备"


def test_a_column_a_model() -> None:
    sheet = read("参数\t单位\tA-10\tA-20\n转速\tr/min\t1000\t2000\n预冷\t\t—\t有")
    assert sheet.models == ("A-10", "A-20")
    found = [(entry.model, entry.name, entry.text) for entry in sheet.entries]
    assert found == [(0, "转速", "1000 r/min"), (1, "转速", "2000 r/min"), (1, "预冷", "有")]


def test_a_row_a_model() -> None:
    sheet = read("型号\t最大试验力(kN)\t横梁行程(mm)\nW-10E\t10\t1050\nW-50E\t50\t1150\n数据采集频率：1200 Hz")
    assert sheet.models == ("W-10E", "W-50E")
    found = [(entry.model, entry.name, entry.text) for entry in sheet.entries]
    assert found == [
        (0, "最大试验力", "10 kN"),
        (0, "横梁行程", "1050 mm"),
        (1, "最大试验力", "50 kN"),
        (1, "横梁行程", "1150 mm"),
        (None, "数据采集频率", "1200 Hz"),
    ]


def test_a_cell_over_two_models_counts_for_both() -> None:
    head = Block(
        "", BlockKind.TABLE_ROW, "表 1 第 1 行", table=1, cells=(Cell("参数", 0), Cell("A-10", 1), Cell("A-20", 2))
    )
    row = Block("", BlockKind.TABLE_ROW, "表 1 第 2 行", table=1, cells=(Cell("电压", 0), Cell("30 kV", 1, span=2)))
    found = [(entry.model, entry.text) for entry in read_sheet([head, row]).entries]
    assert found == [(0, "30 kV"), (1, "30 kV")]


def test_columns_of_conditions_units_and_remarks() -> None:
    sheet = read("参数\t条件\t单位\t值\t备注\n分辨率\t15 kV\tnm\t0.9\t选配能谱\n降温时间\t\tmin\t<4\t450℃→50℃")
    assert [(e.text, e.condition, e.note) for e in sheet.entries] == [
        ("0.9 nm", "15 kV", "选配能谱"),
        ("<4 min", "450℃→50℃", ""),
    ]


def test_an_empty_corner_over_names_and_models() -> None:
    sheet = read("\tUnit\tEC-310\tEC-340\nBandwidth\tMHz\t1\t5")
    assert [(e.model, e.text) for e in sheet.entries] == [(0, "1 MHz"), (1, "5 MHz")]


def test_columns_of_nobody_are_told_apart_by_their_places() -> None:
    sheet = read("带宽\t1 MHz\t5 MHz\n电压\t10 V\t30 V\n电流\t1 A\t2 A\n功率\t10 W\t60 W")
    assert sheet.models == ("第 2 列", "第 3 列")
    assert [e.text for e in sheet.entries if e.model == 1] == ["5 MHz", "30 V", "2 A", "60 W"]


def test_what_is_guaranteed_counts_and_what_is_typical_is_noted() -> None:
    sheet = read("指标名称\t典型值\t保证值\n光谱分辨率\t0.8 cm-1\t≤1.0 cm-1")
    assert [(e.text, e.note) for e in sheet.entries] == [("≤1.0 cm-1", "典型值 0.8 cm-1")]
    only = read("指标名称\t典型值\n光谱分辨率\t0.8 cm-1")
    assert [e.text for e in only.entries] == ["0.8 cm-1（典型值）"]


def test_headings_group_and_quiet_kinds_are_marked() -> None:
    sheet = read("液相部分\n最高耐压：130 MPa\n其他\n外形尺寸：700×600×500 mm\n订货号：A-1\n屏幕尺寸：10 英寸")
    assert [(e.name, e.group, e.is_quiet) for e in sheet.entries] == [
        ("最高耐压", "液相部分", False),
        ("外形尺寸", "", True),
        ("订货号", "", True),
        ("屏幕尺寸", "", False),
    ]


def test_a_footnote_is_cut_off_where_it_is_explained_and_a_power_never_is() -> None:
    sheet = read("升温速率¹：6.5 ℃/s\n光斑面积：2.5 mm²\n¹ 在 20 μL 体系测得。")
    assert [(e.name, e.text, e.note) for e in sheet.entries] == [
        ("升温速率", "6.5 ℃/s", "在 20 μL 体系测得。"),
        ("光斑面积", "2.5 mm²", ""),
    ]


def test_english_names_find_the_catalogues_words_or_none() -> None:
    assert in_chinese("Max. specimen diameter") == "最大样品直径"
    assert in_chinese("Number of channels") == "通道数"
    assert in_chinese("X travel") == "X行程"
    assert in_chinese("Flux capacitance") == ""
    assert in_chinese("分辨率") == ""


def test_a_sheet_crosses_the_border_whole() -> None:
    sheet = read("参数\tA-10\tA-20\n转速\t1000\t2000")
    back = from_json(to_json(sheet))
    assert back.entries == sheet.entries
    assert back.models == sheet.models


@pytest.mark.parametrize(
    "hostile",
    [
        "：" * 5000,
        "（" * 5000 + "：1",
        "a\t" * 3000 + "\n" + "1\t" * 3000,
        "分辨率：" + "1，" * 3000,
        "x  " * 5000,
        "¹" * 3000 + "\n¹ a",
        "\n".join("参数\t值" for _ in range(2000)),
        "A" * 20000 + "：1 nm",
    ],
)
def test_hostile_text_is_read_in_the_end(hostile: str) -> None:
    assert isinstance(read(hostile), Sheet)


def test_nothing_is_stated_by_an_empty_sheet() -> None:
    assert read_sheet([]).entries == ()
    assert read("").model == "SY-700"


def test_an_entry_keeps_where_it_stands() -> None:
    assert read("最高耐压：130 MPa").entries == (Entry(name="最高耐压", text="130 MPa", block=1),)
