"""参数体检 of a version, computed: survivors by the one engine, and one list of findings. Reads, never writes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from apps.demands.conversion import asked_in_words
from apps.demands.findings import Finding, Table
from apps.demands.models import DemandVersion, Requirement
from apps.demands.rules import in_order, text_of, wording_findings
from apps.demands.selectors import known_names, rows_of
from apps.matching import catalogues, comparisons
from apps.matching.catalogue_rules import Measured, catalogue_findings
from apps.matching.engine.checkup import ClauseCount, Figures, measure
from apps.matching.engine.facts import DemandFacts
from apps.suppliers.selectors import names_in_catalogue

_MODEL = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ \-/][A-Za-z0-9]+)*")
_SHORTEST_MODEL = 4
_DIGESTED = (
    *("op", "lo", "hi", "unit", "members", "value_text", "is_strict", "condition", "mark", "scope", "alternative"),
    *("printed_name", "group", "clause", "parameter_id", "needs_review", "is_confirmed", "raw_text"),
)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One ★ clause with its row, its number on the page, and its counts."""

    row: Requirement
    number: int
    count: ClauseCount
    is_tightest: bool

    @property
    def name(self) -> str:
        """The clause as lists name it: 3.2 分辨率."""
        return f"{self.row.clause} {self.row.printed_name}".strip()

    @property
    def unclear_products(self) -> int:
        """Products that survive only because they are unanswered or for a person."""
        return self.count.surviving.products - self.count.fulfilling.products

    @property
    def asked(self) -> str:
        """What it asks."""
        return asked_in_words(self.row)


@dataclass(frozen=True, slots=True)
class Checkup:
    """A check-up: `figures` are None while no category is chosen. `clauses` stand in the order of the version.

    What else is asked of it (proposals, trials) is worked out over the same `catalogue`.
    """

    version: DemandVersion
    rows: tuple[Requirement, ...]
    facts: DemandFacts
    asking: tuple[Requirement, ...]
    figures: Figures | None
    clauses: tuple[ClauseLine, ...]
    findings: tuple[Finding, ...]
    rows_digest: str
    catalogue: catalogues.Catalogue
    duration_ms: int


def check_up(version: DemandVersion) -> Checkup:
    """Check a version as it is at this moment, over the catalogue of this moment."""
    began = perf_counter()
    rows = tuple(rows_of(version))
    names = (*known_names(), *names_in_catalogue(_models_in(rows)))
    found = wording_findings(Table(rows=rows, budget_yuan=version.budget_yuan, names=names))
    catalogue = catalogues.catalogue()
    facts, asking = comparisons.demand_facts(version, rows)
    figures = measure(catalogue.shards.index_for(facts.scope), facts) if version.category_id is not None else None
    if figures is not None:
        found += catalogue_findings(Measured(figures, asking))
    return Checkup(
        version=version,
        rows=rows,
        facts=facts,
        asking=asking,
        figures=figures,
        clauses=clause_lines(figures, rows, asking),
        findings=tuple(in_order(found)),
        rows_digest=digest_of(version, rows),
        catalogue=catalogue,
        duration_ms=round((perf_counter() - began) * 1000),
    )


def clause_lines(
    figures: Figures | None, rows: Sequence[Requirement], asking: Sequence[Requirement]
) -> tuple[ClauseLine, ...]:
    """The counts of each ★ clause beside its row."""
    if figures is None:
        return ()
    numbers = {row.pk: number for number, row in enumerate(rows, start=1)}
    tightest = figures.tightest
    return tuple(
        ClauseLine(row := asking[count.index], numbers[row.pk], count, count is tightest) for count in figures.clauses
    )


def _models_in(rows: Sequence[Requirement]) -> set[str]:
    """Everything in the rows that could be a model: LX-6600, also when words stand before or behind it."""
    found: set[str] = set()
    for match in (match for row in rows for match in _MODEL.finditer(text_of(row))):
        words = re.split(r"[ ]", match[0])
        for begin in range(len(words)):
            found |= {" ".join(words[begin:end]) for end in range(begin + 1, min(len(words), begin + 4) + 1)}
    return {word for word in found if len(word) >= _SHORTEST_MODEL and any(char.isdigit() for char in word)}


def digest_of(version: DemandVersion, rows: Sequence[Requirement]) -> str:
    """A digest of everything that a check-up reads of a version."""
    content = [str(version.category_id), str(version.budget_yuan)]
    content += [json.dumps([getattr(row, name) for name in _DIGESTED], ensure_ascii=False) for row in rows]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
