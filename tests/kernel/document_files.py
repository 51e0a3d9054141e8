"""Files beyond Office archives that must be refused: in the request (`HOSTILE`) or in the limited child (`DEEPER`)."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.documents.compound_files import FREE, SECTOR, Paragraph, compound, word97
from tests.documents.pdf_files import encrypted, text_pages, with_script
from tests.kernel.office_files import XLSX_MAIN, archive_of, sound_docx

HTML = "<html><body><p>分辨率≥60000</p></body></html>"


def pdf_with(entry: str) -> bytes:
    """A small PDF whose catalogue has one more entry."""
    return text_pages(1).replace(b"/Type /Catalog", b"/Type /Catalog " + entry.encode())


def pdf_objects(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table of references."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    size = len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    return data + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, root, start)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """A packed stream."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), extra, packed)


def _page_bomb() -> bytes:
    """A page whose content unpacks to 700 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m " * 170_000) for _ in range(700)) + packer.flush()
    content = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed)
    return pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        content,
    )


def _script_in_packed_objects() -> bytes:
    """A catalogue that stands, with its script, in a packed stream of objects."""
    catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
    packed = stream(b"4 0 " + catalog, b"/Type/ObjStm/N 1/First 4")
    data = b"%PDF-1.7\n"
    places = {}
    for number, content in ((2, b"<</Type/Pages/Kids[]/Count 0>>"), (3, packed)):
        places[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    rows = [(0, 0, 65535), (0, 0, 0), (1, places[2], 0), (1, places[3], 0), (2, 3, 0), (1, start, 0)]
    table = b"".join(
        bytes((kind,)) + place.to_bytes(4, "big") + index.to_bytes(2, "big") for kind, place, index in rows
    )
    data += b"5 0 obj\n%b\nendobj\n" % stream(table, b"/Type/XRef/W[1 4 2]/Size 6/Root 4 0 R")
    return data + b"startxref\n%d\n%%%%EOF" % start


def _tables_in_a_loop() -> bytes:
    """Tables of references that name each other for ever."""
    data = text_pages(1)
    start = data.rindex(b"startxref")
    place = int(data[start:].split()[1])
    return data.replace(b"/Root", b"/Prev %d /Root" % place, 1)


def _pages_in_a_loop() -> bytes:
    """A tree of pages whose branch is its own root."""
    return pdf_objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")


def _many_kids() -> bytes:
    """A tree of pages with one page named 100,000 times under numbers of its own."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(3000))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf_objects(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[" + kids + b"]/Count 3000>>", *[page] * 3000
    )


def _sectors_in_a_loop() -> bytes:
    """A compound file whose stream's chain of sectors comes back to its beginning."""
    data = bytearray(compound({"WordDocument": b"x" * 8192, "1Table": b"x"}))
    table = data.rindex((1).to_bytes(4, "little") + (2).to_bytes(4, "little"))
    data[table + 4 * 15 : table + 4 * 16] = (0).to_bytes(4, "little")
    return bytes(data)


def _no_sector_table() -> bytes:
    data = bytearray(word97([Paragraph([("分辨率", b"")])]))
    data[76:SECTOR] = FREE.to_bytes(4, "little") * 109
    return bytes(data)


Case = tuple[str, Callable[[], bytes], str]

