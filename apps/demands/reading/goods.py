"""What is bought: instruments with their package, number and budget, from lists and from sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.demands.reading.facts import (
    amount_in_cell,
    clean_instrument,
    plain_figures,
    read_budget,
    read_quantity,
    whole_number,
)

_DIGIT = r"[一二三四五六七八九十]{1,2}|\d{1,2}|[A-HＡ-Ｈ]|[Ⅰ-Ⅹ]"
_ROMAN_DIGIT = "[IVX]{1,4}"
_KIND = r"(?:合同|采购|分|标|子)?包|标段|标项|分标"
# 设备一： names an instrument like a package; 设备一台 counts one.
_THING = (
    r"(?:设备|仪器|货物|标的|序号)\s*(?:([一二三四五六七八九十])(?=\s*(?:[:：（(、，,]|\d|$))"
    r"|(\d{1,2})(?=\s*(?:[:：]|技术|参数|的|$)))"
)
_LABEL = re.compile(
    rf"第\s*({_DIGIT})\s*(?:{_KIND}|品目)|(?:(?:{_KIND})(?:件|号|组|别)?|品目)\s*[:：]?\s*({_DIGIT})(?![\d.A-Za-z]|[-－]\d)"
    rf"|(?:(?<=其中)|(?<![\dA-Za-z一-鿿]))({_DIGIT}|{_ROMAN_DIGIT})\s*(?:{_KIND})(?![装括含])|{_THING}"
)
_TITLE = re.compile(
    rf"[（(]?(?:第\s*)?(?:{_DIGIT}|{_ROMAN_DIGIT})\s*(?:{_KIND})(?![装括含])"
    rf"|(?:(?:{_KIND})(?:件|号|组|别)?|品目)\s*[:：]?\s*(?:{_DIGIT})(?![\d.A-Za-z]|[-－]\d)|标段|{_THING}"
)
_NUMERAL = "一二两三四五六七八九十壹贰叁肆伍"
_COUNT = re.compile(rf"(?<![\d.])(\d{{1,3}}|[{_NUMERAL}])\s*[台套]")
_CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九十")}
_ROMAN = {c: str(n) for n, c in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
_MONEY = r"预算|限价|控制价"
# The price of one is the budget where one is bought.
_PRICE = re.compile(r"单价\s*[:：]?\s*(\d[^，,；;。\s]{0,16})")
# What ends the name in a package's title: a count, an amount, the next field.
_BEHIND_NAME = re.compile(
    rf"[，,；;。\s（(]*(?:(?:采购)?数量|共?计?(?:\d{{1,3}}|[{_NUMERAL}])\s*[台套]|(?:最高|招标|采购|项目|分?包)*(?:{_MONEY}|单价))"
)
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Goods:
    """One instrument that is bought. `label` is its package ('1', 'A'); '' where none is printed."""

    name: str
    quantity: int | None
    budget_yuan: Decimal | None
    label: str = ""
    delivery_days: int | None = None


def package_label(text: str) -> str:
    """The package that a text begins with or names first, as '1' or 'A'; '' for none: 第一包, 包1, 二标段, B包."""
    match = _LABEL.search(text)
    return _plain_label(match) if match else ""


def _plain_label(match: re.Match[str]) -> str:
    printed = unicodedata.normalize("NFKC", next(group for group in match.groups() if group))
    if printed in _ROMAN:
        return _ROMAN[printed]
    if printed.isdecimal():
        return str(int(printed))
    if len(printed) == SEVERAL and printed.startswith("十"):
        return f"1{_CHINESE[printed[1]]}"
    return _CHINESE.get(printed, printed)


def package_title(text: str) -> re.Match[str] | None:
    """The match of a package's name at the start of a text: 第一包…, 合同包2(…), Ⅱ标段 …, 设备三：…"""
    return _TITLE.match(text)


def goods_in_sentences(texts: Iterable[str]) -> list[Goods]:
    """Packages that running text lists with instrument and number or budget: 包A：椭偏仪，1台，预算124万元；包B：…

    Fewer than two are no list.
    """
    found = [goods for text in texts for goods in _goods_of(text)]
    return once(found) if len({goods.label for goods in found}) >= SEVERAL else []


def _goods_of(text: str) -> Iterator[Goods]:
    parts = [(label, part, _name_before_facts(part)) for label, part in parts_by_package(text)]
    named = {label for label, _, name in parts if name}
    all_named = len(named) >= SEVERAL and named == {label for label, _, _ in parts}
    for label, part, name in parts:
        count = _COUNT.search(part)
        budget = read_budget([part])
        if name and (count or budget or all_named):
            yield Goods(name, whole_number(count[1]) if count else None, budget, label)


def _name_before_facts(part: str) -> str:
    behind = re.sub(r"^[：:，,、）)\s]*(?:名称)?[：:为是\s]*", "", part)
    return clean_instrument(re.split(rf"[，,、（(；;。\s]|(?:\d+|[{_NUMERAL}])\s*[台套]", behind, maxsplit=1)[0])


