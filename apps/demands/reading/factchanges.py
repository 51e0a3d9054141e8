"""Facts of a purchase that an amendment changes: budget, number, delivery, deadline; read from words, never guessed.

A fact whose new value is not plain (two amounts, a date without its year, one package of several) is told without one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from apps.demands.reading.facts import (
    BUDGET_WORDS,
    CEILING_WORDS,
    DELIVERY_WORDS,
    amounts_in,
    dates_in,
    read_budget,
    read_delivery_days,
    read_quantity,
)
from apps.demands.reading.types import Change, ChangeKind, Fact, FactChange

LONGEST_NAME, LONGEST_SAID = 24, 80
MOST_DAYS, MOST_SETS = 3650, 9999

_NAMED: tuple[tuple[Fact, str], ...] = (
    (Fact.BUDGET, rf"(?:{BUDGET_WORDS}|{CEILING_WORDS})(?:[（(](?:人民币)?[万亿]?元[）)])?"),
    (Fact.DEADLINE, r"[一-鿿（）()]{0,16}截止(?:时间|日期|期)?"),
    (Fact.DELIVERY, rf"(?:{DELIVERY_WORDS})(?:[（(]天[）)])?"),
    (Fact.QUANTITY, r"采购数量|数量[（(]台套[）)]"),
    (Fact.NONE, r"开标(?:时间|日期)|需求名称|细分领域|使用地区|用途说明"),
)
_LEAD = r"(?:原|现|本项目|该项目|项目|将|把|其中)?[的“\"]?"
_ENDS = r"(?=$|[^一-鿿]|[为由从是])"  # 预算：…, but not 预算编制软件
_NAMES = {fact: re.compile(rf"{_LEAD}(?P<name>{pattern}){_ENDS}") for fact, pattern in _NAMED}
# Until when documents are fetched, asked about or paid for is not until when makers answer.
_ANSWERING = re.compile(r"投标|响应|应答|磋商|谈判|报价|申请|递交|提交")
_NOT_ANSWERING = re.compile(r"获取|发售|领取|报名|质疑|保证金|公告")
_OWN_LABEL = re.compile(r"(?:预算（元）|交货期（天）|数量（台套）|应答截止|需求名称|细分领域|使用地区|用途说明)：")
_COUNT = r"\s*[\d一二三四五六七八九十]{1,3}\s*"
_PACKAGE = re.compile(rf"第{_COUNT}[包标]|[包标]段?{_COUNT}(?:[：:的]|$|[^\d一-鿿])|分包")
_TO = (
    r"(?:(?:修改|更正|变更|调整|更改|修订|延长|延期|推迟|顺延|提前|提高|降低|增加|减少)后?(?:为|至|到|成)"
    r"|改(?:为|至|到|成)|延至)"
)
_PHRASE = r"(?:[^。；;，,]|[，,](?=\d))"  # up to the next comma; 3,000,000 has none
_SENTENCE = re.compile(
    rf"(?P<named>{'|'.join(pattern for _fact, pattern in _NAMED)})(?P<old>{_PHRASE}{{0,60}}?)"
    rf"[，,]?\s*(?:现|拟)?{_TO}\s*[：:]?\s*(?P<new>{_PHRASE}{{2,80}})"
)
_EDGES = " \u3000，,：:；;。“”\"'"
_LEADING = re.compile(r"^(?:[^\d由从]{0,20}(?:由|从)|原为|原|为|是)\s*[：:]?")


def fact_of(change: Change) -> FactChange | None:
    """The fact that a change is about; None where it is about a clause.

    A place that only names a fact (预算 in a chapter's title), or a delivery that is no number of days, gives none.
    """
    new = "" if change.kind is ChangeKind.DELETED else change.new
    named = next((found for text in (change.new, change.old) if (found := _named(text, at_start=True))), None)
    is_by_place = named is None
    named = named or _named(change.where, at_start=False)
    if named is None:
        return None
    fact = _fact_change(*named, old=change.old, new=new, block=change.block, about=change.where)
    may_be_clause = is_by_place or (fact.fact is Fact.DELIVERY and not _is_own_label(change))
    return None if may_be_clause and not fact.value else fact


def _is_own_label(change: Change) -> bool:
    """Whether the change is a fact as this platform's own notices print them."""
    return any(_OWN_LABEL.match(text) for text in (change.old, change.new))


def is_fact_alone(change: Change) -> bool:
    """Whether a change that is about a fact is about no clause besides: delivery often stands among the clauses too."""
    fact = fact_of(change)
    return fact is not None and (fact.fact is not Fact.DELIVERY or _is_own_label(change))


def procedure_of(change: Change) -> FactChange:
    """A change of the procedure that a demand does not hold: told, so that nobody thinks it was taken."""
    name = re.split(r"[：:]", change.old or change.new, maxsplit=1)[0] or change.where
    old, new = change.old[:LONGEST_SAID], change.new[:LONGEST_SAID]
    return FactChange(Fact.NONE, name[:LONGEST_NAME], old, new, "", "", change.block)


def facts_of_line(line: str, block: int) -> Iterator[FactChange]:
    """The facts that the sentences of a line change: 预算金额由300万元调整为280万元, 投标截止时间延期至2026年6月8日."""
    for match in _SENTENCE.finditer(line):
        named = _named(match["named"], at_start=True)
        if named is None:
            continue
        fact = _fact_change(*named, old=match["old"], new=match["new"], block=block, about=line[: match.start()])
        if fact.value or fact.fact is not Fact.DELIVERY:
            yield fact


def _named(text: str, *, at_start: bool) -> tuple[Fact, str] | None:
    """The fact that a text names, with the name as printed."""
    for fact, pattern in _NAMES.items():
        match = pattern.match(text) if at_start else pattern.search(text)
        if match is None:
            continue
        name = match["name"]
        if fact is Fact.DEADLINE and (not _ANSWERING.search(name) or _NOT_ANSWERING.search(name)):
            return Fact.NONE, name[-LONGEST_NAME:]
        return fact, name[:LONGEST_NAME]
    return None


def _fact_change(fact: Fact, name: str, *, old: str, new: str, block: int, about: str) -> FactChange:
    """`about` stands before it: a fact of one package of several has no value for the whole."""
    was, now = (_LEADING.sub("", text.strip(_EDGES)).strip(_EDGES)[:LONGEST_SAID] for text in (old, new))
    values = ("", "") if _PACKAGE.search(about) else (_value(fact, name, was), _value(fact, name, now))
    return FactChange(fact, name, was, now, *values, block)


def once_each(found: Iterable[FactChange]) -> tuple[FactChange, ...]:
    """Each fact with its new value once: a notice often says in a sentence what its table says too."""
    kept: dict[tuple[str, str], FactChange] = {}
    for each in found:
        kept.setdefault((each.fact.value or each.name, each.value or each.new), each)
    return tuple(kept.values())


# ---- values -------------------------------------------------------------------------------------------------------


def _value(fact: Fact, name: str, said: str) -> str:
    read = _READERS.get(fact)
    if read is None or not said or _PACKAGE.search(said):
        return ""
    return read(said if _NAMES[fact].match(said) else f"{name}：{said}")


def _budget(said: str) -> str:
    if "单价" in said:
        return ""  # of how many is another question
    amount = read_budget([said])
    return str(amount) if amount is not None and len(amounts_in(said)) <= 1 else ""


def _deadline(said: str) -> str:
    days = dates_in(said)
    return days[0].isoformat() if len(days) == 1 else ""


def _delivery(said: str) -> str:
    days = read_delivery_days([re.sub(r"[（(]天[）)][：:]?\s*(\d{1,4})\s*$", r"：\1天", said)])
    return str(days) if days is not None and 1 <= days <= MOST_DAYS else ""


def _quantity(said: str) -> str:
    number = read_quantity([said])
    return str(number) if number is not None and 1 <= number <= MOST_SETS else ""


_READERS: Mapping[Fact, Callable[[str], str]] = {
    Fact.BUDGET: _budget,
    Fact.DEADLINE: _deadline,
    Fact.DELIVERY: _delivery,
    Fact.QUANTITY: _quantity,
}
