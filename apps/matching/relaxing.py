"""放宽建议 for a version: the engine's smallest changes as rows, in words, and tried out. Reads, never writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from apps.demands.contents import RowChange
from apps.demands.conversion import asked_in_words
from apps.demands.models import Requirement
from apps.matching.checkups import Checkup
from apps.matching.engine.checkup import Figures, measure
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.loosening import ClauseChange
from apps.matching.engine.moves import MoveKind
from apps.matching.engine.relaxation import Relaxation, Relaxations, relax, relaxed_demand
from apps.taxonomy.language import types
from apps.taxonomy.language.distance import MILLION
from apps.taxonomy.language.types import Mark, Operator, bound_text
from apps.taxonomy.language.wording import requirement_in_words


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """One clause before and after in words. `share` is how much its bound moves (0.11); None where it says nothing."""

    row: Requirement
    before: str
    after: str
    is_demotion: bool
    share: Fraction | None

    @property
    def name(self) -> str:
        """The clause as lists name it."""
        return f"{self.row.clause} {self.row.printed_name}".strip()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One alternative. `key` tells it from every other: taking it over names the key, not a place in a list."""

    key: str
    relaxation: Relaxation
    clauses: tuple[ChangedClause, ...]
    changes: tuple[RowChange, ...]

    @property
    def distance(self) -> Fraction:
        """The total cost on the parameters' own scales."""
        return Fraction(self.relaxation.cost, MILLION)


@dataclass(frozen=True, slots=True)
class Advice:
    """The engine's answer with its proposals."""

    answer: Relaxations
    proposals: tuple[Proposal, ...]


def advise(checkup: Checkup) -> Advice:
    """The smallest changes of the version that was checked; nothing while no category is chosen."""
    if checkup.figures is None:
        return Advice(Relaxations(is_needed=False, makers=0, products=0, open_makers=0, open_products=0), ())
    answer = relax(_index(checkup), checkup.facts)
    return Advice(answer, tuple(_proposal(checkup, each) for each in answer.alternatives))


def try_out(checkup: Checkup, proposal: Proposal) -> Figures:
    """The figures as they would be with the proposal; nothing is saved."""
    return measure(_index(checkup), relaxed_demand(checkup.facts, proposal.relaxation))


def _index(checkup: Checkup) -> MatchIndex:
    return checkup.catalogue.shards.index_for(checkup.facts.scope)


def _proposal(checkup: Checkup, relaxation: Relaxation) -> Proposal:
    rows = {row.pk: row for row in checkup.rows}
    changes = tuple(row for change in relaxation.changes for row in _row_changes(checkup, change, rows))
    key = hashlib.sha256(repr((checkup.rows_digest, changes)).encode()).hexdigest()[:16]
    return Proposal(key, relaxation, tuple(_in_words(checkup, change) for change in relaxation.changes), changes)


def _row_changes(checkup: Checkup, change: ClauseChange, rows: dict[int, Requirement]) -> Iterator[RowChange]:
    """The rows of the clause: its alternatives all lose their ★ together."""
    before = checkup.facts.requirements[change.index]
    for part in before.alternatives or (before,):
        row = rows[int(part.number)]
        if change.kind is MoveKind.DEMOTE:
            yield _as_it_is(row, change.after.mark)
        else:
            yield _moved(row, change.after)


def _as_it_is(row: Requirement, mark: Mark) -> RowChange:
    return RowChange(
        row_id=row.pk,
        op=Operator(row.op),
        lo=row.lo,
        hi=row.hi,
        members=tuple(row.members),
        is_strict=row.is_strict,
        mark=mark,
    )


def _moved(row: Requirement, after: types.Requirement) -> RowChange:
    keeps_operator = after.op is Operator.SET
    return RowChange(
        row_id=row.pk,
        op=Operator(row.op) if keeps_operator else after.op,
        lo=bound_text(after.lo),
        hi=bound_text(after.hi),
        members=after.members,
        is_strict=after.strict,
        mark=after.mark,
    )


def _in_words(checkup: Checkup, change: ClauseChange) -> ChangedClause:
    row = checkup.asking[change.index]
    before = checkup.facts.requirements[change.index]
    is_demotion = change.kind is MoveKind.DEMOTE
    after = _("★ 改为 ▲") if is_demotion else requirement_in_words(change.after)
    return ChangedClause(row, asked_in_words(row), after, is_demotion, _share(before, change.after))


def _share(before: types.Requirement, after: types.Requirement) -> Fraction | None:
    """How far the bound moves, as a share of where it stood; of a range the farther end."""
    shares = [
        abs(new - old) / abs(old)
        for old, new in zip(_ends(before), _ends(after), strict=True)
        if isinstance(old, Fraction) and isinstance(new, Fraction) and old
    ]
    return max(shares, default=None) if any(shares) else None


def _ends(requirement: types.Requirement) -> Sequence[types.Bound | None]:
    return (requirement.lo, requirement.hi)


def find_proposal(advice: Advice, key: str) -> Proposal | None:
    """The proposal of this key."""
    return next((each for each in advice.proposals if each.key == key), None)
