"""From what a datasheet states to proposals: which parameter is meant, how sure that is, and how the text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.suppliers.contents import SpecEntry
from apps.suppliers.reading import read_value
from apps.suppliers.reading_datasheet.types import Entry
from apps.suppliers.reading_datasheet.values import read_as_number
from apps.suppliers.specs import answer_fits
from apps.taxonomy.english import in_chinese
from apps.taxonomy.language.types import SpecKind, SpecValue
from apps.taxonomy.linking import LinkedParameter, Linker
from apps.taxonomy.models import Parameter

SURE = 95
UNREAD = 60
UNLINKED = 30
WRONG_UNIT = 40
ROUNDED = 90
LONGEST_UNLINKED = 60
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\d+\-α-ωΑ-Ω（）()]*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 .+\-/²²]*[A-Za-z0-9.²]")

ParameterOf = Callable[[str], Parameter | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One proposal: the entry, the parameter that is meant (None: none that is known), the value as it is read.

    `confidence` is 0 to 100; `doubt` says in words what speaks against taking it unseen, '' where nothing does.
    """

    entry: Entry
    parameter: Parameter | None
    condition: str
    confidence: int
    doubt: str


def propose(entries: Iterable[Entry], *, linker: Linker, parameter_of: ParameterOf) -> list[Proposed]:
    """Proposals in the order of the sheet. What names nothing known and states no figure is left out as advertising."""
    found = [proposed for entry in entries if (proposed := propose_one(entry, linker, parameter_of))]
    return _with_doublets_doubted(found)


def propose_one(entry: Entry, linker: Linker, parameter_of: ParameterOf) -> Proposed | None:
    """The proposal for one entry; None for advertising."""
    number = read_as_number(entry.text)
    condition = _joined(number.condition if number and entry.condition else None, entry.condition)
    link = link_name(entry, number, linker)
    parameter = parameter_of(link.code) if link else None
    if link is None or parameter is None:
        return None if _is_advertising(entry) else _unlinked(entry, condition)
    confidence, doubt = judge(entry.text, condition, parameter, link.confidence)
    return Proposed(entry=entry, parameter=parameter, condition=condition, confidence=confidence, doubt=doubt)


def _joined(one: str | None, two: str) -> str:
    return "; ".join(part for part in (one, two) if part)[:200]


def _is_advertising(entry: Entry) -> bool:
    has_figure = any(character.isdigit() for character in entry.text)
    return not (has_figure or entry.in_table) or len(entry.text) > LONGEST_UNLINKED or "。" in entry.text


def _unlinked(entry: Entry, condition: str) -> Proposed:
    return Proposed(
        entry=entry, parameter=None, condition=condition, confidence=UNLINKED, doubt=_("模板里没有对应的参数")
    )


def judge(text: str, condition: str, parameter: Parameter, confidence: int) -> tuple[int, str]:
    """How sure a proposal is, and what speaks against it: the text is not read, the unit is another, 约 or 典型."""
    value = read_value(SpecEntry(text=text, condition=condition, parameter=parameter.code), parameter)
    if value.kind is SpecKind.TEXT:
        is_words = parameter.kind == Parameter.Kind.TEXT
        return (confidence, "") if is_words else (min(confidence, UNREAD), _("没有读出可比对的数值，将按文字保存"))
    if not _fits(value, parameter):
        wanted = parameter.unit or _("无单位")
        return min(confidence, WRONG_UNIT), _("单位与参数不符（应为 %(unit)s）") % {"unit": wanted}
    if value.approximate:
        return min(confidence, ROUNDED), _("典型值或约值，不作保证")
    return confidence, "" if confidence >= SURE else _("名称对应不完全确定，请看一眼")


def _fits(value: SpecValue, parameter: Parameter) -> bool:
    return value.kind is SpecKind.HAS or answer_fits(value, parameter)


def link_name(entry: Entry, number: SpecValue | None, linker: Linker) -> LinkedParameter | None:
    """The parameter that the name means, by the whole of it or by one language of a name in two.

    None where the two languages name different parameters equally well.
    """
    unit = number.unit if number else None
    condition = _joined(number.condition if number else None, entry.condition) or None
    links = [
        link
        for name in _spellings(entry.name)
        if (
            link := linker.link(
                name, group=in_chinese(entry.group) or entry.group or None, unit=unit, condition=condition
            )
        )
    ]
    if entry.is_side:
        links = [link for link in links if link.how == "exact"]  # 功率步进 is no 功率
    best = max(links, key=lambda link: link.confidence, default=None)
    rivals = {link.code for link in links if best and link.confidence == best.confidence}
    return best if len(rivals) == 1 else None


def _spellings(name: str) -> list[str]:
    """反应体积 Reaction volume: the whole, the Chinese half, the Latin half; Latin names also in Chinese."""
    halves = [_HAN.search(name), _LATIN.search(name)]
    names = [name]
    if all(halves):
        names += [half[0].strip() for half in halves if half and len(half[0].strip()) > 2]
    return list(dict.fromkeys([*names, *(chinese for each in names if (chinese := in_chinese(each)))]))


def _with_doublets_doubted(found: list[Proposed]) -> list[Proposed]:
    """Of several values for one parameter and condition of one model only the first is taken unseen."""
    seen: set[tuple[int | None, str, str]] = set()
    result = []
    for each in found:
        if each.parameter is None:
            result.append(each)
            continue
        value = read_value(SpecEntry(text=each.entry.text, condition=each.condition), each.parameter)
        key = (each.entry.model, each.parameter.code, value.condition or "")
        if key in seen:
            each = Proposed(
                entry=each.entry,
                parameter=each.parameter,
                condition=each.condition,
                confidence=min(each.confidence, UNREAD),
                doubt=_("同一参数、同一条件前面已有一个值"),
            )
        seen.add(key)
        result.append(each)
    return result
