"""Lines between blocks and rows: a paragraph or a table row as one text with its number, mark and group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.demands.reading.labels import Labelled, split_label, take_mark
from apps.demands.reading.sections import ends_sentence, has_value
from documents.blocks import Block

_INLINE = re.compile(r"(?<=[；;。])\s*(?=(\d{1,2})[、.．](?!\d))|(?<=[；;。])\s*(?=[（(](\d{1,2})[）)])")
_OPEN_END = re.compile(r"(?:[与和及或的为]|[、，,～~\-—–至（(\[：:≥≤≧≦±×/+＜＞<>=])\s*$")
_OPEN_START = re.compile(r"^\s*[）)，,、。；;～~≥≤±×/%％℃＋+=:：]")
_OWN_SUBJECT = re.compile(
    r"^[\w一-鿿（）()/·\-\s]{2,24}?\s*(?:[：:≥≤≧≦＞＜><±]|不[低小少大超高]|大于|小于|优于|至少|范围|\d)"
)
_LABELLED_VALUE = r"[A-Za-z][A-Za-z\d+\-]{0,8}(?:[（(][^（）()]{1,8}[）)])?\s*[≥≤≧≦＞＜><±]"
_NAMED = re.compile(r"[^：:，,。；;≥≤]{1,12}[：:]")
_CUT_NUMBER = re.compile(r"[：:≥≤≧≦><＞＜±\s（(]\d+(?:\.\d+)?$")
SHORTEST_WRAPPED = 14
_CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tender. `level` and `is_emphasised` come from its style.

    `from_table` lines state a parameter by their column heads. `may_continue` is true when the line has no number and
    name of its own and so may be the rest of the line before; a mark at its end is then the mark of that line.
    `is_parameter` lines stand in a column whose head says 技术参数 or its like.
    `may_be_torn` lines come from a page, where any line may be the rest of the one above.
    `states_nothing` lines are fields of a form that says what is bought, or the title over a table: no rows.
    `goods` is the instrument that the line's own place (a row of the list of goods, a sheet) belongs to.
    """

    labelled: Labelled
    block: int
    level: int | None = None
    is_emphasised: bool = False
    group: str = ""
    from_table: bool = False
    may_continue: bool = False
    goods: str = ""
    is_parameter: bool = False
    may_be_torn: bool = False
    states_nothing: bool = False

    @property
    def text(self) -> str:
        """The line without number and mark."""
        return self.labelled.text


def lines_of_paragraph(block: Block, index: int) -> Iterator[Line]:
    """The lines of a paragraph: soft breaks that begin a new item, and items numbered within one line, are split."""
    for position, piece in enumerate(split_items(block.body, is_numbered=bool(block.label))):
        label = block.label if position == 0 else ""
        # 、相位成像 goes on with what stood before: its comma is no part of a number.
        is_rest = not label and piece.startswith(("、", "，", ",", "；", "）", ")"))
        labelled = Labelled("", "", piece, 0) if is_rest else with_label(label, piece)
        yield Line(
            labelled=labelled,
            block=index,
            level=block.level if position == 0 else None,
            is_emphasised=block.is_emphasised,
            may_continue=not (labelled.number or take_mark(piece)[0] or block.level),
            may_be_torn=block.page is not None,
        )


def with_label(label: str, text: str) -> Labelled:
    """Take a line apart whose number the word processor wrote (`label`); without one as `split_label`."""
    if not label:
        return split_label(text)
    auto, rest = split_label(f"{label} 　"), split_label(text)
    if rest.number and not auto.number:
        return rest
    # A typed number behind an automatic one belongs to the text: “1. 5 μm”.
    kept = rest if not rest.number else Labelled("", *take_mark(text), 0)
    return Labelled(auto.number or label.strip("、.．（）() "), kept.mark or auto.mark, kept.text, auto.level or 5)


def split_items(text: str, *, is_numbered: bool = False) -> list[str]:
    """Split a text with soft breaks into items, and items that are numbered 1、…；2、… within a line.

    A break in the middle of an item is joined. `is_numbered`: the first item has a number that is not in the text.
    """
    items: list[str] = []
    lines = text.split("\n")
    is_numbered = bool(is_numbered or split_label(lines[0]).number)
    for line in lines:
        for piece in _inline_items(line.strip()):
            if items and not _begins_item(piece, items[-1], is_numbered=is_numbered):
                items[-1] = join(items[-1], piece)
            elif piece:
                items.append(piece)
    return items


def _begins_item(piece: str, before: str, *, is_numbered: bool) -> bool:
    labelled = split_label(piece)
    if labelled.number or (labelled.mark and not labelled.text.startswith(piece[:1])):
        return True  # a mark at the end of a piece is the mark of the whole item
    if is_numbered and is_wrapped(before, piece):
        return False
    return not is_continuation(before, piece)


def is_wrapped(before: str, piece: str) -> bool:
    """Among numbered items: a line that was broken because it was full, and goes on without a name of its own."""
    if ends_sentence(before) or _NAMED.match(piece):
        return False
    return len(before) >= SHORTEST_WRAPPED or bool(_CUT_NUMBER.search(before) and not piece[:1].isascii())


def _inline_items(line: str) -> list[str]:
    """Split at inline numbers, but only when they count on from the number at the line's start."""
    first = re.match(r"\D{0,3}(\d{1,2})[、.．)）]", line)
    cuts, expected = [0], int(first[1]) + 1 if first else 2
    for match in _INLINE.finditer(line):
        if first and int(match[1] or match[2]) == expected:
            cuts.append(match.end())
            expected += 1
    return [line[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)] if len(cuts) > 1 else [line]


def is_continuation(before: str, text: str) -> bool:
    """Whether a line without number and mark is the rest of the line before it."""
    if not text:
        return True
    if _OPEN_END.search(before) or _OPEN_START.search(text) or _has_open_bracket(before):
        return True
    if _goes_on_listing(before, text):
        return True
    if ends_sentence(before) or text.startswith(("（", "(")):
        return not ends_sentence(before)
    if _OWN_SUBJECT.match(text):
        return False
    # The line before was closed by no punctuation and this one states no subject of its own.
    return has_value(before) and len(text) < 12 and not _CJK.match(text)


def _goes_on_listing(before: str, text: str) -> bool:
    """灵敏度：Li（7）≥55；Y（89）≥320； | Tl（205）≥250: a list of labels with values that goes on in the next line."""
    return (
        before.endswith(("；", ";"))
        and len(re.findall(rf"[：:；;]\s*{_LABELLED_VALUE}", before)) > 1
        and bool(re.match(_LABELLED_VALUE, text))
    )


def _has_open_bracket(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def join(before: str, text: str) -> str:
    """Join two halves of a broken line; a blank only between two words of Latin letters."""
    if not before or not text:
        return before + text
    needs_blank = before[-1].isascii() and text[0].isascii() and before[-1].isalpha() and text[0].isalpha()
    return f"{before} {text}" if needs_blank else before + text
