"""The left column: every block of the document once, joined where rows were, quiet where nothing was taken, folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.demands.conversion import row_of_reading
from apps.demands.models import Requirement, SourceDocument
from apps.demands.source_lines import Entry, originals_of
from apps.demands.spans import place_in_print, segments_of
from apps.taxonomy.language.read import read_line

Blocks = list[dict[str, object]]


def _rows(text: str, block: int | None = 0, *, pk: int = 1, document_id: int | None = 7) -> list[Requirement]:
    rows = [row_of_reading(reading, raw_text=text) for reading in read_line(text)]
    for number, row in enumerate(rows):
        row.pk, row.document_id, row.block, row.line = pk + number, document_id, block, 1
    return rows


def _entries(texts: list[str], rows: list[Requirement], **more: object) -> list[Entry]:
    blocks: Blocks = [{"text": text, "kind": "paragraph", "place": f"第{i}段", **more} for i, text in enumerate(texts)]
    originals = originals_of([SourceDocument(pk=7, name="示例.docx", blocks=blocks)], rows)
    return originals.documents[0].entries


def _parts(text: str) -> list[tuple[str, str]]:
    return [(segment.part, segment.text) for segment in segments_of(text, _rows(text)) if segment.part]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("分辨率≥6万（FWHM）", [("name", "分辨率"), ("relation", "≥"), ("value", "6万"), ("condition", "FWHM")]),
        (
            "质量精度（内标）≤0.9 ppm",
            [("name", "质量精度"), ("condition", "内标"), ("relation", "≤"), ("value", "0.9 "), ("unit", "ppm")],
        ),
        ("采集速率不低于20 Hz", [("name", "采集速率"), ("relation", "不低于"), ("value", "20 "), ("unit", "Hz")]),
        (
            "柱温箱：室温+5℃～85℃",
            [("name", "柱温箱"), ("value", "室温+5"), ("unit", "℃"), ("value", "～85"), ("unit", "℃")],
        ),
        ("具备自动点火功能", [("relation", "具备"), ("name", "自动点火功能")]),
    ],
)
def test_each_part_has_its_own_colour(text: str, expected: list[tuple[str, str]]) -> None:
    assert _parts(text) == expected


@given(st.text(alphabet="分辨率≥6万（）m/z 0～℃；★3.,|\n", max_size=40), st.text(max_size=40))
def test_the_pieces_always_give_the_line_and_a_place_is_never_outside(text: str, other: str) -> None:
    rows = _rows(text)
    assert "".join(segment.text for segment in segments_of(text, rows)) == text
    places = place_in_print(text, other)
    assert places is None or all(-1 <= place < len(other) for place in places)


def test_a_line_is_shown_as_printed_with_its_number_and_mark() -> None:
    (entry,) = _entries(["3.1 ★分辨率≥6万（FWHM）；"], _rows("分辨率≥6万（FWHM）；"))
    assert entry.text == "3.1 ★分辨率≥6万（FWHM）；"
    assert [segment.text for segment in entry.segments if segment.part == "value"] == ["6万"]


def test_a_row_of_a_table_is_coloured_over_its_cells() -> None:
    (entry,) = _entries(["3.2.1 | 输液泵 | 系统最高耐压 | ≥100MPa | ★"], _rows("系统最高耐压：≥100MPa"))
    parts = {segment.part: segment.text for segment in entry.segments}
    assert (parts["name"], parts["relation"], parts["value"]) == ("系统最高耐压", "≥", "100")


def test_a_row_that_was_joined_over_blocks_takes_them_all() -> None:
    texts = ["3.1 分辨率", "≥60000；", "3.2 其他说明"]
    entries = _entries(texts, _rows("分辨率≥60000；"))
    assert [(entry.kind, entry.text) for entry in entries] == [
        ("line", "3.1 分辨率\n≥60000；"),
        ("quiet", "3.2 其他说明"),
    ]


def test_headings_and_what_was_not_taken_stand_in_their_places() -> None:
    texts = ["三、技术参数", "注：逐条响应。", "3.1 分辨率≥60000", ""]
    assert [entry.kind for entry in _entries(texts, _rows("分辨率≥60000", 2))] == ["heading", "quiet", "line"]


def test_long_stretches_without_rows_are_folded_and_lines_near_rows_stay() -> None:
    texts = [f"说明{number}。" for number in range(40)]
    texts[20] = "分辨率≥60000"
    entries = _entries(texts, _rows("分辨率≥60000", 20))
    assert [entry.kind for entry in entries] == ["fold", *["quiet"] * 3, "line", *["quiet"] * 3, "fold"]
    assert [(entry.first, entry.last, entry.count) for entry in entries if entry.kind == "fold"] == [
        (0, 16, 17),
        (24, 39, 16),
    ]


def test_a_row_whose_words_are_not_in_the_document_shows_its_own() -> None:
    (entry,) = _entries(["别的话"], _rows("分辨率≥60000"))
    assert entry.text == "分辨率≥60000"


def test_typed_rows_stand_below_the_documents() -> None:
    originals = originals_of([], _rows("分辨率≥60000", None, document_id=None))
    assert [entry.key for entry in originals.typed] == ["0-1"]


def test_pages_are_told_where_the_format_has_them() -> None:
    blocks: Blocks = [{"text": "分辨率≥60000", "kind": "paragraph", "place": "", "page": 12}]
    document = SourceDocument(pk=7, name="示例.pdf", blocks=blocks)
    original = originals_of([document], _rows("分辨率≥60000")).documents[0]
    assert (original.pages, original.is_pdf, original.entries[0].page) == ((12, 12), True, 12)
