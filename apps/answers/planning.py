"""What a table that came back would change: made anew at every look, so that preview and step can't disagree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.answers.contents import LABELS, TEXTS, RowFields, asked_texts, cleaned, fields_of
from apps.answers.documents import (
    OWN,
    RowKey,
    digest_of,
    key_of,
    printed_deviation,
    printed_explanation,
    read_key,
)
from apps.answers.models import Answer, AnswerRow, AnswerUpload
from apps.answers.pairing import By, Line, folded, pair_rows
from apps.answers.proof import WrongPages, printed_proof, read_proof
from apps.answers.services import RowWriter
from apps.matching.documents import DEVIATION_WORDS
from apps.taxonomy.language.types import Verdict
from kernel.errors import InvalidInput
from kernel.exports import restored

_WORDS = {"正": "positive", "无": "meets", "负": "negative", "+": "positive", "=": "meets", "-": "negative"}
_WORDS |= {"优于": "positive", "满足": "meets", "无差异": "meets", "不满足": "negative"}
DEVIATIONS: Mapping[str, str] = {
    "": "",
    **_WORDS,
    **{f"{word}偏离": code for word, code in _WORDS.items()},
}


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the file: its sheet and number, its cells by code, and the codes whose cells could not be read."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    columns: frozenset[str]
    unread: frozenset[str]

    def text(self, code: str) -> str:
        """What a cell says, '' for an empty one."""
        return restored(self.cells.get(code, ""))

    def holds(self, code: str) -> bool:
        """Whether the file says anything of this column; an empty cell says that it is to be empty."""
        return code in self.columns and code not in self.unread


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would become of one row. `problem` is why the file's row is left out; `notes` are for the reader."""

    found: Found
    row: AnswerRow
    by: By
    fields: RowFields
    changes: tuple[Change, ...]
    verdict_before: str
    verdict_after: str
    notes: tuple[str, ...]
    problem: str

    @property
    def is_applied(self) -> bool:
        """Whether the step would write it."""
        return bool(self.changes) and not self.problem


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a file would do. `unknown` rows belong to no clause, `missing` clauses stand in no row of it.

    `token` names the state of the answer that the plan was made from.
    """

    rows: tuple[PlannedRow, ...]
    unknown: tuple[Found, ...]
    missing: tuple[AnswerRow, ...]
    token: str

    @property
    def applied(self) -> tuple[PlannedRow, ...]:
        """The rows that the step would write."""
        return tuple(row for row in self.rows if row.is_applied)

    @property
    def wrong(self) -> tuple[PlannedRow, ...]:
        """The rows that are left out because something is wrong with them."""
        return tuple(row for row in self.rows if row.problem)

    @property
    def unchanged_count(self) -> int:
        """How many rows say what the answer says already."""
        return sum(not row.changes and not row.problem for row in self.rows)


def plan_of(upload: AnswerUpload, answer: Answer, rows: Sequence[AnswerRow]) -> Plan:
    """What the upload would do to these rows of its answer, now."""
    found = _found(upload)
    keys = [read_key(each.text("key")) for each in found]
    asked = asked_texts(rows)
    known_lines = [_line(row, asked) for row in rows]
    pairs = pair_rows(known_lines, [_line_of_file(each, key, answer) for each, key in zip(found, keys, strict=True)])
    planner = _Planner(answer, asked)
    planned = tuple(
        planner.plan(found[pair.found], rows[pair.known], key=keys[pair.found], by=pair.by) for pair in pairs
    )
    paired_rows, paired_found = {pair.known for pair in pairs}, {pair.found for pair in pairs}
    return Plan(
        rows=planned,
        unknown=tuple(each for place, each in enumerate(found) if place not in paired_found),
        missing=tuple(row for place, row in enumerate(rows) if place not in paired_rows),
        token=token_of(rows),
    )


def token_of(rows: Sequence[AnswerRow]) -> str:
    """Names the state of these rows: another one after any change of any of them."""
    return hashlib.sha256(json.dumps([[row.pk, row.edit] for row in rows]).encode()).hexdigest()[:16]


def _found(upload: AnswerUpload) -> list[Found]:
    unread: dict[tuple[str, int], set[str]] = {}
    for problem in upload.problems:
        unread.setdefault((problem["sheet"], problem["row"]), set()).add(problem["code"])
    return [
        Found(
            sheet=table["sheet"],
            row=row["row"],
            cells=row["cells"],
            columns=frozenset(table["columns"]),
            unread=frozenset(unread.get((table["sheet"], row["row"]), ())),
        )
        for table in upload.tables
        for row in table["rows"]
    ]


def _line(row: AnswerRow, asked: Mapping[int, str]) -> Line:
    return Line(row.requirement.clause, asked[row.requirement_id], key=str(row.requirement_id))


def _line_of_file(found: Found, key: RowKey | None, answer: Answer) -> Line:
    """A key of another answer is none: its clauses are other clauses."""
    is_ours = key is not None and key.answer_id == answer.pk
    return Line(found.text("clause"), found.text("asked"), str(key.requirement_id) if key and is_ours else "")


class _Planner:
    """Plans the rows of one answer; its clauses are read once."""

    def __init__(self, answer: Answer, asked: Mapping[int, str]) -> None:
        self._answer = answer
        self._asked = asked
        self._writer = RowWriter(answer)

    def plan(self, found: Found, row: AnswerRow, *, key: RowKey | None, by: By) -> PlannedRow:
        """What the row of the file would make of this row of the answer."""
        key = key if key and key.answer_id == self._answer.pk and key.requirement_id == row.requirement_id else None
        before, notes = fields_of(row), _notes(found, row, key, self._asked[row.requirement_id])
        wanted, problem = before, ""
        try:
            wanted = cleaned(self._wanted(found, row, key))
        except InvalidInput as refusal:
            problem = refusal.message
        after = self._judged(row, wanted)
        try:
            wanted, said = _with_deviation(found, row, after, wanted)
            notes += said
        except InvalidInput as refusal:
            problem = problem or refusal.message
        return PlannedRow(
            found=found,
            row=row,
            by=by,
            fields=wanted,
            changes=() if problem else _changes(before, wanted),
            verdict_before=row.verdict,
            verdict_after=after,
            notes=tuple(notes),
            problem=problem,
        )

    def _wanted(self, found: Found, row: AnswerRow, key: RowKey | None) -> RowFields:
        wanted = fields_of(row)
        if found.holds("response"):
            wanted = replace(wanted, response=found.text("response"))
        if found.holds("explanation") and not _is_printed_by_us(found.text("explanation"), row, key):
            wanted = replace(wanted, explanation=found.text("explanation"))
        if found.holds("proof") and found.text("proof") != printed_proof(row.proof_name, row.proof_pages):
            name, pages = _proof(found.text("proof"))
            wanted = replace(wanted, proof_name=name, proof_pages=pages)
        return wanted

    def _judged(self, row: AnswerRow, wanted: RowFields) -> str:
        """The verdict that the response would get; the row itself is left alone."""
        if wanted.response == row.response:
            return row.verdict
        trial = AnswerRow(answer=self._answer, requirement_id=row.requirement_id, response=wanted.response)
        self._writer.judge(trial)
        return trial.verdict


def _proof(text: str) -> tuple[str, str]:
    try:
        return read_proof(text)
    except WrongPages as wrong:
        message = _("证明材料“%(value)s”的页码“%(page)s”读不出，请写成 第 12-13 页 或 P12。")
        raise InvalidInput(message % {"value": text[:60], "page": str(wrong)[:40]}) from wrong


def _is_printed_by_us(text: str, row: AnswerRow, key: RowKey | None) -> bool:
    """Whether 偏离说明 still holds what the export printed of itself: then the maker has said nothing of its own."""
    if folded(text) == folded(printed_explanation(row)):
        return True
    return key is not None and key.digest != OWN and digest_of(text) == key.digest


def _with_deviation(found: Found, row: AnswerRow, verdict: str, wanted: RowFields) -> tuple[RowFields, list[str]]:
    """What the deviation column says counts only where the engine leaves the row to a person.

    Raises InvalidInput for a word that is no deviation.
    """
    text = "".join(found.text("deviation").split())
    if not found.holds("deviation"):
        return wanted, []
    if text not in DEVIATIONS:
        message = _("偏离栏“%(value)s”读不懂，只能填正偏离、无偏离、负偏离，或留空。")
        raise InvalidInput(message % {"value": text[:40]})
    if DEVIATIONS[text] == DEVIATIONS[printed_deviation(row)] and verdict != row.verdict:
        return replace(wanted, stated=""), []  # it was printed for the former response
    if verdict == Verdict.MANUAL:
        return replace(wanted, stated=DEVIATIONS[text]), []
    word = DEVIATION_WORDS.get(Verdict(verdict), _("未响应"))
    said = [] if DEVIATIONS[text] in ("", verdict) else [_("偏离栏写“%(text)s”，按响应值判为%(word)s，以此为准。")]
    return replace(wanted, stated=""), [each % {"text": text, "word": word} for each in said]


def _notes(found: Found, row: AnswerRow, key: RowKey | None, asked: str) -> list[str]:
    notes = []
    if found.holds("asked") and folded(found.text("asked")) != folded(asked):
        notes.append(_("招标要求的文字在文件里被改过；以需求原文为准。"))
    if key is not None and key.edit != key_of(row).edit:
        notes.append(_("导出之后，平台上这一行又改过；应用后以文件为准。"))
    return notes


def _changes(before: RowFields, after: RowFields) -> tuple[Change, ...]:
    def said(name: str, text: str) -> str:
        return DEVIATION_WORDS[Verdict(text)] if name == "stated" and text else text

    return tuple(
        Change(str(LABELS[name]), said(name, getattr(before, name)), said(name, getattr(after, name)))
        for name in TEXTS
        if getattr(before, name) != getattr(after, name)
    )
