"""Readings in the exchange format of parse_requirements: plain JSON numbers, word bounds as strings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Ambient, Bound, Reading

# From a reading and the printed name of the instrument to the stable code of the parameter, where it is known.
CodeOf = Callable[[Reading, str], str | None]

OPTIONAL_FIELDS = ("formula", "tolerance", "qualifier", "alt", "strict", "magnitude", "implied", "optional", "reason")


def as_number(bound: Bound | None) -> int | float | str | None:
    """An integer when it is one, a float otherwise; an ambient word with its offset as printed text."""
    if bound is None or isinstance(bound, Ambient):
        return None if bound is None else str(bound)
    return int(bound) if bound.denominator == 1 else float(bound)


def as_record(reading: Reading, code: str | None = None) -> dict[str, Any]:
    """One reading as an object of the exchange format; `code` is its parameter's, where it is linked."""
    record: dict[str, Any] = {
        "parameter": reading.parameter,
        "parameter_code": code,
        "op": reading.op.value,
        "lo": as_number(reading.lo),
        "hi": as_number(reading.hi),
        "unit": reading.unit,
        "values": [as_number(v) if isinstance(v, Fraction) else v for v in reading.values] or None,
        "value": reading.value,
        "mandatory": reading.mandatory,
        "mark": reading.mark,
        "condition": reading.condition,
        "group": reading.group,
        "span": list(reading.span),
        "confidence": reading.confidence,
        "review": reading.review,
    }
    if reading.nominal is not None:
        record["nominal"] = as_number(reading.nominal)
    return record | {name: getattr(reading, name) for name in OPTIONAL_FIELDS if getattr(reading, name)}


def without_code(reading: Reading, instrument: str) -> None:
    """No taxonomy is at hand: nothing is linked."""


def answer_line(line: str, *, code_of: CodeOf = without_code) -> dict[str, Any]:
    """The answer to one input line; a line that breaks gives an empty list and the error."""
    identity: object = None
    try:
        asked = json.loads(line)
        identity = asked.get("id")
        instrument = str(asked.get("instrument") or "")
        readings = read_line(str(asked["text"]), instrument=instrument)
        return {"id": identity, "requirements": [as_record(each, code_of(each, instrument)) for each in readings]}
    except Exception as problem:
        return {"id": identity, "requirements": [], "error": f"{type(problem).__name__}: {problem}"[:200]}


def answer_lines(lines: Iterable[str], *, code_of: CodeOf = without_code) -> Iterator[str]:
    """One JSON text for each line that is not blank, in the same order."""
    for line in lines:
        if line.strip():
            yield json.dumps(answer_line(line, code_of=code_of), ensure_ascii=False)
