"""Facts that an amendment changes, held against those of a version, and put into it once somebody accepts them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.demands.models import DemandVersion
from apps.demands.reading.types import Fact, FactChange
from design.formats import format_days, format_yuan
from kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class FactProposal:
    """A change of a fact, counted from 1, beside what the version says; `reason` tells why it may be taken, or not.

    `is_proposed`: the notice agrees with the version on what stood there, so nobody has to look twice.
    """

    number: int
    change: FactChange
    label: str
    present: str
    future: str
    reason: str
    may_accept: bool
    is_proposed: bool


def fact_proposals(facts: Sequence[FactChange], version: DemandVersion) -> list[FactProposal]:
    """Each change of a fact put to the version, in the notice's order."""
    told = Counter(each.fact for each in facts if each.value)  # the reader gives each value once
    return [_proposal(n, each, version, is_told_twice=told[each.fact] > 1) for n, each in enumerate(facts, start=1)]


def _proposal(number: int, change: FactChange, version: DemandVersion, *, is_told_twice: bool) -> FactProposal:
    if change.fact is Fact.NONE:
        reason = _("需求里没有这一项，平台不作改动。")
        return FactProposal(number, change, change.name, change.old, change.new, reason, False, False)
    present = _plain(getattr(version, change.fact.value))
    may_accept = bool(change.value) and change.value != present
    agrees = change.was in ("", present) and not is_told_twice
    return FactProposal(
        number=number,
        change=change,
        label=name_of(change),
        present=_said(change.fact, present),
        future=_said(change.fact, change.value) or change.new,
        reason=_reason(change, present, is_told_twice=is_told_twice),
        may_accept=may_accept,
        is_proposed=may_accept and agrees,
    )


def name_of(change: FactChange) -> str:
    """The fact as pages call it, without its unit; as the notice prints it where a demand has no such fact."""
    if change.fact is Fact.NONE:
        return change.name
    field = DemandVersion._meta.get_field(change.fact.value)
    return re.split(r"\s*[（(]", str(field.verbose_name), maxsplit=1)[0]  # type: ignore[union-attr]


def _reason(change: FactChange, present: str, *, is_told_twice: bool) -> str:
    if not change.value:
        return _("没有读出确定的新值（如缺年份、有几个金额、只改其中一包），采纳后请在需求信息中手工修改。")
    if change.value == present:
        return _("现有值已是更正后的内容")
    if is_told_twice:
        return _("公告里这一项有几个不同的值，请选一处")
    if change.was and change.was != present:
        return _("公告所写的原值 %(was)s 与现在不同，请核对") % {"was": _said(change.fact, change.was)}
    return _("原值一致") if change.was else _("公告没有写原值")


def _plain(value: object) -> str:
    """A version's value as the reader writes it; '' for none."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _said(fact: Fact, value: str) -> str:
    if not value:
        return ""
    if fact is Fact.BUDGET:
        return format_yuan(Decimal(value))
    if fact is Fact.DELIVERY:
        return format_days(int(value))
    if fact is Fact.QUANTITY:
        return ngettext("%(count)d 台套", "%(count)d 台套", int(value)) % {"count": int(value)}
    return value


def put_facts(version: DemandVersion, accepted: Iterable[FactChange]) -> None:
    """Give the version the new values. It must be locked.

    Raises InvalidInput where no value was read, or two are for one fact.
    """
    values: dict[str, object] = {}
    for each in accepted:
        name = each.fact.value
        if not each.value or name in values:
            twice, none = _("“%(name)s”被更正了两次，请只采纳一处。"), _("“%(name)s”没有读出新的值，不能采纳。")
            message = (twice if name in values else none) % {"name": each.name}
            raise InvalidInput(message, detail={name or "facts": message})
        values[name] = _value_of(each)
    for name, value in values.items():
        setattr(version, name, value)
    if values:
        version.save(update_fields=list(values))


def _value_of(change: FactChange) -> object:
    if change.fact is Fact.BUDGET:
        return Decimal(change.value)
    return date.fromisoformat(change.value) if change.fact is Fact.DEADLINE else int(change.value)
