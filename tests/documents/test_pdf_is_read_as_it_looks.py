"""A PDF gives its paragraphs and tables as a reader sees them, with the page of each."""

from __future__ import annotations

import re

import pytest

from documents.blocks import Block, BlockKind
from documents.opening import open_document
from kernel.sandbox_child import Unreadable
from tests.documents.pdf_files import (
    LEFT,
    RIGHT,
    WIDTH,
    Paper,
    encrypted,
    pdf_of,
    scan,
    text_pages,
    with_script,
)

SENTENCE = (
    "本项目拟采购的仪器应当符合国家现行标准，整机在连续运行二十四小时以上时各项指标保持稳定，并由供应商负责运输与安装；"
)


def _blocks(data: bytes) -> tuple[Block, ...]:
    return open_document(data).blocks


def _bodies(data: bytes) -> list[str]:
    return [block.body for block in _blocks(data)]


def test_raised_digits_stay_raised() -> None:
    def draw(paper: Paper) -> None:
        paper.line_of(("1. 本底真空≤5×10", False), ("-5", True), ("Pa；", False))
        paper.line_of(("2. 分辨率优于0.4cm", False), ("-1", True))
        paper.line_of(("3. 计数率≥10", False), ("6", True), ("cps", False))

    assert _bodies(pdf_of(draw)) == ["1. 本底真空≤5×10⁻⁵Pa；", "2. 分辨率优于0.4cm⁻¹", "3. 计数率≥10⁶cps"]


def test_a_raised_digit_that_hardly_touches_its_line_is_no_line_of_its_own() -> None:
    def draw(paper: Paper) -> None:
        paper.text("1、灵敏度", y=160)
        end = paper.text("2、最大计数率不低于每秒10", y=200)
        paper.text("6", x=end, y=191, size=7)

    assert _bodies(pdf_of(draw)) == ["1、灵敏度", "2、最大计数率不低于每秒10⁶"]


def test_lowered_digits_are_plain() -> None:
    def draw(paper: Paper) -> None:
        end = paper.text("培养箱所用的载气为CO", y=200)
        paper.text("2", x=end, y=202, size=7)

    assert _bodies(pdf_of(draw)) == ["培养箱所用的载气为CO2"]


