"""`read_line`: one printed requirement line → readings. The one public entry of the reading half."""

from __future__ import annotations

from collections.abc import Sequence

from apps.taxonomy.language.assemble import assemble
from apps.taxonomy.language.broken import mend_broken
from apps.taxonomy.language.doubts import is_infinite
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.literals import Literal, find_literals
from apps.taxonomy.language.loose import loosen
from apps.taxonomy.language.misgivings import with_misgivings
from apps.taxonomy.language.normalise import Clean, clean_line, storable
from apps.taxonomy.language.numbering import Head, Inner, inner_numbers, read_head
from apps.taxonomy.language.pieces import split_clauses
from apps.taxonomy.language.plain import is_note
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.spec import read_spec, read_specs
from apps.taxonomy.language.tokens import tokenise
from apps.taxonomy.language.types import Operator, Reading

__all__ = ["read_line", "read_spec", "read_specs"]

MAX_LENGTH = 10_000


def read_line(text: str, *, instrument: str = "") -> tuple[Reading, ...]:
    """The requirements that one line of a tender asks for, in the order of the line; () for a heading or a duty.

    `instrument` is the printed name of the instrument, used only to settle doubts. Never raises; linear in the
    length of the text. What is not understood with certainty comes back with `review=True` and a reason, and its
    numbers must not be used.
    """
    clean = clean_line(text[: MAX_LENGTH + 1])
    head = read_head(clean.text)
    faults = [*clean.faults, *([head.fault] if head.fault else [])]
    if len(text) > MAX_LENGTH:
        return (_whole_line(text, clean, head, "文字过长"),)
    if not clean.text.strip() or is_note(clean.text[head.start :]):
        return ()
    numbers = inner_numbers(clean.text, head)
    readings = _with_marks(_read_clauses(clean, text, head, numbers), clean, numbers)
    if is_infinite(clean.text):
        faults.append("无穷大或非数字")
    return _finish(text, clean, head, readings, faults)


def _with_marks(readings: tuple[Reading, ...], clean: Clean, numbers: Sequence[Inner]) -> tuple[Reading, ...]:
    """Each reading with the mark of the inner number that it stands behind."""
    marks = [(clean.span(number.end, number.end)[0], number.mark) for number in numbers]
    if not any(mark for _, mark in marks):
        return readings
    return tuple(
        revise(each, mark=next((mark for start, mark in reversed(marks) if start <= each.span[0]), None))
        for each in readings
    )


def _read_clauses(clean: Clean, text: str, head: Head, numbers: Sequence[Inner]) -> tuple[Reading, ...]:
    """The readings of a line; what is beyond the bounds of one line is one text for a person."""
    found = tokenise(clean.text, head.start, head.end, numbers=numbers)
    line = Line(clean, text)
    # A maker's value is read without these doubts: the parameter beside it says what a line must say itself.
    readings = with_misgivings(assemble(line, split_clauses(loosen(mend_broken(found.tokens)))), line.source)
    if found.unread is None:
        return readings
    rest = _whole_line(text, clean, head, "一行中的数值过多")
    start = clean.span(found.unread, found.unread)[0]
    return (*readings, revise(rest, value=storable(text[start:]), span=(start, len(text))))


def _finish(
    text: str, clean: Clean, head: Head, readings: tuple[Reading, ...], faults: list[str]
) -> tuple[Reading, ...]:
    if faults and not readings:
        return (_whole_line(text, clean, head, faults[0]),)
    if not readings:
        return _standards(clean, head)
    return tuple(_finished(reading, text, head, faults) for reading in readings)


def _finished(reading: Reading, text: str, head: Head, faults: list[str]) -> Reading:
    clean_fields = {
        "parameter": storable(reading.parameter),
        "condition": storable(reading.condition) if reading.condition else None,
        "mark": reading.mark or head.mark,
    }
    if faults:
        return _unusable(revise(reading, **clean_fields), text, faults[0])
    return revise(reading, **clean_fields)


def _unusable(reading: Reading, text: str, reason: str) -> Reading:
    """The reading as text only: none of its numbers may be believed."""
    start, end = reading.span
    return Reading(
        parameter=reading.parameter, op=Operator.TEXT, value=storable(text[start:end]), condition=reading.condition,
        group=reading.group, mark=reading.mark, span=reading.span, review=True, reason=reason, confidence=0,
    )  # fmt: skip


def _whole_line(text: str, clean: Clean, head: Head, reason: str) -> Reading:
    value = storable(text[:MAX_LENGTH])
    span = (0, len(text))
    return Reading(
        parameter="整行", op=Operator.TEXT, value=value, span=span, mark=head.mark, implied=True,
        review=True, reason=reason, confidence=0,
    )  # fmt: skip


def _standards(clean: Clean, head: Head) -> tuple[Reading, ...]:
    """Standard numbers give one optional text; their digits are never numbers."""
    found = [s for s in find_literals(clean.text) if s.kind is Literal.STANDARD]
    if not found:
        return ()
    value = "、".join(clean.text[s.start : s.end] for s in found)
    span = clean.span(found[0].start, found[-1].end)
    return (
        Reading(
            parameter="标准", op=Operator.TEXT, value=value, implied=True, optional=True, span=span, mark=head.mark
        ),
    )
