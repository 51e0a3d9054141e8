"""Spec values as rows and as exact values of the requirement language, their figures for filters, and their words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _

from apps.suppliers.models import SpecValue
from apps.taxonomy.language import types
from apps.taxonomy.language.canonical import answer_of
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import EvidenceRung, ParameterFacts, SpecKind
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.wording import value_in_words
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import parameter_facts
from kernel.languages import bracketed, reader_language

LARGEST_FLOAT = 1e300
LONGEST_KEY = 400
_MOST_REMEMBERED = 16_384


def facts_of(parameter: Parameter) -> ParameterFacts:
    """What the requirement language must know of a parameter."""
    return parameter_facts(parameter)


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a text was read: in words, and whether it became something that can be compared."""

    words: str
    is_understood: bool


def value_of(row: SpecValue) -> types.SpecValue:
    """The exact value that a row keeps. `row.parameter` must be loaded; a row without one has the code ''."""
    code = row.parameter.code if row.parameter else ""
    return plain_value(
        *(code, row.kind, row.lo, row.hi, row.unit, tuple(row.members), row.has, row.is_strict, row.is_approximate),
        *(row.condition, row.text, row.rung, row.expires_on),
    )


@lru_cache(maxsize=_MOST_REMEMBERED)
def plain_value(
    code: str,
    kind: str,
    lo: str,
    hi: str,
    unit: str,
    members: tuple[str, ...],
    has: bool | None,
    is_strict: bool,
    is_approximate: bool,
    condition: str,
    text: str,
    rung: int,
    expires_on: date | None,
) -> types.SpecValue:
    """`value_of` from the columns of a row. Makers print the same values again and again: the last ones are kept."""
    return types.SpecValue(
        code=code,
        kind=SpecKind(kind),
        lo=types.read_bound(lo),
        hi=types.read_bound(hi),
        unit=unit or None,
        members=members,
        has=has,
        strict=is_strict,
        approximate=is_approximate,
        condition=condition or None,
        text=text,
        rung=EvidenceRung(rung),
        expires_on=expires_on,
    )


def key_of_condition(condition: str | None) -> str:
    """The canonical form of a condition, at most LONGEST_KEY characters; a longer one is digested."""
    key = condition_key(condition, default_units())
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def exact_figures(value: types.SpecValue, parameter: Parameter | None) -> tuple[Fraction, Fraction] | None:
    """Both ends of a range in the quantity's base unit, or twice the figure of any other number; None without one."""
    if parameter is None:
        return None
    answer = answer_of(value, parameter=facts_of(parameter), units=default_units())
    if not answer.fits or answer.kind in (SpecKind.TEXT, SpecKind.HAS, SpecKind.SET):
        return None
    if answer.kind is SpecKind.TOLERANCE:
        return None if answer.magnitude is None else (answer.magnitude, answer.magnitude)
    ends = [end for end in (answer.lo, answer.hi) if end is not None]
    if not ends or not all(isinstance(end, Fraction) for end in ends):
        return None
    numbers = [end for end in ends if isinstance(end, Fraction)]
    return numbers[0], numbers[-1]


def figures_of(value: types.SpecValue, parameter: Parameter | None) -> tuple[float | None, float | None]:
    """`exact_figures` as floats, for filters; None where there is no number or it is too large for one."""
    figures = exact_figures(value, parameter)
    if figures is None or any(abs(figure) > LARGEST_FLOAT for figure in figures):
        return None, None
    return float(figures[0]), float(figures[1])


def understanding_of(value: types.SpecValue, parameter: Parameter | None) -> Understanding:
    """How a value was read, in words: ≥60,000; 0.0005～8 mL/min; 具备; A、B; or that it stays text."""
    if parameter is None:
        return Understanding(_("自拟指标，按文字保存，不参与自动比对"), is_understood=False)
    if value.kind is SpecKind.TEXT:
        return Understanding(_("未能读出可比对的数值，按文字保存，由人工判断"), is_understood=False)
    if value.kind is not SpecKind.HAS and not answer_fits(value, parameter):
        wanted = parameter.unit or _("无单位")
        words = _("单位与该参数不符（应为 %(unit)s 或可换算的单位），由人工判断") % {"unit": wanted}
        return Understanding(words, is_understood=False)
    words = value_in_words(value, reader_language())
    return Understanding(words + bracketed(value.condition), is_understood=True)


def answer_fits(value: types.SpecValue, parameter: Parameter) -> bool:
    """Whether the printed unit is a unit of the parameter's quantity."""
    if value.kind is SpecKind.SET:
        return True
    return answer_of(value, parameter=facts_of(parameter), units=default_units()).fits


def is_expired(row: SpecValue, today: date) -> bool:
    """Whether the evidence of a row has run out; then it counts as a claim."""
    return row.expires_on is not None and row.expires_on < today
