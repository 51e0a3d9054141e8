"""A Word 97 document gives what Word shows: raised digits, tables, headings, no hidden text, no codes of fields."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from documents.blocks import BlockKind
from documents.opening import Format, open_document
from kernel.sandbox_child import Unreadable
from tests.documents.compound_files import HIDDEN, RAISED, Paragraph, cell, compound, row_end, word97

SAMPLES = Path(__file__).parent / "samples"  # both were saved by LibreOffice, from invented content


def _plain(text: str) -> Paragraph:
    return Paragraph([(text, b"")])


def test_raised_digits_stay_raised() -> None:
    paragraph = Paragraph([("本底真空≤5×10", b""), ("-5", RAISED), ("Pa，分辨率4cm", b""), ("-1", RAISED)])
    (block,) = open_document(word97([paragraph])).blocks
    assert block.body == "本底真空≤5×10⁻⁵Pa，分辨率4cm⁻¹"


def test_hidden_text_and_the_codes_of_fields_are_left_out() -> None:
    hidden = Paragraph([("转速≥18500r/min", b""), ("（内部讨论）", HIDDEN)])
    link = _plain("见\x13 HYPERLINK a.htm \x14附件一\x15的要求\x0b第二行")
    first, second = open_document(word97([hidden, link])).blocks
    assert (first.body, second.body) == ("转速≥18500r/min", "见附件一的要求\n第二行")


def test_cells_and_rows_are_told_from_paragraphs() -> None:
    rows = [
        cell("序号"),
        cell("要求"),
        row_end(),
        cell("1"),
        cell("行程≥100mm"),
        row_end(),
        cell("2"),
        cell(""),
        row_end(),
    ]
    blocks = open_document(word97([_plain("技术参数"), *rows, _plain("注：以上为示例")])).blocks
    assert [(block.kind, block.body) for block in blocks] == [
        (BlockKind.PARAGRAPH, "技术参数"),
        (BlockKind.TABLE_ROW, "序号 | 要求"),
        (BlockKind.TABLE_ROW, "1 | 行程≥100mm"),
        (BlockKind.TABLE_ROW, "2"),
        (BlockKind.PARAGRAPH, "注：以上为示例"),
    ]
    assert [len(block.cells) for block in blocks] == [0, 2, 2, 2, 0]


def test_the_styles_of_headings_are_levels() -> None:
    blocks = open_document(word97([Paragraph([("第三章 采购需求", b"")], style=1), _plain("正文")])).blocks
    assert [block.level for block in blocks] == [1, None]


def test_text_in_one_byte_a_character_is_read() -> None:
    (block,) = open_document(word97([_plain("Resolution 60000 \xb1 5%")], narrow=True)).blocks
    assert block.body == "Resolution 60000 ± 5%"


def test_a_document_that_another_program_saved_is_read() -> None:
    opened = open_document((SAMPLES / "word97.doc").read_bytes())
    assert opened.format is Format.DOC
    assert [(block.level, block.label, block.body) for block in opened.blocks] == [
        (1, "", "磁控溅射镀膜机采购需求（示例）"),
        (2, "", "一、技术要求"),
        (None, "", "★1. 本底真空≤5×10⁻⁵Pa；"),
        (None, "", "2. 靶枪数量≥3支；"),
        (None, "", "序号 | 名称 | 要求"),
        (None, "", "3 | 样品台 | 转速0～30r/min"),
        (None, "", "4 | 承重≥2kg"),
        (2, "", "二、商务要求"),
        (None, "1.", "1. 质保期：3年"),
    ]
    merged = opened.blocks[6].cells[1]
    assert (merged.text, merged.continues) == ("样品台", True)


def test_a_workbook_that_another_program_saved_is_read() -> None:
    opened = open_document((SAMPLES / "excel97.xls").read_bytes())
    assert opened.is_sheet
    assert [block.body for block in opened.blocks] == [
        "招标参数",
        "仪器名称：电子万能试验机",
        "序号 | 指标名称 | 要求 | 标记",
        "1 | 最大试验力 | ≥100kN | ★",
        "2 | 力值相对误差 | 0.5%",
        "3 | 交货日期 | 2026-05-01",
    ]
    assert opened.blocks[1].cells[0].span == 4


def _damaged_pieces() -> bytes:
    data = bytearray(word97([_plain("分辨率")]))
    at = data.find(b"\x02" + struct.pack("<I", 16))
    data[at] = 9
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (word97([_plain("分辨率")], flags=0x0300), "加密"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "加密"),
        (compound({"WordDocument": b"x", "1Table": b"x"}, storage="Macros"), "宏"),
        (compound({"Contents": b"x"}), "不是 Word 或 Excel"),
        (compound({"WordDocument": b"not a document", "1Table": b"x"}), "损坏"),
        (compound({"Workbook": b"not a workbook"}), "损坏"),
        (_damaged_pieces(), "损坏"),
        ((SAMPLES / "excel97.xls").read_bytes()[:3000], "损坏"),
    ],
    ids=["locked", "encrypted package", "macros", "other", "no document", "no workbook", "pieces", "truncated"],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        open_document(data)
