"""Reads a PDF with text into blocks: running text joined to paragraphs, tables joined over pages."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from documents.blocks import Block, BlockKind
from documents.pdfglyphs import UNKNOWN, Glyph, TextLine, glyphs_of
from documents.pdfgrids import Grid
from documents.pdfpages import FlowLine, PageContent, RawPage, content_of, drop_running_lines
from documents.pdfsafety import check_actions
from documents.pdftables import TableWriter
from documents.pdfwrap import is_wrapped, join_texts
from kernel.sandbox_child import Unreadable, marked

MOST_PAGES = 300
MOST_GLYPHS = 1_000_000
FEWEST_GLYPHS_A_PAGE = 12
LARGEST_UNKNOWN_SHARE = 0.1
MOST_EDGES = 4000

_NO_TEXT = marked(
    "PDF 里没有可读取的文字（扫描件或图片）。"
    "请上传原始的 Word、Excel 或可复制文字的 PDF，或先做文字识别（OCR）后复制文字粘贴。"
)
_BAD_TEXT = marked("PDF 的文字编码无法识别，读出来会是乱码。请上传原始的 Word 文件，或复制文字后粘贴。")
_TOO_LONG = marked("PDF 超过 %(most)s 页。请只保留采购需求部分后再试。")
_LOCKED = marked("PDF 已加密。请解除密码后再上传。")
_DAMAGED = marked("PDF 不完整或已损坏。请重新导出后再上传。")


def blocks_of_pdf(data: bytes) -> list[Block]:
    """The paragraphs and table rows of a PDF in reading order, with the number of their page.

    Headers, footers, page numbers and slanted watermarks are left out. Raises Unreadable for scans without text,
    text that the file maps to no characters, encrypted or damaged files, scripts, and more than 300 pages.
    """
    pages = [content_of(page) for page in _raw_pages(data)]
    drop_running_lines(pages)
    return list(_Flow(pages).blocks())


def _raw_pages(data: bytes) -> list[RawPage]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            check_actions(document.doc)
            pages = document.pages
            if len(pages) > MOST_PAGES:
                raise Unreadable(_TOO_LONG, most=str(MOST_PAGES))
            raw = [_raw_page(page) for page in pages]
    except PdfminerException as problem:
        if any(isinstance(argument, MemoryError) for argument in problem.args):
            raise MemoryError from problem
        is_locked = any(isinstance(argument, PDFPasswordIncorrect) for argument in problem.args)
        raise Unreadable(_LOCKED if is_locked else _DAMAGED) from problem
    _check_text(raw)
    return raw


def _raw_page(page: Any) -> RawPage:
    glyphs = glyphs_of(page.chars)
    edges = page.edges
    # Drawings have thousands of edges and are no tables.
    tables = [table.cells for table in page.find_tables()] if 0 < len(edges) < MOST_EDGES else []
    rules = sorted({round(edge["top"]) for edge in edges if edge["orientation"] == "h" and edge["width"] > 60})
    raw = RawPage(page.page_number, float(page.width), float(page.height), glyphs, tables, rules)
    page.close()  # gives the memory of its objects back
    return raw


def _check_text(pages: Sequence[RawPage]) -> None:
    if not pages:
        raise Unreadable(_DAMAGED)
    count = sum(len(page.glyphs) for page in pages)
    if count > MOST_GLYPHS:
        raise Unreadable(_TOO_LONG, most=str(MOST_PAGES))
    with_text = sum(sum(not g.text.isspace() for g in page.glyphs) >= FEWEST_GLYPHS_A_PAGE for page in pages)
    if not with_text or count == 0:
        raise Unreadable(_NO_TEXT)
    unknown = sum(glyph.text == UNKNOWN or _is_private(glyph) for page in pages for glyph in page.glyphs)
    if unknown > LARGEST_UNKNOWN_SHARE * count:
        raise Unreadable(_BAD_TEXT)


def _is_private(glyph: Glyph) -> bool:
    return "\ue000" <= glyph.text[:1] <= "\uf8ff"


class _Flow:
    """Joins what lines and pages tore apart."""

    def __init__(self, pages: Sequence[PageContent]) -> None:
        self._pages = pages
        lines = [item for page in pages for item in page.items if isinstance(item, FlowLine)]
        width = max((page.width for page in pages), default=0.0)
        self._left, self._right = _margins([item.line for item in lines if not item.right], width)
        sizes = Counter(round(item.line.size, 1) for item in lines for _ in item.line.glyphs)
        self._body_size = sizes.most_common(1)[0][0] if sizes else 0.0
        bold = sum(item.line.is_bold for item in lines)
        self._bold_tells = bold * 2 < len(lines)

    def blocks(self) -> Iterator[Block]:
        waiting: tuple[FlowLine, str, int, FlowLine] | None = None  # first line, text so far, page, last line
        tables = TableWriter()
        for page in self._pages:
            for item in page.items:
                if isinstance(item, Grid):
                    if waiting is not None:
                        yield self._paragraph(*waiting[:3])
                        waiting = None
                    yield from tables.take(item, page)
                    continue
                yield from tables.leave()
                if waiting is not None and self._continues(waiting[3], item):
                    waiting = (waiting[0], join_texts(waiting[1], item.line.text), waiting[2], item)
                    continue
                if waiting is not None:
                    yield self._paragraph(*waiting[:3])
                waiting = (item, item.line.text, page.number, item)
        yield from tables.leave()
        if waiting is not None:
            yield self._paragraph(*waiting[:3])

    def _continues(self, before: FlowLine, item: FlowLine) -> bool:
        line, following = before.line, item.line
        right = before.right or self._right
        gap = following.top - line.bottom
        if gap > 0 and gap > 2.0 * line.size:
            return False
        if self._is_centred(before) or following.is_bold != line.is_bold:
            return False
        return is_wrapped(line, following, right=right)

    def _is_centred(self, item: FlowLine) -> bool:
        left, right = (item.left, item.right) if item.right else (self._left, self._right)
        before, behind = item.line.x0 - left, right - item.line.x1
        return min(before, behind) > 3 * item.line.size and abs(before - behind) < 1.2 * item.line.size

    def _paragraph(self, first: FlowLine, text: str, page: int) -> Block:
        line: TextLine = first.line
        is_emphasised = (
            (self._bold_tells and line.is_bold) or line.size > 1.08 * self._body_size or self._is_centred(first)
        )
        return Block(text, BlockKind.PARAGRAPH, f"第 {page} 页", is_emphasised=is_emphasised, page=page)


def _margins(lines: Sequence[TextLine], width: float) -> tuple[float, float]:
    """Where running text begins and ends: the outermost place that three lines reach.

    Where no three lines end together, none need be full, and the right margin is as wide as the left one.
    """
    if not lines:
        return 0.0, width
    left = min(line.x0 for line in lines)
    ends = sorted((line.x1 for line in lines), reverse=True)
    shared = next((end for i, end in enumerate(ends[:-2]) if end - ends[i + 2] < 0.5 * lines[0].size), 0.0)
    return left, shared if shared > 0.75 * width else max(width - left, ends[0])
