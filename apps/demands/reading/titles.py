"""Instruments that a tender names where their part begins: by fields (设备名称：…) and by titles (离心机技术参数)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apps.demands.reading.facts import (
    clean_instrument,
    is_fact_line,
    name_of_field,
    read_budget,
    read_counted_title,
    read_delivery_days,
    read_quantity,
)
from apps.demands.reading.goods import SEVERAL, Goods, goods_of_title, package_label, package_title
from apps.demands.reading.labels import CHINESE_BRACKET_LEVEL, NUMBER_LEVEL
from apps.demands.reading.lines import Line
from apps.demands.reading.sections import ends_sentence, may_be_heading

LONGEST_TITLE = 60
FACTS_WITHIN = 4
_PARAMETERS = re.compile(
    r"(?:的|采购|招标)*(?:主要|详细)?(?:技术)?(?:参数|要求|指标|规格)(?:[及和与、](?:配置)?(?:要求|参数|指标|规格))?(?:表|如下)?$"
)
_TERM = re.compile(r"(?:合同履[行约]期限|(?:交货|供货|交付|到货)(?:期限?|时间|日期))\s*[:：]")
_SAYS_FACTS = re.compile(r"数量\s*[:：]|预算|限价|单价")
_NAMED_FIELD = re.compile(r"名称\s*[:：]")


def goods_by_fields(lines: Sequence[Line]) -> list[Goods]:
    """What the fields below each package's title, or each 设备名称：…, say: name, number, budget, delivery.

    A part begins at a title of a package and at a name that is not the first one of its part; it ends with a chapter.
    Names without a package count only when a field of number or budget stands with them or they are called 名称.
    """
    parts = list(_parts(lines))
    found = [part.goods for part in parts if part.goods.label or (part.goods.name and part.is_sure)]
    return found if len({goods.label or goods.name for goods in found}) >= SEVERAL else []


@dataclass(frozen=True, slots=True)
class _Part:
    goods: Goods
    is_sure: bool = False


def _parts(lines: Sequence[Line]) -> Iterator[_Part]:
    part: _Part | None = None
    for line in lines:
        label = package_label(line.goods) if line.goods else ""
        if label and (part is None or part.goods.label != label):
            if part is not None:
                yield part
            part = _Part(Goods("", None, None, label))
        opened = _opened(line, part)
        if opened is not None or line.labelled.level == 1:
            if part is not None:
                yield part
            part = opened
        elif part is not None and (line.states_nothing or is_fact_line(line.text) or _is_term(line)):
            part = _with_facts(part, line.text)
    if part is not None:
        yield part


def _is_term(line: Line) -> bool:
    """合同履行期限：… of this part; a numbered one goes on with what is said of the whole."""
    return bool(_TERM.match(line.text)) and not line.labelled.number


def _opened(line: Line, part: _Part | None) -> _Part | None:
    """The part that a line begins; None when it begins none."""
    text = line.text
    if line.from_table or len(text) > LONGEST_TITLE:
        return None
    if package_title(text) and not ends_sentence(text):
        return _Part(goods_of_title(text) or Goods("", None, None, package_label(text)))
    name = name_of_field(text)
    if not name or (part is not None and part.goods.name in ("", name)):
        return None
    return _with_facts(_Part(Goods(name, None, None)), text)


def _with_facts(part: _Part, text: str) -> _Part:
    """A part with what a line of facts adds; what is known stays."""
    goods = part.goods
    number, budget = read_quantity([text]), read_budget([text])
    added = replace(
        goods,
        name=goods.name or name_of_field(text),
        quantity=goods.quantity or number,
        budget_yuan=goods.budget_yuan or budget,
        delivery_days=goods.delivery_days or read_delivery_days([text]),
    )
    return _Part(added, part.is_sure or bool(number or budget or _NAMED_FIELD.search(text)))


def goods_by_titles(lines: Sequence[Line], *, whole: str) -> list[Goods]:
    """Instruments named by titles: X射线衍射仪（1套）, or 离心机技术参数 with its number or budget close below.

    Fewer than two are none. `whole` is the instrument that the document names before all others ('' for none): where it
    is none of these, titles without number and budget are those of its parts, and name nothing.
    """
    found = [
        goods
        for index, line in enumerate(lines)
        if (goods := _titled(line, lines[index + 1 : index + 1 + FACTS_WITHIN]))
    ]
    told = [goods for goods in found if goods.quantity or goods.budget_yuan]
    is_of_parts = bool(whole) and all(goods.name != whole for goods in found)
    best = told if is_of_parts or len({item.name for item in told}) >= SEVERAL else found
    return best if len({item.name for item in best}) >= SEVERAL else _joint(whole, lines)


def _joint(whole: str, lines: Sequence[Line]) -> list[Goods]:
    """热重分析仪、质谱仪 as the name of a project: two instruments where each of them is a title, too."""
    names = [clean_instrument(name) for name in re.split(r"[、和及与]", whole)]
    titles = {clean_instrument(_PARAMETERS.sub("", line.text.rstrip("：: "))) for line in lines if not line.from_table}
    is_joint = len(names) >= SEVERAL and all(name and name in titles for name in names)
    return [Goods(name, None, None) for name in names] if is_joint else []


def _titled(line: Line, below: Sequence[Line]) -> Goods | None:
    if line.from_table or ends_sentence(line.text) or len(line.text) > LONGEST_TITLE:
        return None
    if stands_high(line) and (counted := read_counted_title(line.text)):
        return Goods(*counted, None)
    titled = None if package_title(line.text) else goods_of_title(line.text)
    if titled is not None and titled.quantity and (titled.budget_yuan or stands_high(line) or _says_facts(line)):
        return titled
    return _titled_over_facts(line, below)


def _says_facts(line: Line) -> bool:
    return 0 < line.labelled.level <= NUMBER_LEVEL and bool(_SAYS_FACTS.search(line.text))


def _titled_over_facts(line: Line, below: Sequence[Line]) -> Goods | None:
    """离心机技术参数, or a title of the instrument alone with its number or budget in the lines below."""
    title = line.text.rstrip("：: ")
    bare = _PARAMETERS.sub("", title)
    name = clean_instrument(bare) if may_be_heading(title) else ""
    facts = [item.text for item in below if item.states_nothing or is_fact_line(item.text)]
    goods = Goods(name, read_quantity(facts), read_budget(facts))
    is_told = stands_high(line) and bool(goods.quantity or goods.budget_yuan)
    return goods if name and (bare != title or is_told) else None


def stands_high(line: Line) -> bool:
    """Whether a line may be a title by its number or its looks."""
    is_high = 0 < line.labelled.level <= CHINESE_BRACKET_LEVEL or line.level is not None or line.is_emphasised
    return is_high and not line.from_table
