"""HTML gives what a browser shows: blanks drawn together, raised digits, numbers of lists, cells that cover others."""

from __future__ import annotations

import pytest

from documents.blocks import Block
from documents.html import blocks_of_html
from documents.opening import open_document
from kernel.sandbox_child import Unreadable


def _bodies(html: str) -> list[str]:
    return [block.body for block in blocks_of_html(html)]


def _cells(block: Block) -> list[tuple[str, int, int, bool]]:
    return [(cell.text, cell.column, cell.span, cell.continues) for cell in block.cells]


def test_raised_digits_stay_raised_however_they_are_written() -> None:
    html = (
        "<p>真空≤5×10<sup>-5</sup>Pa</p><p>分辨率4cm<span style='vertical-align:super'>-1</span></p>"
        "<p>10<sup><span>-</span></sup><sup>6</sup></p><p>CO<sub>2</sub></p>"
    )
    assert _bodies(html) == ["真空≤5×10⁻⁵Pa", "分辨率4cm⁻¹", "10⁻⁶", "CO2"]


def test_the_characters_of_symbol_fonts_are_read() -> None:
    assert _bodies("<p>数量<span style='font-family:Symbol'>\xb3</span>3支</p>") == ["数量≥3支"]
    assert _bodies("<p>数量\uf0b33支</p>") == ["数量≥3支"]


def test_blanks_are_drawn_together_and_a_typists_line_end_is_none() -> None:
    assert _bodies("<p>分辨\n  率&nbsp;&nbsp;≥ 60000\nFWHM<br>第二行</p>") == ["分辨率 ≥ 60000 FWHM\n第二行"]


def test_what_is_not_shown_is_left_out() -> None:
    html = (
        "<script>var a='分辨率≥1'</script><style>p{}</style><nav>首页</nav><p>行程≥10mm<del>20mm</del>"
        "<span style='display:none'>内部</span><s>旧</s></p><!-- 注释 --><template>模板</template>"
    )
    assert _bodies(html) == ["行程≥10mm"]


def test_lists_have_the_numbers_that_a_browser_writes() -> None:
    html = "<ol start=3><li>甲</li><li value=9>乙</li></ol><ol type=a><li><p>丙</p></li></ol><ul><li>丁</li></ul>"
    assert [(block.label, block.body) for block in blocks_of_html(html)] == [
        ("3.", "甲"),
        ("9.", "乙"),
        ("a.", "丙"),
        ("", "丁"),
    ]


def test_headings_have_their_level_and_bold_lines_are_emphasised() -> None:
    html = "<h2>采购需求</h2><p><b>技术参数</b></p><p><b>行程</b>≥10mm</p>"
    assert [(block.level, block.is_emphasised) for block in blocks_of_html(html)] == [
        (2, False),
        (None, True),
        (None, False),
    ]


def test_cells_cover_rows_and_columns() -> None:
    html = (
        "<table><tr><td colspan=3>技术参数</td></tr><tr><td rowspan=2>扫描</td><td>速度</td><td>≥10帧/s</td></tr>"
        "<tr><td>视野</td><td>≥18mm</td></tr><tr><td>光源</td><td rowspan=0>氙灯</td><td>1只</td></tr></table>"
    )
    title, first, second, third = blocks_of_html(html)
    assert _cells(title) == [("技术参数", 0, 3, False)]
    assert _cells(first) == [("扫描", 0, 1, False), ("速度", 1, 1, False), ("≥10帧/s", 2, 1, False)]
    assert _cells(second) == [("扫描", 0, 1, True), ("视野", 1, 1, False), ("≥18mm", 2, 1, False)]
    assert _cells(third) == [("光源", 0, 1, False), ("氙灯", 1, 1, False), ("1只", 2, 1, False)]
    assert {block.table for block in (title, first, second, third)} == {1}


def test_a_table_that_arranges_the_page_is_running_text() -> None:
    html = (
        "<table><tr><td><p>采购公告</p><table><tr><td>序号</td><td>要求</td></tr><tr><td>1</td><td>行程≥10mm</td></tr>"
        "</table></td></tr></table>"
    )
    blocks = blocks_of_html(html)
    assert [(block.table, block.body) for block in blocks] == [
        (0, "采购公告"),
        (1, "序号 | 要求"),
        (1, "1 | 行程≥10mm"),
    ]


def test_a_table_inside_a_cell_is_text_of_the_cell() -> None:
    html = (
        "<table><tr><td>序号</td><td>要求</td></tr><tr><td>1</td><td>附件：<table><tr><td>物镜</td><td>4只</td></tr></table></td>"
        "</tr><tr><td>2</td><td>行程</td></tr></table>"
    )
    assert [block.body for block in blocks_of_html(html)] == ["序号 | 要求", "1 | 附件： 物镜 4只", "2 | 行程"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_saved_page_is_read_in_its_encoding(encoding: str) -> None:
    named = "gb2312" if encoding == "gb18030" else encoding
    html = f"<html><head><meta charset='{named}'></head><body><p>分辨率≥60000，㎡</p></body></html>"
    assert [block.body for block in open_document(html.encode(encoding)).blocks] == ["分辨率≥60000，㎡"]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div>" * 100_000 + "深", "嵌套过深"),
        ("<p>x</p>" * 300_000, "过大"),
        ("<p " + "a=1 " * 3_000_000 + ">x</p>", "过大"),
        ("<html><script>1</script></html>", "没有文字"),
        ("<table>" + "<tr>" + "<td>x</td>" * 60 + "</tr>" * 1 + "</table>" + "<p>x</p>" * 20_001, "过大"),
    ],
    ids=["deep", "tags", "attributes", "script only", "blocks"],
)
def test_what_no_page_needs_is_refused(html: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        blocks_of_html(html)
