"""PDF files for tests, drawn place by place. All names and figures are invented (示例)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG = "STSong-Light"
WIDTH, HEIGHT = A4
LEFT, RIGHT, SIZE = 72.0, WIDTH - 72.0, 12.0
LINE = 20.0


def pdf_of(*pages: Callable[[Paper], object], **options: object) -> bytes:
    """A PDF with a page for each function, which draws it."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, **options)
    for number, draw in enumerate(pages, start=1):
        draw(Paper(canvas, number))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class Paper:
    """One page; heights are counted from its top. `at` is where the next line stands."""

    def __init__(self, canvas: Canvas, number: int) -> None:
        self.canvas = canvas
        self.number = number
        self.at = 90.0

    def text(self, text: str, *, x: float = LEFT, y: float | None = None, size: float = SIZE) -> float:
        """Write one line and give the place where it ends; without a height at the next free one."""
        if y is None:
            y, self.at = self.at, self.at + LINE
        self.canvas.setFont(SONG, size)
        self.canvas.drawString(x, HEIGHT - y, text)
        return x + float(pdfmetrics.stringWidth(text, SONG, size))

    def line_of(self, *pieces: tuple[str, bool]) -> None:
        """One line of pieces, each plain or raised."""
        x, y = LEFT, self.at
        self.at += LINE
        for text, is_raised in pieces:
            x = self.text(text, x=x, y=y - (4 if is_raised else 0), size=SIZE * (0.6 if is_raised else 1))

    def paragraph(self, text: str, *, x: float = LEFT, right: float = RIGHT) -> None:
        """Lines that are broken where no further character fits."""
        for line in wrapped(text, right - x):
            self.text(line, x=x)

    def table(
        self, rows: Sequence[Sequence[str]], xs: Sequence[float], *, height: float = 24, ruled: bool = True
    ) -> None:
        """A table; a cell's lines are parted by newlines. Without rules only its alignment shows it."""
        for row in rows:
            tall = height * max(text.count("\n") + 1 for text in row)
            for x0, x1, text in zip(xs, xs[1:], row, strict=False):
                if ruled:
                    self.canvas.rect(x0, HEIGHT - self.at - tall, x1 - x0, tall)
                for position, line in enumerate(text.split("\n")):
                    self.text(line, x=x0 + 4, y=self.at + 16 + position * height)
            self.at += tall
        self.at += LINE


def wrapped(text: str, width: float) -> list[str]:
    """The text cut into lines, each as full as a typesetter makes it."""
    lines = [""]
    for character in text:
        if pdfmetrics.stringWidth(lines[-1] + character, SONG, SIZE) > width and character not in "，。；：、）":
            lines.append("")
        lines[-1] += character
    return lines


def text_pages(count: int) -> bytes:
    """So many pages with a line on each."""
    return pdf_of(*[_numbered] * count)


def _numbered(paper: Paper) -> None:
    paper.text(f"{paper.number}、分辨率优于{paper.number}微米的成像系统若干")


def scan() -> bytes:
    """A page that is a picture."""
    return pdf_of(lambda paper: paper.canvas.rect(50, 50, 400, 600, fill=1))


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    return pdf_of(_numbered, encrypt="secret")


def with_script() -> bytes:
    """A PDF that runs a script when it is opened."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFString

    def draw(paper: Paper) -> None:
        paper.text("分辨率优于1微米的成像系统")
        action = PDFDictionary({"S": PDFName("JavaScript"), "JS": PDFString("app.alert(1)")})
        paper.canvas._doc.Catalog.OpenAction = action

    return pdf_of(draw)
