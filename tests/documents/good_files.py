"""Sound files of all kinds and makers, each of which must be accepted and read. All content is invented (示例)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.demands.documents import DOCUMENTS
from tests.demands.layouts import LAYOUTS
from tests.documents.compound_files import Paragraph, word97
from tests.documents.pdf_files import LEFT, RIGHT, Paper, pdf_of, text_pages

SAMPLES = Path(__file__).parent / "samples"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TYPES = "[Content_Types].xml"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HTML = "<html><head><meta charset='{}'></head><body><h1>采购需求</h1><p>1、分辨率≥60000</p></body></html>"
TEXT = "1、分辨率≥60000\n2、行程≥10mm\n"


def bare_docx(*, namespace: str = W, main: str = "word/document.xml", prefix: str = "", slash: str = "/") -> bytes:
    """A document of nothing but its text: no styles, no properties, no relations."""
    target = io.BytesIO()
    override = f'<Override PartName="/{main}" ContentType="{DOCX_TYPE}"/>'
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{override}</Types>'
    paragraph = "<w:p><w:r><w:t>1、分辨率≥60000</w:t></w:r></w:p>"
    text = f'<w:document xmlns:w="{namespace}"><w:body>{paragraph}</w:body></w:document>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TYPES, types)
        info = zipfile.ZipInfo(prefix + "x")
        info.filename = prefix + main.replace("/", slash)
        archive.writestr(info, text)
    return target.getvalue()


def rewritten_xlsx(*, prefix: str = "", is_strict: bool = False, without: str = "") -> bytes:
    """A workbook whose parts are named or written as other programs do, or that lacks a part."""
    book = Workbook()
    book.active.append(["序号", "技术要求"])  # type: ignore[union-attr]
    book.active.append([1, "分辨率≥60000"])  # type: ignore[union-attr]
    source, target = io.BytesIO(), io.BytesIO()
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if without and without in info.filename:
                continue
            data = old.read(info)
            if is_strict:
                for usual, strict in (
                    (
                        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                    ),
                    (
                        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                    ),
                ):
                    data = data.replace(usual, strict)
            named = zipfile.ZipInfo("x")
            named.filename = info.filename if info.filename == TYPES else prefix + info.filename
            new.writestr(named, data)
    return target.getvalue()


def _lines(paper: Paper) -> None:
    paper.text("采购需求（示例）", size=18)
    paper.text("1、分辨率≥60000（FWHM，m/z 200）；")
    paper.text("2、行程：X≥100mm，Y≥100mm；")


def _table(paper: Paper) -> None:
    paper.table((("序号", "名称", "要求"), ("1", "行程", "≥100mm"), ("2", "精度", "≤1μm")), (LEFT, 120, 240, RIGHT))


def _builders() -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {
        "bare.docx": bare_docx,
        "strict.docx": lambda: bare_docx(namespace=STRICT_W),
        "backslashes.docx": lambda: bare_docx(slash="\\"),
        "leading-slash.docx": lambda: bare_docx(prefix="/"),
        "other-main-part.docx": lambda: bare_docx(main="word/document2.xml"),
        "strict.xlsx": lambda: rewritten_xlsx(is_strict=True),
        "leading-slash.xlsx": lambda: rewritten_xlsx(prefix="/"),
        "no-properties.xlsx": lambda: rewritten_xlsx(without="docProps"),
        "no-theme.xlsx": lambda: rewritten_xlsx(without="theme"),
        "text.pdf": lambda: pdf_of(_lines),
        "table.pdf": lambda: pdf_of(_lines, _table),
        "packed.pdf": lambda: pdf_of(_lines, pageCompression=1),
        "300-pages.pdf": lambda: text_pages(300),
        "page.html": HTML.format("utf-8").encode,
        "page.htm": lambda: HTML.format("gb2312").encode("gb18030"),
        "mark.html": lambda: HTML.format("utf-8").encode("utf-8-sig"),
        "wide.html": lambda: HTML.format("utf-16").encode("utf-16"),
        "fragment.html": "<p>1、分辨率≥60000</p>".encode,
        "text.txt": TEXT.encode,
        "mark.txt": lambda: TEXT.encode("utf-8-sig"),
        "chinese.txt": lambda: TEXT.encode("gb18030"),
        "table.csv": lambda: '序号,技术要求\n1,"分辨率≥60000，FWHM"\n'.encode("gb18030"),
        "table.tsv": "序号\t技术要求\n1\t分辨率≥60000\n".encode,
        "written.doc": lambda: word97([Paragraph([("1、分辨率≥60000", b"")])]),
        "written.wps": lambda: word97([Paragraph([("1、分辨率≥60000", b"")])]),
    }
    for name in ("word97.doc", "excel97.xls"):
        found[name] = (SAMPLES / name).read_bytes
        found[name.replace("word97.doc", "saved.wps").replace("excel97.xls", "saved.et")] = (SAMPLES / name).read_bytes
    for name in ("tender-lcms.docx", "parameters-centrifuge.xlsx"):
        found[name] = (EXAMPLES / name).read_bytes
    return found


GOOD = _builders()
for _build in (*DOCUMENTS, *LAYOUTS):
    _data = _build().data  # type: ignore[attr-defined]
    _suffix = ("xlsx" if b"xl/workbook.xml" in _data else "docx") if _data.startswith(b"PK") else "txt"
    GOOD[f"{_build.__name__}.{_suffix}"] = lambda data=_data: data  # type: ignore[misc]
