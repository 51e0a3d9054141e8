"""From the maker's text to a row: read by the requirement language, kept as text where nothing certain was read."""

from __future__ import annotations

from dataclasses import replace

from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import SpecValue
from apps.suppliers.specs import facts_of, figures_of, key_of_condition
from apps.taxonomy.language import types
from apps.taxonomy.language.spec import read_spec
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Parameter

LONGEST_BOUND = LONGEST_MEMBER = 80
LONGEST_UNIT = 40
LONGEST_CONDITION = 200


def row_of(entry: SpecEntry, *, parameter: Parameter | None, position: int) -> SpecValue:
    """An unsaved row without a product: the entry's text as it was read, beside the text itself.

    What is not understood becomes TEXT without any number, and so does everything that has no parameter.
    """
    value = read_value(entry, parameter)
    base_lo, base_hi = figures_of(value, parameter)
    return SpecValue(
        parameter=parameter,
        printed_name=parameter.name_zh if parameter else entry.printed_name,
        position=position,
        text=entry.text,
        kind=value.kind.value,
        lo=types.bound_text(value.lo),
        hi=types.bound_text(value.hi),
        unit=value.unit or "",
        members=list(value.members),
        has=value.has,
        is_strict=value.strict,
        is_approximate=value.approximate,
        condition=value.condition or "",
        condition_key=key_of_condition(value.condition),
        base_lo=base_lo,
        base_hi=base_hi,
        asked_rung=entry.asked_rung,
        evidence=entry.evidence,
        expires_on=entry.expires_on,
    )


def read_value(entry: SpecEntry, parameter: Parameter | None) -> types.SpecValue:
    """The entry's value; TEXT where nothing certain was read or where it is too long to be kept exactly."""
    as_text = types.SpecValue(
        code=parameter.code if parameter else "",
        kind=SpecKind.TEXT,
        condition=entry.condition or None,
        text=entry.text,
        rung=EvidenceRung.CLAIM,
        expires_on=entry.expires_on,
    )
    if parameter is None:
        return as_text
    value = read_spec(entry.text, parameter=facts_of(parameter), units=default_units())
    if entry.condition:
        value = replace(value, condition=entry.condition)
    return value if _is_storable(value) else as_text


def _is_storable(value: types.SpecValue) -> bool:
    bounds = (types.bound_text(value.lo), types.bound_text(value.hi))
    return (
        all(len(bound) <= LONGEST_BOUND for bound in bounds)
        and all(len(member) <= LONGEST_MEMBER for member in value.members)
        and len(value.unit or "") <= LONGEST_UNIT
        and len(value.condition or "") <= LONGEST_CONDITION
    )
