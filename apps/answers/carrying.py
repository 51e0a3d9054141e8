"""A new version of the demand: the rows of an answer are carried over, and nothing of it is lost.

The earlier answer stays as it is. Rows whose clause is the same come over whole; where only the words of a clause have
changed its row comes over unconfirmed; what has no clause any more is still read in the earlier answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.answers import access
from apps.answers.contents import asked_texts, fields_of
from apps.answers.models import Answer, AnswerRow
from apps.answers.pairing import By, Line, Pair, pair_rows
from apps.answers.services import RowWriter, lock_answer, make_answer, save_rows
from apps.demands.models import DemandVersion
from kernel.errors import Conflict, TransitionRefused


@transaction.atomic
def carry_over(answer_id: int, *, actor: Actor) -> Answer:
    """Begin the answer to the version that is published now, with the rows of this one.

    Raises NotFound, TransitionRefused for a demand that is not open, Conflict when this answer is of the present
    version, and AlreadyThere when there is one to it.
    """
    earlier = lock_answer(answer_id, actor)
    demand = earlier.version.demand
    if not access.is_open(demand) or demand.published_version_id is None:
        raise TransitionRefused(_("这项需求已结束，不能再带入新版。"))
    if demand.published_version_id == earlier.version_id:
        raise Conflict(_("这份应答针对的就是最新版本。"))
    version = DemandVersion.objects.select_related("demand__organisation").get(pk=demand.published_version_id)
    answer = make_answer(version, earlier.product, actor=actor, carried_from=earlier)
    _carry_rows(earlier, answer, actor)
    return answer


def _carry_rows(earlier: Answer, answer: Answer, actor: Actor) -> None:
    before, after = rows_with_clauses(earlier), rows_with_clauses(answer)
    writer = RowWriter(answer)
    changed = []
    for pair in pair_versions(before, after):
        source, row = before[pair.known], after[pair.found]
        if not source.response and not source.explanation:
            continue
        is_changed_clause = pair.by is By.CLAUSE
        fields = replace(fields_of(source), response=source.response or row.response)
        if is_changed_clause:
            fields = replace(fields, stated="")
        writer.write(row, fields, source=AnswerRow.Source.CARRIED, actor=actor)
        row.source, row.rung = AnswerRow.Source.CARRIED, source.rung
        row.is_confirmed = source.is_confirmed and not is_changed_clause
        row.is_changed_clause = is_changed_clause
        changed.append(row)
    save_rows(changed)


def rows_with_clauses(answer: Answer) -> list[AnswerRow]:
    """The rows of an answer with their clauses, in order."""
    return list(answer.rows.select_related("requirement__parameter").order_by("position", "id"))


def pair_versions(before: Sequence[AnswerRow], after: Sequence[AnswerRow]) -> tuple[Pair, ...]:
    """Which row of the earlier answer is which of the later one; `known` is the earlier."""
    return pair_rows(lines_of(before), lines_of(after), by_clause=True)


def lines_of(rows: Sequence[AnswerRow]) -> list[Line]:
    """The rows as they can be known again."""
    asked = asked_texts(rows)
    return [Line(clause=row.requirement.clause, text=asked[row.requirement_id]) for row in rows]


def left_behind(answer: Answer) -> list[AnswerRow]:
    """The filled rows of the earlier answer that found no clause in this one; [] for an answer that carries nothing."""
    if answer.carried_from is None:
        return []
    before = rows_with_clauses(answer.carried_from)
    paired = {pair.known for pair in pair_versions(before, rows_with_clauses(answer))}
    return [row for index, row in enumerate(before) if index not in paired and row.response]
