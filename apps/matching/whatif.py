"""假如改一条: the same demand with other bounds, compared by the same engine at once. Reads, and never writes.

An address says what to try: `lo-ID=55000` moves the lower end of the clause with this row id, `hi-ID` the upper one, in
the unit that the clause is printed in. What can't be read leaves the clause as it is and is said beside it.
"""

from __future__ import annotations

import copy
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import perf_counter

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.demands.contents import RowFields
from apps.demands.conversion import LONGEST_BOUND, read_value
from apps.demands.models import DemandVersion, Requirement
from apps.matching import catalogues, comparisons, storing
from apps.matching.catalogues import Catalogue
from apps.matching.engine.facts import DemandFacts, MatchRow
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.knobs import End, Knob, Scene, knobs_of, scene_of, turned
from apps.matching.engine.running import Evaluation
from apps.matching.models import MatchRun
from apps.matching.results import Result, arrange
from apps.taxonomy.language import types
from apps.taxonomy.language.types import Operator, Outcome, bound_text, read_bound
from kernel.errors import InvalidInput

LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """The products that are 满足, and how many makers they have."""

    products: frozenset[str]
    makers: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One end of a clause that is tried at another value."""

    row: Requirement
    knob: Knob
    value: Fraction


@dataclass(frozen=True)
class Trial:
    """A demand as published and as it is tried, over one catalogue and by the weights in force.

    `rows` stand behind the requirements; `typed` is what the address gave by knob, `wrong` what is wrong with it.
    """

    now: Catalogue
    rows: tuple[Requirement, ...]
    published: DemandFacts
    tried: DemandFacts
    turns: tuple[Turn, ...]
    typed: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def is_on(self) -> bool:
        """Whether anything is tried at all."""
        return bool(self.turns)

    def tried_rows(self) -> tuple[Requirement, ...]:
        """Copies of the rows that say what is tried, for showing; never to be saved."""
        rows = list(self.rows)
        for turn in self.turns:
            index, asked = turn.knob.index, self.tried.requirements[turn.knob.index]
            row = copy.copy(self.rows[index])
            row.lo, row.hi = bound_text(asked.lo), bound_text(asked.hi)
            rows[index] = row
        return tuple(rows)

    @property
    def index(self) -> MatchIndex:
        """The products in scope, which no trial changes."""
        return self.now.shards.index_for(self.published.scope)

    def row_of(self, facts: DemandFacts, product_id: str) -> MatchRow | None:
        """One product's row in the result of one of the two demands, or of another; None out of the scope."""
        return self.now.shards.rows_of(facts, [product_id], weights=self.now.weights).get(product_id)

    def evaluate(self, facts: DemandFacts) -> Evaluation:
        """Every product of the scope against one of the two demands."""
        return self.index.evaluate(facts, weights=self.now.weights)

    def scenes(self, facts: DemandFacts) -> tuple[Scene, ...]:
        """Every knob of one of the two demands, with the products beside it."""
        evaluation = self.evaluate(facts)
        return tuple(scene_of(self.index, facts, evaluation, knob) for knob in knobs_of(facts.requirements))

    def standing(self, facts: DemandFacts) -> Standing:
        """Who is 满足."""
        columns, evaluation = self.index.columns, self.evaluate(facts)
        passing = (evaluation.outcomes == 0) & ~columns.is_reference[evaluation.rows]
        rows = evaluation.rows[passing]
        return Standing(frozenset(columns.product_ids[row] for row in rows), len(set(columns.makers[rows].tolist())))


def key_of(row: Requirement, end: End) -> str:
    """The name under which an address gives one end of a row."""
    return f"{end.value}-{row.pk}"


def read_trial(version: DemandVersion, query: QueryDict) -> Trial:
    """Read what an address wants to try of a version."""
    facts, rows = comparisons.demand_facts(version)
    tried, turns, typed, wrong = facts, [], {}, {}
    for knob in knobs_of(facts.requirements):
        row = rows[knob.index]
        key = key_of(row, knob.end)
        text = query.get(key, "").strip()[:LONGEST_TYPED]
        if not text:
            continue
        typed[key] = text
        try:
            value = read_number(row, text)
            if value != knob.asked:
                tried = turned(tried, knob, value)
                turns.append(Turn(row, knob, value))
        except InvalidInput as problem:
            wrong[key] = problem.message
        except ValueError:
            wrong[key] = _("区间的下限不能高于上限，允差不能小于 0。")
    return Trial(catalogues.catalogue(), rows, facts, tried, tuple(turns), typed, wrong)


def read_number(row: Requirement, text: str) -> Fraction:
    """A number as people type it (6万, 60,000), in the row's unit. Raises InvalidInput that says what to type."""
    fields = RowFields(name=_("数值"), op=Operator.AT_LEAST, value=text)
    typed = read_value(fields)
    value = read_bound(typed.lo)
    if typed.unit not in ("", row.unit) or not isinstance(value, Fraction) or len(typed.lo) > LONGEST_BOUND:
        unit = row.unit or _("无单位")
        raise InvalidInput(_("“%(text)s”不能用：请只填数字，单位是 %(unit)s。") % {"text": text, "unit": unit})
    return value


@dataclass(frozen=True, slots=True)
class Tried:
    """The result page of a trial. `run` carries its figures and is not saved; `milliseconds` is what it took."""

    run: MatchRun
    result: Result
    milliseconds: int


def try_out(trial: Trial, published_run: MatchRun, *, in_words: Container[str] = ()) -> Tried:
    """Compare the demand as tried with everything in its scope: the rows of a run, in memory only.

    `in_words` are the products whose tables are to be read (`storing.draw`).
    """
    began = perf_counter()
    rows = trial.tried_rows()
    compared = comparisons.compare_facts(trial.tried, rows, now=trial.now)
    run = copy.copy(published_run)
    drawn = storing.draw(run, compared, in_words=in_words)
    storing.note_figures(run, compared)
    changed = {turn.row.pk: turn.row for turn in trial.turns}
    result = arrange(run, rows, list(zip(drawn.matches, drawn.tables, strict=True)), published=changed)
    return Tried(run, result, round((perf_counter() - began) * 1000))


@dataclass(frozen=True, slots=True)
class Loosening:
    """What one clause would have to ask for a near miss to pass, and the score it would then have."""

    bounds: tuple[tuple[End, Fraction], ...]
    after: types.Requirement
    score: int


def loosening_for(trial: Trial, place: int, product_id: str, scenes: Sequence[Scene]) -> Loosening | None:
    """The clause at this place moved just far enough for one product; None where no bound can do it.

    The score is the engine's own for the demand so changed.
    """
    facts, bounds = trial.tried, []
    for scene in (each for each in scenes if each.knob.index == place):
        value = scene.value_of(product_id)
        if value is None:
            return None
        if value < scene.knob.asked if scene.knob.at_least else value > scene.knob.asked:
            facts = turned(facts, scene.knob, value)
            bounds.append((scene.knob.end, value))
    row = trial.row_of(facts, product_id) if bounds else None
    if row is None or row.outcome is Outcome.INELIGIBLE:
        return None
    return Loosening(tuple(bounds), facts.requirements[place], row.score)