HOSTILE: dict[str, Case] = {
    "encrypted pdf": ("a.pdf", encrypted, "加密"),
    "pdf with a script": ("a.pdf", with_script, "脚本"),
    "pdf with named scripts": ("a.pdf", lambda: pdf_with("/Names <</JavaScript 9 0 R>>"), "脚本"),
    "pdf that starts a program": ("a.pdf", lambda: pdf_with("/OpenAction <</S /Launch /F (cmd)>>"), "脚本"),
    "pdf with files inside": ("a.pdf", lambda: pdf_with("/Names <</EmbeddedFiles 9 0 R>>"), "嵌入文件"),
    "pdf with a programmed form": ("a.pdf", lambda: pdf_with("/AcroForm <</XFA 9 0 R>>"), "脚本"),
    "pdf with film": ("a.pdf", lambda: pdf_with("/X <</Subtype /RichMedia>>"), "脚本"),
    "half a pdf": ("a.pdf", lambda: text_pages(30)[:8000], "损坏"),
    "only the head of a pdf": ("a.pdf", lambda: b"%PDF-1.7\n", "损坏"),
    "pdf under the name of a document": ("a.docx", lambda: text_pages(1), "扩展名"),
    "pdf under the name of a page": ("a.html", lambda: text_pages(1), "扩展名"),
    "document under the name of a pdf": ("a.pdf", sound_docx, "扩展名"),
    "document under the name of an old one": ("a.doc", sound_docx, "扩展名"),
    "workbook under the name of an old one": ("a.xls", lambda: archive_of({}, main=XLSX_MAIN), "扩展名"),
    "page under the name of a pdf": ("a.pdf", HTML.encode, "不是可以读取"),
    "page under the name of an old document": ("a.doc", HTML.encode, "不是可以读取"),
    "script before a pdf": ("a.pdf", lambda: b"<script>\n" + text_pages(1), "不是可以读取"),
    "zip under the name of a page": ("a.htm", lambda: archive_of({"a.xml": b""}, main="x"), "不是"),
    "page over 10 MB": ("a.html", lambda: b"<html>" + b"x" * 10_500_000, "10 MB"),
    "page without a tag": ("a.html", lambda: "分辨率".encode() * 9000, "不是网页"),
    "binary under the name of a page": ("a.html", lambda: b"<html>\0\0\0\1\2", "不是可以读取"),
    "text over 2 MB": ("a.txt", lambda: b"1. x\n" * 450_000, "2 MB"),
    "binary under the name of a text": ("a.csv", lambda: bytes(range(256)) * 4, "不是可以读取"),
    "program under the name of a text": ("a.txt", lambda: b"MZ\x90" + b"a" * 99, "不是可以读取"),
    "picture under the name of a pdf": ("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + b"a" * 99, "不是可以读取"),
    "encrypted new document": ("a.docx", lambda: compound({"EncryptedPackage": b"x"}), "加密"),
    "old document under another name": ("a.pdf", lambda: word97([Paragraph([("x", b"")])]), "加密，或是旧版"),
    "only the head of an old document": ("a.doc", lambda: compound({"a": b"x"})[:600], "损坏"),
    "old document with a wrong byte order": ("a.doc", lambda: _patched(28, b"\xff\xff"), "损坏"),
    "old workbook with absurd sectors": ("a.et", lambda: _patched(30, b"\x1f\0"), "损坏"),
    "file of another kind": ("a.rtf", lambda: rb"{\rtf1 abc}", "扩展名"),
    "archive by tar": ("a.txt", lambda: b"\x1f\x8b\x08" + b"a" * 99, "不是可以读取"),
}

DEEPER: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf of 301 pages": (lambda: text_pages(301), "300 页"),
    "pdf of 3,000 empty pages": (_many_kids, "300 页"),
    "pdf bomb": (_page_bomb, "内存|用时"),
    "pages in a loop": (_pages_in_a_loop, "损坏"),
    "script in packed objects": (_script_in_packed_objects, "脚本"),
    "scan": (lambda: pdf_objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                 b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"), "扫描件"),
    "page 100,000 deep": (lambda: b"<div>" * 100_000 + b"x", "嵌套过深"),
    "page of a million attributes": (lambda: b"<html><p " + b"a=1 " * 2_600_000 + b">x</p>", "过大"),
    "page of 500,000 tags": (lambda: b"<p>x" * 500_000, "过大"),
    "page without text": (lambda: b"<html><script>1</script></html>", "没有文字"),
    "text of 300,000 characters": (lambda: "参数".encode() * 150_000, "20 万字"),
    "old document with a password": (lambda: word97([Paragraph([("x", b"")])], flags=0x0300), "加密"),
    "old document with macros": (lambda: compound({"WordDocument": b"x", "1Table": b"x"}, storage="Macros"), "宏"),
    "old workbook with macros": (lambda: compound({"Workbook": b"x"}, storage="_VBA_PROJECT_CUR"), "宏"),
    "encrypted new document under an old name": (lambda: compound({"EncryptedPackage": b"x"}), "加密"),
    "sectors in a loop": (_sectors_in_a_loop, "损坏"),
    "no table of sectors": (_no_sector_table, "损坏"),
    "old document cut in half": (lambda: word97([Paragraph([("长" * 3000, b"")])])[:4000], "损坏"),
    "compound file of another program": (lambda: compound({"Contents": b"x"}), "不是 Word 或 Excel"),
}  # fmt: skip


def _patched(place: int, value: bytes) -> bytes:
    data = bytearray(compound({"WordDocument": b"x", "1Table": b"x"}))
    data[place : place + len(value)] = value
    return bytes(data)