def parts_by_package(text: str) -> Iterator[tuple[str, str]]:
    """(label, what stands behind it) for each package that a text names."""
    matches = list(_LABEL.finditer(text))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        yield _plain_label(match), text[match.end() : following.start() if following else None]


def budget_of_package(label: str, texts: Iterable[str]) -> Decimal | None:
    """The budget printed right behind a package's name: 第一包预算156万元; 预算（万元）：包1：85；包2：126."""
    for text in texts:
        plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain_figures(text))
        first = _LABEL.search(plain)
        before = plain[: first.start()] if first else ""
        unit = re.search(r"[（(][^（）()]{0,6}?(亿元|万元|千元|元)[）)]", before)
        for found, part in parts_by_package(plain):
            if found == label and (match := _budget_behind(part, is_said_before=bool(re.search(_MONEY, before)))):
                amount = amount_in_cell(match[0], unit[1] if unit else "")
                if amount is not None:
                    return amount
    return None


def _budget_behind(part: str, *, is_said_before: bool) -> re.Match[str] | None:
    """An amount behind a package's name, with the word for a budget before it, or before all of the packages."""
    match = re.match(rf"[^。；;]{{0,30}}?(?:{_MONEY})[^。；;，,]{{0,20}}", part)
    if match is None and is_said_before:
        match = re.match(r"(?:[（(][^（）()\d]{2,20}[）)])?[^\d。；;，,]{0,8}\d[^。；;，,]{0,20}", part)
    return match


def goods_of_title(title: str) -> Goods | None:
    """The instrument of a package's title, with its number and budget: 第二包：旋转流变仪（1套），预算72万元."""
    match = _LABEL.search(title)
    behind = title[match.end() :].lstrip("）) ") if match else title
    count = _COUNT.search(behind)
    end = _BEHIND_NAME.search(behind)
    name = _name_in_title(behind[: end.start()] if end else behind)
    if not name:
        return None
    number = whole_number(count[1]) if count else read_quantity([behind])
    price = _PRICE.search(behind) if number == 1 else None
    budget = read_budget([behind]) or (amount_in_cell(price[1], "") if price else None)
    return Goods(name, number, budget, package_label(title))


def _name_in_title(text: str) -> str:
    """The instrument of what stands behind a package's label, perhaps in brackets: （拉曼光谱仪）1.商务要求."""
    bare = text.strip("：:，,、.．-— \u3000").rstrip("（(")
    in_brackets = re.match(r"\s*[（(]([^（）()]{2,40})[）)]", text)
    return clean_instrument(bare) or (clean_instrument(in_brackets[1]) if in_brackets else "")


_ENUMERATES = re.compile(
    r"(?:采购|招标|购置)(?:内容|需求|标的|货物|清单)(?:及数量)?(?:[:：]|为|包括)|(?:拟|计划|共?需?)(?:采购|购置|购买)"
)
_ENUMERATED = re.compile(
    rf"(?P<name>[^：:、，,；;。（）()\d]{{3,30}}?)\s*[（(]?\s*(?P<count>\d{{1,2}}|[{_NUMERAL}])\s*[台套]\s*[）)]?"
    rf"(?:\s*[（(，,]?\s*(?P<money>(?:{_MONEY})[^、；;。）)]{{2,20}})[）)]?)?"
)


def goods_enumerated(texts: Iterable[str]) -> list[Goods]:
    """Two or more instruments that a sentence lists by number: 采购内容：离心机2台（预算36万元）、拉曼光谱仪1台."""
    for text in texts:
        start = _ENUMERATES.search(text)
        if start is None or package_label(text):
            continue
        found = [
            Goods(name, whole_number(match["count"]), read_budget([match["money"] or ""]))
            for match in _ENUMERATED.finditer(text, start.end())
            if (name := clean_instrument(re.sub(r"^(?:[与和及]|以及)", "", match["name"].strip())))
        ]
        if len({goods.name for goods in found}) >= SEVERAL:
            return once(found)
    return []


def once(goods: Sequence[Goods]) -> list[Goods]:
    """A list of goods is often printed twice, in the notice and among the needs. What only says its package is added
    to the one instrument of that package."""
    first: dict[str, Goods] = {}
    for item in sorted(goods, key=lambda item: not item.name):
        known = first.get(item.name) or _of_same_package(item, first.values())
        name = known.name if known else item.name
        if name:
            first[name] = item if known is None else _merged(known, item)
    return list(first.values())


def _of_same_package(item: Goods, known: Iterable[Goods]) -> Goods | None:
    """The one instrument of an item's package, when the item has no name or a shorter or longer form of its name."""
    same = [other for other in known if item.label and other.label == item.label]
    is_one = len(same) == 1 and (item.name in same[0].name or same[0].name in item.name)
    return same[0] if is_one else None


def _merged(known: Goods, other: Goods) -> Goods:
    return replace(
        known,
        quantity=known.quantity or other.quantity,
        budget_yuan=known.budget_yuan or other.budget_yuan,
        label=known.label or other.label,
        delivery_days=known.delivery_days or other.delivery_days,
    )
