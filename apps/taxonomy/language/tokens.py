"""A cleaned line as a row of tokens: names, operators, values, brackets, separators. One pass, linear time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from apps.taxonomy.language.literals import Stretch, find_literals
from apps.taxonomy.language.numbering import Inner
from apps.taxonomy.language.operators import Comparison, Trailer, scan_comparison, scan_trailer
from apps.taxonomy.language.values import Value, scan_value


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    OPERATOR = "operator"
    VALUE = "value"
    TRAILER = "trailer"
    BRACKET = "bracket"
    AT = "at"
    COLON = ":"
    COMMA = "，"
    LISTING = "、"
    SLASH = "/"
    OR = "或"
    SEMICOLON = ";"
    STOP = "。"
    JOINT = "~"


@dataclass(frozen=True, slots=True)
class Token:
    """A token at text[start:end]; `text` is what it says (a bracket without its signs)."""

    kind: Kind
    start: int
    end: int
    text: str
    value: Value | None = None
    comparison: Comparison | None = None
    trailer: Trailer | None = None


MAX_VALUES, MAX_TOKENS, MAX_STEPS = 160, 1200, 3000
_SEPARATORS = {
    "，": Kind.COMMA, ",": Kind.COMMA, "、": Kind.LISTING, ";": Kind.SEMICOLON, "。": Kind.STOP, "!": Kind.STOP,
    ":": Kind.COLON, "~": Kind.JOINT,
}  # fmt: skip
_CUTS = frozenset({Kind.SEMICOLON, Kind.STOP, Kind.COMMA, Kind.LISTING})
_PLAIN = re.compile(
    r"[^\s\d,，、;。:~!()【】\[\]@<>=≤≥≈±+\-–/A-Za-zΦ¥$室常环水冷液一二两三四五六七八九十大小高低多少长短至最起上下优好不无超未并非没等或内以及和与含左]+"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[-–][0-9][A-Za-z0-9]*)*")
_VALUE_WORD = re.compile(
    r"(?:AC|DC|VAC|VDC|pH|PH|Max\.?|max\.?|Min\.?|min\.?|Φ"
    r"|(?:R|RSD|CV|SD|NA|WD)(?! ?\d{2,}-\d)|λ|m/z|M/Z|Type|ca\.?)(?= ?[\d.±≤≥<>+~-])"
)
_SHARED_OF = r"(?:读数|示值|满?量程|满刻度|测量值|设定值|标称值|指示值|显示值)"
_OR = re.compile(rf" ?(?:或者|或|/或|以及或) ?(?=[\d±≤≥<>不大小至优]|{_SHARED_OF}的?[±\d])")
_AND = re.compile(r" ?(?:和|及|与|以及) ?(?=[\d±])")
# 96孔板或384孔板: the word behind both numbers begins with their counter.
_SHARED = re.compile(
    r"(?P<counter>[孔位路通支])(?P<rest>[\u4e00-\u9fff]{1,2})(?P<or> ?或 ?)(?=\d+(?P=counter)(?P=rest))"
)
_AXES = re.compile(r"(?<![A-Za-z])[XYZxyz][,，](?=[XYZxyzRTθ](?![A-Za-z]))")
_BEGINS_VALUE = frozenset("0123456789±≥≤<>+-")
_PROPORTION = re.compile(r"(?::\d+(?:\.\d+)?){1,6}")
_OPEN_END = re.compile(r" ?(?:至(?!少|多|今)|到(?=满|最|极))")
_NEXT_AT = re.compile(r"(?: |[和及与+/] ?)[≤≥]?\d[\d.]{0,8} ?[A-Za-zμ%/]{1,8} ?@")
_PIECES = frozenset("台套个只支")
_STORED = re.compile(r"(?:内存|显存|缓存|固态|机械|硬盘|独显)")
# 0.07% RSD或0.02min SD, 1%rms/24h: of what kind the value before is.
_OVER_TIME = re.compile(
    r"(?:rms|RMS|RSD|CV|SD|p-p)(?:/\d{1,4} ?(?:h|min|s|小时|分钟|天))?(?![A-Za-z\d]| ?[≤≥<>=±:\d值])"
)
_OPENING, _CLOSING = "([【", ")]】"
_SIGNED = re.compile(r"[+–-]\d")
_COUNT_ENDS = re.compile(r"$|[^\u4e00-\u9fff]|以[上内下]")
_COUNTED = re.compile(
    r"[一二两三四五六七八九十]{1,3} ?(?:年|个月|个工作日|天|日|周|小时|台|套|次|人|名|路|个|位|支"
    r"|份)(?![级类代次度式轴维性能向重元色]|[\u4e00-\u9fff]?[谱仪])"
)


class _Scanner:
    """Walks over the line once; `literals` and `partners` are prepared so that no look-ahead is unbounded."""

    def __init__(self, text: str, start: int, end: int, numbers: Sequence[Inner]) -> None:
        self.text = text
        self.numbers = {number.start: number.end for number in numbers}
        self.position = start
        self.end = end
        self.tokens: list[Token] = []
        self.pending = start
        stretches = find_literals(text[:end], start)
        self.literals: dict[int, Stretch] = {s.start: s for s in stretches}
        self.coming = sorted([*self.literals, *self.numbers], reverse=True)
        self.partners = match_brackets(text[:end], start)
        self.counter = ""
        self.values = self.steps = 0

    def run(self) -> tuple[Token, ...]:
        self.pending = self.position
        while self.position < self.end and not self.is_full():
            self.steps += 1
            self.step()
        self.flush()
        return tuple(self.tokens)

    def is_full(self) -> bool:
        """Whether the line holds more than the bounds of one line allow."""
        return self.values >= MAX_VALUES or len(self.tokens) >= MAX_TOKENS or self.steps >= MAX_STEPS

    def flush(self) -> None:
        """Close the name that has been gathered so far."""
        text = self.text[self.pending : self.position]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            start, end = self.pending + lead, self.pending + len(text.rstrip())
            self.tokens.append(Token(Kind.TEXT, start, end, self.text[start:end]))
        self.pending = self.position

    def put(self, token: Token) -> None:
        self.flush()
        self.tokens.append(token)
        self.position = self.pending = token.end

    def previous(self) -> Kind | None:
        """The kind of the last token, TEXT while a name is being gathered."""
        if self.text[self.pending : self.position].strip():
            return Kind.TEXT
        return self.tokens[-1].kind if self.tokens else None

    def step(self) -> None:
        position, text = self.position, self.text
        if position in self.numbers:
            self.clause_number(self.numbers[position])
            return
        if literal := self.literals.get(position):
            self.position = min(max(literal.end, position + 1), self.end)
            return
        if self.shared_counter():
            return
        if plain := _PLAIN.match(text, position, self.next_literal()):
            self.position = plain.end()
            return
        char = text[position]
        if char == " ":
            self.position += 1
        elif char in _SEPARATORS:
            self.separator(char)
        elif char in _OPENING:
            self.bracket()
        elif char == "@":
            self.at()
        elif not (self.value() or self.operator() or self.after_value() or self.word()):
            self.position += 1

    def clause_number(self, end: int) -> None:
        """A further clause of the line begins: end the one before."""
        self.flush()
        begins = not self.tokens or self.tokens[-1].kind in {*_CUTS, Kind.COLON}
        if begins:
            self.position = self.pending = end
        else:
            self.put(Token(Kind.SEMICOLON, self.position, end, ";"))

    def next_literal(self) -> int:
        """Where the next literal or clause number begins; a name is never read past it in one stride."""
        while self.coming and self.coming[-1] <= self.position:
            self.coming.pop()
        return self.coming[-1] if self.coming else self.end

    def separator(self, char: str) -> None:
        if (char == ":" and self.is_proportion()) or (char in ",，" and self.joins_axes()):
            return
        self.put(Token(_SEPARATORS[char], self.position, self.position + 1, char))

    def joins_axes(self) -> bool:
        """X,Y轴向移动: the comma between two axes stays within the name."""
        joined = self.position > self.pending and bool(_AXES.match(self.text, self.position - 1))
        self.position += joined
        return joined

    def is_proportion(self) -> bool:
        """3:1:1 is no number; the value before the colon becomes a fault."""
        last = self.tokens[-1] if self.tokens else None
        if last is None or last.value is None or last.end != self.position or last.value.unit is not None:
            return False
        match = _PROPORTION.match(self.text, self.position, self.end)
        if match is None or self.numbers_name(match):
            return False
        self.tokens.pop()
        value = Value(start=last.start, end=match.end(), fault="比例写法")
        self.put(Token(Kind.VALUE, last.start, match.end(), self.text[last.start : match.end()], value=value))
        return True

    def numbers_name(self, match: re.Match[str]) -> bool:
        """转子2：4×100mL: a small number at the end of a name, before the colon, belongs to the name."""
        following = self.text[match.end() : match.end() + 1]
        if len(self.tokens) < 2 or match[0].count(":") > 1 or not following or following in "，,；;。)、:":
            return False
        name, number = self.tokens[-2:]
        plain = len(number.text) == 1 and name.kind is Kind.TEXT and name.end == number.start
        if not plain or match[0] == ":1" or not "\u4e00" <= name.text[-1] <= "\u9fff":
            return False
        self.tokens[-2:] = [replace(name, end=number.end, text=self.text[name.start : number.end])]
        return True

    def bracket(self) -> None:
        if self.text[self.position] == "(" and self.value():
            return
        close = self.partners.get(self.position)
        if close is None:
            self.position += 1
            return
        inner = self.text[self.position + 1 : close].strip()
        self.put(Token(Kind.BRACKET, self.position, close + 1, inner))

    def at(self) -> None:
        """@15kV: a condition up to the next separator, bracket or alternative."""
        start = self.position + 1
        end = start
        while end < self.end and self.text[end] not in "，、;。()@":
            if self.text[end] in " 和及与+/" and _NEXT_AT.match(self.text, end):
                break  # 2nm@1kV 1nm@15kV, 1200g/mm@300nm和1200g/mm@500nm
            if self.text[end] == "," and not self.text[end + 1 : end + 4].isdigit():
                break
            end += 1
        self.put(Token(Kind.AT, self.position, max(end, start), self.text[start:end].strip()))

    def value(self) -> bool:
        if not self.may_be_value():
            return False
        value = scan_value(self.text, self.position)
        if value is None or value.end > self.end or not self.is_free(value):
            return False
        if self.counter and value.unit is None and self.text.startswith(self.counter, value.end):
            value = replace(value, end=value.end + len(self.counter), unit=self.counter[0])
            self.counter = ""
        self.values += 1
        self.put(Token(Kind.VALUE, value.start, value.end, self.text[value.start : value.end], value=value))
        return True

    def may_be_value(self) -> bool:
        """Whether a value may begin here, and is not the inside of a word such as M2 or XK-3190."""
        position, text = self.position, self.text
        char = text[position]
        if not (char.isdigit() or char in "+-–±(Φ¥$mMLWDHX室常环水冷液RD一二两三四五六七八九十"):
            return False
        if char in "一二两三四五六七八九十":
            return self.may_be_count()
        before = text[position - 1] if position > self.pending else ""
        if char.isdigit() and before and ((before.isascii() and before.isalnum()) or before in "_.αβγθμ^+-–"):
            return False
        return not (
            _SIGNED.match(text, position) and before and ((before.isascii() and before.isalnum()) or before in ")+-–")
        )

    def may_be_count(self) -> bool:
        """Chinese numerals count only behind an operator, a colon or a name that takes a count: 质保期三年."""
        match = _COUNTED.match(self.text, self.position, self.end)
        if match is not None and match[0][-1] == "次" and not _COUNT_ENDS.match(self.text, match.end()):
            return False  # 一次可处理96个样品
        if match is None or self.previous() in {Kind.OPERATOR, Kind.COLON}:
            return match is not None
        if self.previous() is Kind.VALUE and match[0][-1] in _PIECES and _COUNT_ENDS.match(self.text, match.end()):
            return True  # 直流电源500W两台
        if self.previous() is None and match[0].endswith(("年", "个月")):
            return True
        following = self.text[match.end() : match.end() + 2]
        return self.previous() is Kind.TEXT and (not following or following[0] in "，,;。、()+" or following == "以上")

    def is_free(self, value: Value) -> bool:
        """Whether the value ends where a word ends; 3D, 5G网络 and 4K are words."""
        following = self.text[value.end : value.end + 1]
        bound = self.previous() in {Kind.OPERATOR, Kind.COLON}
        if value.fault or bound or _OVER_TIME.match(self.text, value.end, self.end):
            return True
        if (
            value.unit in {"D", "G", "K", "C", "H", "T", "P", "F", "M"}
            and value.plain
            and following not in "或以及左和至到时下内处"
            and not _STORED.match(self.text, value.end)
        ):
            return not ("\u4e00" <= following <= "\u9fff")
        return (not (following.isascii() and following.isalpha()) and following not in "θαβγω-_") or not following

    def operator(self) -> bool:
        comparison = scan_comparison(self.text, self.position)
        if comparison is None:
            return False
        self.put(Token(Kind.OPERATOR, comparison.start, comparison.end, comparison.word, comparison=comparison))
        return True

    def after_value(self) -> bool:
        """What may only stand behind a value: 以上, 或, /."""
        if self.previous() not in {Kind.VALUE, Kind.TRAILER, Kind.BRACKET, Kind.AT}:
            return False
        if match := _OR.match(self.text, self.position):
            self.put(Token(Kind.OR, match.start(), match.end(), "或"))
            return True
        if match := _OPEN_END.match(self.text, self.position):
            self.put(Token(Kind.JOINT, match.start(), match.end(), "至"))
            return True
        if match := _AND.match(self.text, self.position):
            self.put(Token(Kind.SLASH, match.start(), match.end(), "和"))
            return True
        if trailer := scan_trailer(self.text, self.position):
            self.put(
                Token(Kind.TRAILER, trailer.start, trailer.end, self.text[trailer.start : trailer.end], trailer=trailer)
            )
            return True
        if self.text[self.position] == "/" and (self.previous() != Kind.BRACKET or self.is_next_value()):
            self.put(Token(Kind.SLASH, self.position, self.position + 1, "/"))
            return True
        return False

    def shared_counter(self) -> bool:
        """Give the value before 孔板或384孔板 its counter, and remember it for the value behind."""
        last = self.tokens[-1] if self.tokens else None
        if last is None or last.value is None or last.value.unit is not None or last.end != self.position:
            return False
        match = _SHARED.match(self.text, self.position, self.end)
        if match is None:
            return False
        self.counter = match["counter"] + match["rest"]
        self.tokens[-1] = replace(last, value=replace(last.value, unit=match["counter"]))
        self.put(Token(Kind.OR, match.start("or"), match.end(), "或"))
        return True

    def is_next_value(self) -> bool:
        """20MPa（A泵）/25MPa（B泵）: a further value behind the bracket of one."""
        following = self.text[self.position + 1 : self.position + 2]
        return len(self.tokens) > 1 and self.tokens[-2].kind is Kind.VALUE and following in _BEGINS_VALUE

    def word(self) -> bool:
        """An ASCII word is taken whole, so that no digits inside it are seen as numbers."""
        if self.previous() is Kind.VALUE and (match := _OVER_TIME.match(self.text, self.position, self.end)):
            self.put(Token(Kind.AT, match.start(), match.end(), match[0]))
            return True
        if match := _VALUE_WORD.match(self.text, self.position, self.next_literal()):
            self.position = match.end()
            self.flush()
            return True
        if match := _WORD.match(self.text, self.position, self.next_literal()):
            self.position = match.end()
            return True
        return False


def match_brackets(text: str, begin: int = 0) -> dict[int, int]:
    """{position of an opening bracket: position of its closing one} of the outermost pairs of text[begin:]."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for index in range(begin, len(text)):
        char = text[index]
        if char in _OPENING:
            stack.append(index)
        elif char in _CLOSING and stack:
            start = stack.pop()
            if not stack:
                pairs[start] = index
    return pairs


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a line as far as it is read; `unread` is where reading ended, None when nothing is left."""

    tokens: tuple[Token, ...]
    unread: int | None = None


def tokenise(text: str, start: int = 0, end: int | None = None, *, numbers: Sequence[Inner] = ()) -> Tokens:
    """The tokens of text[start:end], up to MAX_VALUES values, MAX_TOKENS tokens and MAX_STEPS steps.

    `numbers` are the numbers of clauses inside the line. A longer line is cut behind the last separator before the
    bound; without one nothing of it is read.
    """
    stop = len(text) if end is None else end
    scanner = _Scanner(text, start, stop, numbers)
    tokens = scanner.run()
    if scanner.position >= stop:
        return Tokens(tokens)
    cut = max((i for i, token in enumerate(tokens) if token.kind in _CUTS), default=-1)
    return Tokens(tokens[: cut + 1], tokens[cut].end if cut >= 0 else start)
