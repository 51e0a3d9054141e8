"""What the result page shows: clauses as columns, products as rows, verdicts where they meet.

Everything is read once, in a fixed number of queries, and handed over as frozen dataclasses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.demands.models import Requirement
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.taxonomy.language import types
from apps.taxonomy.language.types import Mark, Operator, Outcome, Verdict, read_bound
from apps.taxonomy.language.wording import requirement_in_words

PASSING = frozenset({Verdict.POSITIVE.value, Verdict.MEETS.value})


@dataclass(frozen=True, slots=True)
class ClauseColumn:
    """One requirement as a column: what it asks, and how many of the compared candidates pass it.

    `was` is what it asks as published, where a trial has changed it; '' otherwise.
    """

    requirement: Requirement
    asked: str
    passed: int
    total: int
    is_tightest: bool = False
    was: str = ""

    @property
    def label(self) -> str:
        """The clause as lists name it: ★3.2 分辨率."""
        sign = {Mark.MANDATORY.value: "★", Mark.IMPORTANT.value: "▲"}.get(self.requirement.mark, "")
        return f"{sign}{self.requirement.clause} {self.requirement.printed_name}".strip()

    @property
    def is_mandatory(self) -> bool:
        """Whether the clause carries ★."""
        return self.requirement.mark == Mark.MANDATORY


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product's row: its cells stand in the order of the columns; None where the run has no row."""

    match: Match
    cells: tuple[DeviationRow | None, ...]
    missed: tuple[DeviationRow, ...] = field(default=())

    @property
    def score_points(self) -> float:
        """The score in points of 100, for showing."""
        return self.match.score / 100


@dataclass(frozen=True, slots=True)
class Result:
    """The whole page. `near` holds products that fail exactly one ★ clause, `far` those that fail more."""

    run: MatchRun
    columns: tuple[ClauseColumn, ...]
    eligible: tuple[ProductLine, ...]
    open: tuple[ProductLine, ...]
    near: tuple[ProductLine, ...]
    far: tuple[ProductLine, ...]
    references: tuple[ProductLine, ...]

    @property
    def candidates(self) -> tuple[ProductLine, ...]:
        """All kept products that compete, in the order of the page."""
        return self.eligible + self.open + self.near + self.far

    @property
    def everybody(self) -> tuple[ProductLine, ...]:
        """The candidates and the imported references."""
        return self.candidates + self.references

    @property
    def tightest(self) -> ClauseColumn | None:
        """The ★ clause that keeps out most products; None when every candidate passes every ★."""
        return next((column for column in self.columns if column.is_tightest), None)


def read_result(run: MatchRun, *, asked: Sequence[Requirement] | None = None) -> Result:
    """Read a finished run with its matches and rows, however many products there are.

    Three queries, or two where the version's requirements are at hand already (`asked`, in the order of the demand).
    """
    matches = list(run.matches.select_related("product__organisation", "product__category"))
    rows: dict[int, list[DeviationRow]] = defaultdict(list)
    for row in DeviationRow.objects.filter(match__run=run).order_by("position"):
        rows[row.match_id].append(row)
    answered = {row.requirement_id for group in rows.values() for row in group}
    if asked is None:
        asked = requirements_of(run, answered)
    kept = [each for each in asked if each.pk in answered]
    return arrange(run, kept, [(match, rows[match.pk]) for match in matches])


def arrange(
    run: MatchRun,
    asked: Sequence[Requirement],
    tables: Sequence[tuple[Match, Sequence[DeviationRow]]],
    *,
    published: Mapping[int, Requirement] | None = None,
) -> Result:
    """The page of these matches with their rows, which stand in the order of the result.

    `published` are, by id, the rows of the demand as it is, where `asked` are what a trial makes of them.
    """
    columns = _columns(asked, [rows for match, rows in tables if not match.is_reference], published or {})
    return _grouped(run, columns, [_line(match, rows, columns) for match, rows in tables])


def requirements_of(run: MatchRun, requirement_ids: Iterable[int]) -> list[Requirement]:
    """The requirements that the run has rows for, in the order of the demand."""
    found = Requirement.objects.filter(version_id=run.version_id, pk__in=list(requirement_ids))
    return list(found.select_related("parameter").order_by("position", "id"))


def _columns(
    asked: Sequence[Requirement], tables: Sequence[Sequence[DeviationRow]], published: Mapping[int, Requirement]
) -> tuple[ClauseColumn, ...]:
    passed: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    for row in (row for table in tables for row in table):
        passed[row.requirement_id] += row.verdict in PASSING
        failed[row.requirement_id] += row.verdict == Verdict.NEGATIVE
    worst = _tightest(asked, failed)
    return tuple(
        ClauseColumn(
            each,
            ask_in_short(each),
            passed[each.pk],
            len(tables),
            each.pk == worst,
            ask_in_short(published[each.pk]) if each.pk in published else "",
        )
        for each in asked
    )


def _tightest(asked: Sequence[Requirement], failed: Mapping[int, int]) -> int | None:
    mandatory = [each for each in asked if each.mark == Mark.MANDATORY and failed[each.pk]]
    return max(mandatory, key=lambda each: failed[each.pk]).pk if mandatory else None


def ask_in_short(requirement: Requirement) -> str:
    """What a requirement asks, in as few signs as possible: ≥ 60,000; 室温+5～85 ℃; ESI、APCI; 具备."""
    asked = types.Requirement(
        number=requirement.clause,
        name=requirement.value_text or requirement.printed_name,
        op=Operator(requirement.op),
        lo=read_bound(requirement.lo),
        hi=read_bound(requirement.hi),
        unit=requirement.unit or None,
        strict=requirement.is_strict,
        members=tuple(requirement.members),
    )
    return requirement_in_words(asked)


def _line(match: Match, rows: Sequence[DeviationRow], columns: Sequence[ClauseColumn]) -> ProductLine:
    by_requirement = {row.requirement_id: row for row in rows}
    mandatory = {column.requirement.pk for column in columns if column.is_mandatory}
    missed = tuple(row for row in rows if row.verdict == Verdict.NEGATIVE and row.requirement_id in mandatory)
    return ProductLine(match, tuple(by_requirement.get(column.requirement.pk) for column in columns), missed)


def _grouped(run: MatchRun, columns: tuple[ClauseColumn, ...], lines: Sequence[ProductLine]) -> Result:
    groups: dict[str, list[ProductLine]] = defaultdict(list)
    for line in lines:
        groups[_group(line.match)].append(line)
    return Result(
        run=run,
        columns=columns,
        **{name: tuple(groups[name]) for name in ("eligible", "open", "near", "far", "references")},
    )


def _group(match: Match) -> str:
    if match.is_reference:
        return "references"
    if match.outcome == Outcome.INELIGIBLE:
        return "near" if match.mandatory_negative_count == 1 else "far"
    return match.outcome