def test_wrapped_lines_are_joined_and_items_kept_apart() -> None:
    def draw(paper: Paper) -> None:
        paper.paragraph(f"1、{SENTENCE}")
        paper.paragraph(f"2、{SENTENCE}")
        paper.text("3、噪声≤58dB；")
        paper.text("★4、转速≥18500r/min；")

    assert _bodies(pdf_of(draw)) == [f"1、{SENTENCE}", f"2、{SENTENCE}", "3、噪声≤58dB；", "★4、转速≥18500r/min；"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    def first(paper: Paper) -> None:
        paper.text("1、质保期≥3年；", y=700)
        paper.paragraph(SENTENCE)
        paper.at = 740
        paper.paragraph("2、" + SENTENCE[:36])

    def second(paper: Paper) -> None:
        paper.text(SENTENCE[36:])

    blocks = _blocks(pdf_of(first, second))
    assert blocks[-1].body == f"2、{SENTENCE}"
    assert blocks[-1].page == 1


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    def draw(paper: Paper) -> None:
        paper.text("江畔大学（示例）公开招标文件", y=40)
        paper.text(f"{paper.number}、第{'一二三'[paper.number - 1]}项参数：行程≥{paper.number}0mm")
        paper.text(f"第 {paper.number} 页 共 3 页", x=WIDTH / 2, y=810)

    assert _bodies(pdf_of(draw, draw, draw)) == [
        "1、第一项参数：行程≥10mm",
        "2、第二项参数：行程≥20mm",
        "3、第三项参数：行程≥30mm",
    ]


def test_slanted_watermarks_are_left_out() -> None:
    def draw(paper: Paper) -> None:
        paper.text("1、样品台行程不小于10mm；")
        paper.canvas.saveState()
        paper.canvas.rotate(45)
        paper.canvas.drawString(300, 300, "内部资料")
        paper.canvas.restoreState()

    assert _bodies(pdf_of(draw)) == ["1、样品台行程不小于10mm；"]


COLUMNS = (LEFT, LEFT + 50, LEFT + 170, RIGHT)


def test_a_ruled_table_gives_rows_and_cells() -> None:
    def draw(paper: Paper) -> None:
        paper.text("技术参数")
        paper.table((("序号", "名称", "要求"), ("★1", "行程", "X≥100mm，\nY≥100mm"), ("2", "精度", "≤±1μm")), COLUMNS)

    title, head, first, second = _blocks(pdf_of(draw))
    assert title.kind is BlockKind.PARAGRAPH
    assert [cell.text for cell in head.cells] == ["序号", "名称", "要求"]
    assert [re.sub(r"\n", "", cell.text) for cell in first.cells] == ["★1", "行程", "X≥100mm，Y≥100mm"]
    assert (second.kind, second.table, second.place) == (BlockKind.TABLE_ROW, 1, "第 1 页 表 1 第 3 行")


def test_a_merged_cell_covers_rows_and_columns() -> None:
    def draw(paper: Paper) -> None:
        x0, x1, x2, x3 = COLUMNS
        for box in ((x0, 100, x3, 124), (x0, 124, x1, 172), (x1, 124, x2, 148), (x2, 124, x3, 148)):
            paper.canvas.rect(box[0], 841.89 - box[3], box[2] - box[0], box[3] - box[1])
        for box in ((x1, 148, x2, 172), (x2, 148, x3, 172)):
            paper.canvas.rect(box[0], 841.89 - box[3], box[2] - box[0], box[3] - box[1])
        for text, x, y in (
            ("扫描系统", x0 + 4, 116),
            ("扫描", x0 + 4, 150),
            ("速度", x1 + 4, 140),
            ("≥10帧/s", x2 + 4, 140),
            ("视野", x1 + 4, 164),
            ("≥18mm", x2 + 4, 164),
        ):
            paper.text(text, x=x, y=y)

    group, first, second = _blocks(pdf_of(draw))
    assert [(cell.text, cell.span) for cell in group.cells] == [("扫描系统", 3)]
    assert next((cell.text, cell.is_tall, cell.continues) for cell in first.cells) == ("扫描", True, False)
    assert [(cell.text, cell.continues) for cell in second.cells] == [
        ("扫描", True),
        ("视野", False),
        ("≥18mm", False),
    ]


def test_a_table_goes_on_over_the_page_and_its_head_is_not_repeated() -> None:
    head = ("序号", "名称", "要求")

    def first(paper: Paper) -> None:
        paper.at = 700
        paper.table((head, ("1", "行程", "≥100mm"), ("2", "光源", "氙灯，")), COLUMNS)

    def second(paper: Paper) -> None:
        paper.table((head, ("", "", "功率≥150W"), ("3", "精度", "≤1μm")), COLUMNS)

    def third(paper: Paper) -> None:
        paper.table((("", "", "（25℃）；"), ("4", "重量", "不限")), COLUMNS)

    blocks = _blocks(pdf_of(first, second, third))
    assert [block.body for block in blocks[:2]] == ["序号 | 名称 | 要求", "1 | 行程 | ≥100mm"]
    assert {block.table for block in blocks} == {1}
    assert blocks[-2].body == "3 | 精度 | ≤1μm（25℃）；"
    assert [block.page for block in blocks][-1] == 3


def test_columns_without_rules_are_a_table() -> None:
    def draw(paper: Paper) -> None:
        paper.text("技术参数如下")
        paper.table((("序号", "名称", "要求"), ("1", "行程", "≥100mm"), ("2", "精度", "≤±1μm")), COLUMNS, ruled=False)
        paper.paragraph(SENTENCE)

    blocks = _blocks(pdf_of(draw))
    assert [block.body for block in blocks] == [
        "技术参数如下",
        "序号 | 名称 | 要求",
        "1 | 行程 | ≥100mm",
        "2 | 精度 | ≤±1μm",
        SENTENCE,
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    middle = (LEFT + RIGHT) / 2

    def draw(paper: Paper) -> None:
        paper.text("仪器采购技术要求说明书（两栏排版）", x=LEFT + 120)
        top = paper.at
        for number in range(1, 7):
            paper.paragraph(f"{number}、左栏{SENTENCE[:40]}", right=middle - 15)
        paper.at = top
        for number in range(7, 13):
            paper.paragraph(f"{number}、右栏{SENTENCE[:40]}", x=middle + 15)

    bodies = _bodies(pdf_of(draw))
    assert bodies[1:] == [f"{n}、{'左' if n < 7 else '右'}栏{SENTENCE[:40]}" for n in range(1, 13)]


def test_columns_whose_lines_stand_at_other_heights_are_told_apart() -> None:
    middle = (LEFT + RIGHT) / 2

    def draw(paper: Paper) -> None:
        for number in range(1, 7):
            paper.paragraph(f"{number}、左栏{SENTENCE[:40]}", right=middle - 12)
        paper.at = 97
        for number in range(7, 13):
            paper.paragraph(f"{number}、右栏{SENTENCE[:40]}", x=middle + 12)

    assert _bodies(pdf_of(draw)) == [f"{n}、{'左' if n < 7 else '右'}栏{SENTENCE[:40]}" for n in range(1, 13)]


def test_rows_of_an_aligned_table_may_have_several_lines() -> None:
    def draw(paper: Paper) -> None:
        rows = (
            ("序", "名称", "要求"),
            ("号", "", ""),
            ("1", "检测速度及", "≥10kHz，"),
            ("", "采样方式", "连续"),
            ("2", "功率", "≥4mW"),
        )
        for (number, name, asked), below in zip(rows, (14, 30, 14, 30, 30), strict=True):
            for x, text in ((LEFT, number), (LEFT + 50, name), (LEFT + 170, asked)):
                paper.text(text, x=x, y=paper.at)
            paper.at += below

    assert _bodies(pdf_of(draw)) == ["序号 | 名称 | 要求", "1 | 检测速度及采样方式 | ≥10kHz，连续", "2 | 功率 | ≥4mW"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (scan(), "扫描件"),
        (encrypted(), "加密"),
        (with_script(), "脚本"),
        (text_pages(301), "300 页"),
        (b"%PDF-1.7\nnothing behind it", "损坏"),
        (text_pages(2)[:900], "损坏"),
    ],
    ids=["scan", "encrypted", "script", "301 pages", "empty", "truncated"],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        open_document(data)
