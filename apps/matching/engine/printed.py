"""A value as its maker printed it, as one line of JSON and back: how columns keep it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from apps.matching.engine.encoded import Encoded, encoded
from apps.taxonomy.language.canonical import Current
from apps.taxonomy.language.types import Ambient, Bound, EvidenceRung, SpecKind, SpecValue


def encoded_values(values: Sequence[Current]) -> Encoded[Current]:
    """The values as bytes. Equal values have equal bytes, and others have others."""
    return encoded(values, write_value, read_value)


def write_value(current: Current) -> str:
    """The line."""
    value = current.value
    told = [
        *(value.code, value.kind.value, _bound_json(value.lo), _bound_json(value.hi), value.unit, value.members),
        *(value.has, value.strict, value.approximate, value.condition, value.text, int(value.rung)),
        value.expires_on.isoformat() if value.expires_on else None,
        int(current.rung),
    ]
    return json.dumps(told, ensure_ascii=False)


def read_value(line: str) -> Current:
    """What `write_value` wrote."""
    told: list[Any] = json.loads(line)
    code, kind, lo, hi, unit, members, has, strict, approximate, condition, text, rung, expires_on, rung_today = told
    value = SpecValue(
        code=code,
        kind=SpecKind(kind),
        lo=_bound_of(lo),
        hi=_bound_of(hi),
        unit=unit,
        members=tuple(members),
        has=has,
        strict=strict,
        approximate=approximate,
        condition=condition,
        text=text,
        rung=EvidenceRung(rung),
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
    )
    return Current(value, EvidenceRung(rung_today))


def _bound_json(bound: Bound | None) -> list[Any] | None:
    if bound is None:
        return None
    number = bound.offset if isinstance(bound, Ambient) else bound
    return [str(number), *([bound.word] if isinstance(bound, Ambient) else [])]


def _bound_of(told: list[str] | None) -> Bound | None:
    if told is None:
        return None
    number, *word = told
    return Ambient(Fraction(number), word[0]) if word else Fraction(number)
