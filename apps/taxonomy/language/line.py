"""What is known while one line is read: its text, its heads, the conditions that wait, the readings so far."""

from __future__ import annotations

import re

from apps.taxonomy.language.items import Item
from apps.taxonomy.language.naming import (
    Name,
    read_name,
    split_conditions,
    squeeze,
    trim_condition,
)
from apps.taxonomy.language.normalise import Clean
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Operator, Reading

_TITLE = re.compile(r"以下|如下|下列|要求$|(?:技术|性能|主要)(?:参数|指标|规格)$")
UNREAD = 0  # the confidence of what is kept as text for a person


class Line:
    """The state of reading one line. Readings are only ever added or replaced by sharper ones."""

    def __init__(self, clean: Clean, source: str) -> None:
        self.clean = clean
        self.source = source
        self.readings: list[Reading] = []
        self.head = Name("")
        self.outer = ""
        self.head_open = False
        self.head_is_group = False
        self.crossed = False
        self.parted = False  # whether a semicolon or a stop stands behind the last reading
        self.waiting: list[str] = []
        self.label: tuple[str, ...] = ()
        self.behind = ""  # the words behind the last value
        self.paired = ""  # 灭菌温度/时间, when its values are parted
        self.listing = False
        self.after_at = False
        self.head_is_text = False

    def open_head(self, head: Name, outer: list[Name]) -> None:
        self.head, self.outer = head, outer[-1].text if outer else ""
        self.head_open, self.head_is_group, self.crossed = True, False, False
        self.label = self.label if outer and self.label else ()
        self.listing = self.head_is_text = False
        self.paired = ""

    def add(self, reading: Reading) -> None:
        self.readings.append(reading)
        self.parted = False
        if self.waiting and not reading.review:
            self.waiting = []

    def blank(self, item: Item, parameter: str, **fields: object) -> Reading:
        span = self.clean.span(item.start, item.end)
        base = Reading(parameter=raise_digits(squeeze(parameter)) or "未命名参数", op=Operator.TEXT, span=span)
        return revise(base, **fields)

    def printed(self, item: Item) -> str:
        """The item as it stands in the cleaned line."""
        return self.clean.text[item.start : item.end]

    def original(self, start: int, end: int) -> str:
        begin, stop = self.clean.span(start, end)
        return squeeze("".join(c for c in self.source[begin:stop] if c.isprintable()))

    def review(self, item: Item, reason: str) -> None:
        name = read_name(item.names[:1]).text if item.names and item.names[0].kind is Kind.TEXT else ""
        own = name if any(char.isalpha() for char in name) else ""
        group = self.group() if own else None
        value = self.original(item.start, item.end)
        blank = self.blank(item, own or self.head.text or "未命名参数", group=group, op=Operator.TEXT, value=value)
        self.add(revise(blank, review=True, reason=reason, confidence=UNREAD))
        self.head_open = False

    def limit_last(self, item: Item) -> None:
        """The item says when the last value holds."""
        last = self.readings[-1]
        text = squeeze(self.printed(item))
        self.readings[-1] = revise(last, condition=join((last.condition or "", text)))

    def doubted(self, reading: Reading) -> Reading:
        start, end = reading.span
        text = squeeze(self.source[start:end])
        return Reading(
            parameter=reading.parameter, op=Operator.TEXT, value=text, group=reading.group, condition=reading.condition,
            span=reading.span, review=True, reason="同一句中有不能识别的内容", confidence=UNREAD,
        )  # fmt: skip

    def group(self) -> str | None:
        inside = self.head.text and not self.crossed and (self.head_open or self.head_is_group)
        axis = self.head_is_group and not self.crossed
        title = _TITLE.search(self.head.text)
        return self.head.text or None if (inside or axis) and not title else None

    def condition_of(self, item: Item) -> tuple[str, ...]:
        return tuple(c for c in (trim_condition(squeeze(part)) for part in split_conditions(self.printed(item))) if c)


def raise_digits(text: str) -> str:
    """R^2 as printed: R²."""
    return re.sub(r"\^(\d)", lambda match: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match[1])], text)


def join(conditions: tuple[str, ...]) -> str | None:
    """Several conditions in one text."""
    kept = tuple(dict.fromkeys(c for c in conditions if c))
    return "; ".join(kept) or None
