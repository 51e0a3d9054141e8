"""The number and the mark at the start of a line: 3.1 ★, ★3.1, （二）, ① ▲, #5）."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = "★☆＊*▲△#＃"
BULLETS = "●○◆◇■□➢➤•·✓√"
CHINESE_DIGITS = "一二三四五六七八九十百零〇两"
# A number before one of these counts something and is no label: 3 路, 96孔, 2.5寸.
_COUNTERS = "个位路孔级寸英倍年天日月周台套件支只把组万亿度维种通道轴点分秒时小阶色项次元块张片层英％%℃°"

# Words that begin like a counter and name something: 3.2 分辨率 is a label.
_NAMES = re.compile(
    r"分[辨散光离析子布流]|时[间序钟]|位[移置]|级[联间]|点[阵分火扩]|度[盘]|小[时型]|项目|天[平线然]|阶[梯跃]|路由|色[谱散温差]|通[过量讯]"
    r"|支持|片段|层[析流]|周[期围]|维[护持]|组[成合分件]|轴[向承]|次级|台[式阶面]|元素|倍[率频]|种类|轴"
)

_CHAPTER = re.compile(rf"第\s*([{CHINESE_DIGITS}\d]+)\s*[章部篇编]分?")
_APPENDIX = re.compile(rf"附[件表录]\s*([{CHINESE_DIGITS}\d]*)")
_CHINESE = re.compile(rf"([{CHINESE_DIGITS}]{{1,3}})\s*[、.．:：]")
_CHINESE_IN_BRACKETS = re.compile(rf"[（(]\s*([{CHINESE_DIGITS}]{{1,3}})\s*[）)]、?")
_DOTTED = re.compile(r"(\d{1,2}(?:[.．]\d{1,3}){2,5})(?!\d)[.．、]?")
_TWO_PARTS = re.compile(rf"(\d{{1,2}}[.．]\d{{1,2}})(?![\d.．～~\-–—%％])(?:[、.．]|(?=\s)|(?=[{MARKS}])|(?=[一-鿿]))")
_ONE_PART = re.compile(r"(\d{1,3})(?:[、)）]|[.．](?!\d))")
_BARE = re.compile(rf"(\d{{1,2}})(?=[{MARKS}])|(\d{{1,2}})(?=\s+[一-鿿])")
_IN_BRACKETS = re.compile(r"[（(]\s*(\d{1,3}(?:\.\d+)?)\s*[）)]、?")
_CIRCLED = re.compile(r"([①-⑳㉑-㉟])")
_LETTER = re.compile(r"([a-zA-Z])[)）、．.](?![a-zA-Z])|[（(]([a-zA-Z])[）)]")
_MARK = re.compile(rf"\s*[（(\[【]?\s*([{MARKS}])\s*[）)\]】]?\s*")
_LEADING_NOISE = re.compile(rf"^[\s{BULLETS}\u3000\uf06c\uf0b7\uf06e\uf0d8]+|^[-–—](?=\s)")
_TRAILING_MARK = re.compile(
    rf"\s*[（(【\[]\s*([{MARKS}])\s*[）)】\]]\s*[。；;]?$|(?:\s+|(?<=[；;。，,、）)]))([★☆▲△])\s*$"
)

# How deep a label stands by its form; a smaller number is higher up.
CHAPTER_LEVEL, CHINESE_LEVEL, CHINESE_BRACKET_LEVEL, NUMBER_LEVEL, BRACKET_LEVEL, CIRCLE_LEVEL = 1, 3, 4, 5, 8, 9


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line taken apart. `level` is how deep the label's form stands (1 chapter … 9 circled); 0 without a label."""

    number: str
    mark: str
    text: str
    level: int


def split_label(line: str) -> Labelled:
    """Take the number and the mark from the front of a line (or the mark from its end), in any order.

    A number that counts something or begins a value is left in the text.
    """
    rest = _LEADING_NOISE.sub("", line.strip())
    mark, rest = take_mark(rest)
    number, level, rest = _take_number(rest)
    if not mark:
        mark, rest = take_mark(_LEADING_NOISE.sub("", rest))
    if not number and mark:
        number, level, rest = _take_number(rest)
    if not mark:
        mark, rest = _take_trailing_mark(rest)
    return Labelled(number, mark, _LEADING_NOISE.sub("", rest).strip().lstrip("、.．"), level)


def ordinal_of(labelled: Labelled) -> int:
    """Which one of its row a Chinese number is (三、 → 3, （二） → 2); 0 for any other label."""
    if labelled.level not in (CHINESE_LEVEL, CHINESE_BRACKET_LEVEL) or len(labelled.number) > 1:
        return 0
    return CHINESE_DIGITS.find(labelled.number) + 1


def is_mark_only(text: str) -> bool:
    """Whether a cell holds a mark and nothing else."""
    return bool(re.fullmatch(rf"[（(]?\s*[{MARKS}]\s*[）)]?", text.strip()))


def is_number_only(text: str) -> bool:
    """Whether a cell holds a label and nothing else, perhaps with a mark."""
    bare = text.strip().strip("、.．")
    if not bare or len(bare) > 12:
        return False
    bare = bare.strip(MARKS + " ")
    return bool(re.fullmatch(rf"\d{{1,3}}(?:[.．-]\d{{1,3}})*|[（(]?[{CHINESE_DIGITS}\d]{{1,3}}[）)]?|[①-⑳]", bare))


def take_mark(text: str) -> tuple[str, str]:
    """(mark, rest) of a text that begins with a mark; ('', text) otherwise and for a sentence about marks."""
    match = _MARK.match(text)
    if match is None or _is_sentence_about_marks(text[match.end() :]):
        return "", text
    return match[1], text[match.end() :]


def _is_sentence_about_marks(rest: str) -> bool:
    return bool(re.match(r"[”\"』」]|号|条款|标[识记注]|项|为|表示|代表|的", rest))


def _take_trailing_mark(text: str) -> tuple[str, str]:
    match = _TRAILING_MARK.search(text)
    if match is None:
        return "", text
    return match[1] or match[2], text[: match.start()]


def _take_number(text: str) -> tuple[str, int, str]:
    for pattern, level in (
        (_CHAPTER, CHAPTER_LEVEL),
        (_APPENDIX, CHAPTER_LEVEL),
        (_CHINESE, CHINESE_LEVEL),
        (_CHINESE_IN_BRACKETS, CHINESE_BRACKET_LEVEL),
        (_DOTTED, 0),
        (_TWO_PARTS, 0),
        (_ONE_PART, NUMBER_LEVEL),
        (_IN_BRACKETS, BRACKET_LEVEL),
        (_BARE, NUMBER_LEVEL),
        (_CIRCLED, CIRCLE_LEVEL),
        (_LETTER, CIRCLE_LEVEL),
    ):
        match = pattern.match(text)
        if match and not _counts_something(match, text):
            number = next(group for group in (*match.groups(), "") if group is not None).replace("．", ".")
            return number, level or NUMBER_LEVEL + number.count("."), text[match.end() :].lstrip(" 、\t\u3000")
    return "", 0, text


def _counts_something(match: re.Match[str], text: str) -> bool:
    if match.re not in (_TWO_PARTS, _BARE):
        return False
    rest = text[match.end() :].lstrip()
    return rest[:1] in set(_COUNTERS) and not _NAMES.match(rest)
