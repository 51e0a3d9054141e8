"""Hostile lines written by a second pair of eyes: each says what must happen and what may never appear.

`must`: `review` no usable number and a note for a person; `no_number` no number outside `allow`; `exact_or_review`
one of the lists of `allow`, or a note for a person.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from apps.taxonomy.language.exchange import answer_line
from tests.language.gold import is_numeric, read_lines

LINES = read_lines("hostile_b.jsonl")


def _answers(line: dict[str, Any]) -> list[dict[str, Any]]:
    answer = answer_line(json.dumps({"id": line["id"], "text": line["text"], "instrument": ""}))
    assert "error" not in answer
    json.dumps(answer, ensure_ascii=False, allow_nan=False).encode("utf-8")
    found: list[dict[str, Any]] = answer["requirements"]
    return found


def _numbers(record: dict[str, Any]) -> list[float]:
    return [n for n in (record["lo"], record["hi"], *(record["values"] or ())) if isinstance(n, int | float)]


def _same(found: dict[str, Any], allowed: dict[str, Any]) -> bool:
    def close(a: object, b: object) -> bool:
        numbers = isinstance(a, int | float) and isinstance(b, int | float)
        return math.isclose(a, b, rel_tol=1e-9) if numbers else a == b  # type: ignore[arg-type]

    same_words = all(found[key] == allowed[key] for key in ("parameter", "op", "unit"))
    return same_words and close(found["lo"], allowed["lo"]) and close(found["hi"], allowed["hi"])


def _is_allowed(numeric: list[dict[str, Any]], line: dict[str, Any]) -> bool:
    lists = line["allow"] or []
    if line["must"] == "no_number":
        return all(any(_same(found, each) for group in lists for each in group) for found in numeric)
    return any(len(group) == len(numeric) and all(map(_same, numeric, group)) for group in lists)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["id"]))
def test_nothing_forbidden_is_used(line: dict[str, Any]) -> None:
    for record in _answers(line):
        if not record["review"]:
            assert not set(_numbers(record)) & set(line["forbid_numbers"])
            assert record["op"] not in line["forbid_ops"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["id"]))
def test_what_must_happen_happens(line: dict[str, Any]) -> None:
    records = _answers(line)
    numeric = [record for record in records if is_numeric(record) and not record["review"]]
    is_flagged = any(record["review"] and record["reason"] for record in records)
    if line["must"] == "review":
        assert not numeric
        assert is_flagged
    elif line["must"] == "no_number":
        assert _is_allowed(numeric, line)
    else:
        assert _is_allowed(numeric, line) or (is_flagged and not numeric)


def test_some_lines_do_give_their_number() -> None:
    """A control: a reader that reads nothing would pass most of the above."""
    exact = [line for line in LINES if line["must"] == "exact_or_review"]
    assert (
        sum(bool([r for r in _answers(line) if is_numeric(r) and not r["review"]]) for line in exact) > len(exact) / 3
    )
