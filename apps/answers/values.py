"""What a response says: its text read into an exact value, and that value as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.suppliers.contents import SpecEntry
from apps.suppliers.reading import read_value
from apps.taxonomy.language import types
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Parameter

Json = Mapping[str, Any]


def read_response(text: str, parameter: Parameter | None) -> types.SpecValue:
    """The value that a response states; TEXT where nothing certain was read or no parameter says what it is about."""
    return read_value(SpecEntry(text=text, parameter=parameter.code if parameter else ""), parameter)


def response_of(text: str, condition: str) -> str:
    """A spec value as one printed text: the condition in brackets behind it, unless the text holds it already."""
    return text if not condition or condition in text else f"{text}（{condition}）"


def as_json(value: types.SpecValue) -> Json:
    """A value as it is kept: bounds as exact texts, empty things left out."""
    kept: dict[str, object] = {
        "code": value.code,
        "kind": value.kind.value,
        "lo": types.bound_text(value.lo),
        "hi": types.bound_text(value.hi),
        "unit": value.unit,
        "members": list(value.members),
        "strict": value.strict,
        "approximate": value.approximate,
        "condition": value.condition,
    }
    filled: dict[str, object] = {name: each for name, each in kept.items() if each}
    return filled if value.has is None else filled | {"has": value.has}


def from_json(kept: Json, *, text: str, rung: int = EvidenceRung.CLAIM) -> types.SpecValue | None:
    """What `as_json` kept, with the text it was read from; None for {}."""
    if not kept:
        return None
    return types.SpecValue(
        code=kept.get("code", ""),
        kind=SpecKind(kept["kind"]),
        lo=types.read_bound(kept.get("lo", "")),
        hi=types.read_bound(kept.get("hi", "")),
        unit=kept.get("unit"),
        members=tuple(kept.get("members", ())),
        has=kept.get("has"),
        strict=bool(kept.get("strict")),
        approximate=bool(kept.get("approximate")),
        condition=kept.get("condition"),
        text=text,
        rung=EvidenceRung(max(rung, EvidenceRung.CLAIM)),
    )
