"""What is bought: instruments with their package, number and budget, from lists and from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.demands.reading.facts import clean_instrument, first_amount, read_budget, whole_number

_DIGIT = r"[一二三四五六七八九十]{1,2}|\d{1,2}|[A-HＡ-Ｈ]"
_LABEL = re.compile(
    rf"第\s*({_DIGIT})\s*(?:[标采分]?包|标段|标项|分标|品目)|(?:采购|分|标)?(?:包(?:件|号|组)?|标段|标项|品目)\s*[:：]?\s*({_DIGIT})(?![\d.])"
    rf"|(?<![\dA-Za-z一-鿿])({_DIGIT})\s*(?:[标采分]?包|标段|标项)(?![装括含])"
)
_COUNT = re.compile(r"(?<![\d.])(\d{1,3}|[一二两三四五六七八九十])\s*[台套]")
_CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九十")}
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
    printed = next(group for group in match.groups() if group)
    if printed.isdecimal():
        return str(int(printed))
    if len(printed) == SEVERAL and printed.startswith("十"):
        return f"1{_CHINESE[printed[1]]}"
    return _CHINESE.get(printed, printed.translate(str.maketrans("ＡＢＣＤＥＦＧＨ", "ABCDEFGH")))


def goods_in_sentences(texts: Iterable[str]) -> list[Goods]:
    """Packages that running text lists with instrument and number or budget: 包A：椭偏仪，1台，预算124万元；包B：…

    Fewer than two are no list.
    """
    found = [goods for text in texts for goods in _goods_of(text)]
    return once(found) if len({goods.label for goods in found}) >= SEVERAL else []


def _goods_of(text: str) -> Iterator[Goods]:
    for label, part in parts_by_package(text):
        count = _COUNT.search(part)
        name = clean_instrument(re.split(r"[，,（(；;\s]|\d+\s*[台套]", part.lstrip("：:，,、 \u3000"), maxsplit=1)[0])
        budget = read_budget([part])
        if name and (count or budget):
            yield Goods(name, whole_number(count[1]) if count else None, budget, label)


def parts_by_package(text: str) -> Iterator[tuple[str, str]]:
    """(label, what stands behind it) for each package that a text names."""
    matches = list(_LABEL.finditer(text))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        yield _plain_label(match), text[match.end() : following.start() if following else None]


def budget_of_package(label: str, texts: Iterable[str]) -> Decimal | None:
    """The budget printed right behind a package's name: 第一包预算156万元."""
    for text in texts:
        for found, part in parts_by_package(text):
            if found == label and (match := re.match(r"[^。；;]{0,30}?(?:预算|限价|控制价)[^。；;，,]{0,20}", part)):
                amount = first_amount(match[0])
                if amount is not None:
                    return amount
    return None


def goods_of_title(title: str) -> Goods | None:
    """The instrument of a package's title, with its number: 第二包：旋转流变仪（1套）."""
    match = _LABEL.search(title)
    behind = title[match.end() :] if match else title
    count = _COUNT.search(behind)
    name = clean_instrument(behind.strip("：:，,、（）() \u3000"))
    if not name:
        return None
    return Goods(name, whole_number(count[1]) if count else None, None, package_label(title))


def once(goods: Sequence[Goods]) -> list[Goods]:
    """A list of goods is often printed twice, in the notice and among the needs."""
    first: dict[str, Goods] = {}
    for item in goods:
        known = first.get(item.name)
        first[item.name] = item if known is None else _merged(known, item)
    return list(first.values())


def _merged(known: Goods, other: Goods) -> Goods:
    return replace(
        known,
        quantity=known.quantity or other.quantity,
        budget_yuan=known.budget_yuan or other.budget_yuan,
        label=known.label or other.label,
        delivery_days=known.delivery_days or other.delivery_days,
    )
