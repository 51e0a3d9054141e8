#!/usr/bin/env python3
"""How good the ranking is on the judged set, by NDCG@10 and by the place of the first product worth a shortlist.

    .venv/bin/python bench/ranking_quality.py [--half developed] [--resamples 2000] [--json]

Four orders of the same products: `none` (all tied: what chance gives), `text` (text relevance alone), `constraints`
(the engine without text, price, delivery and evidence) and `combined` (the engine with its published weights). Means
over demands, per half and by scope, with 95 % intervals from resampling demands; needs no database. Products that tie
share the gain of their places, so that no order of ids flatters anybody. docs/algorithms/ranking-quality.md explains
the grades and their limits.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from math import comb, log2
from pathlib import Path
from statistics import fmean
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "bench" / "data"
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.check")

import django  # noqa: E402  the path has been set
import numpy as np  # noqa: E402

django.setup()

from apps.demands.conversion import requirement_of, with_alternatives  # noqa: E402
from apps.demands.documents import link_rows, rows_of_line  # noqa: E402
from apps.demands.reading.types import RowKind, TenderRow  # noqa: E402
from apps.matching.engine.facts import DemandFacts, ProductFacts, ScoreParts  # noqa: E402
from apps.matching.engine.index import MatchIndex  # noqa: E402
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights  # noqa: E402
from apps.matching.engine.text import TermWeights, relevance  # noqa: E402
from apps.taxonomy.files import CategoryRecord  # noqa: E402
from apps.taxonomy.language.spec import read_spec  # noqa: E402
from apps.taxonomy.language.types import EvidenceRung, ParameterFacts, Requirement  # noqa: E402
from apps.taxonomy.language.units import default_units  # noqa: E402
from apps.taxonomy.models import Parameter  # noqa: E402
from tests.taxonomy.catalogue import linker, shipped  # noqa: E402

DEPTH = 10
BEST = 3
HALVES = ("developed", "unseen")
ORDERS = ("none", "text", "constraints", "combined")
WAN = 10_000
# ★, ▲ and general rows in the proportion of the published weights, and nothing else.
CONSTRAINTS_ONLY = Weights(version="constraints", parts=ScoreParts(mandatory=5334, important=3333, general=1333))

Order = list[tuple[object, str]]  # (key, product id), best first; equal keys are tied


@dataclass(frozen=True)
class Case:
    """A judged demand; products of the scope that carry no grade count as 0 and are reported."""

    facts: DemandFacts
    half: str
    scope: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Quality:
    """What one order is worth for one demand."""

    ndcg: float
    reciprocal_rank: float
    ungraded: int


# ---- reading the set -------------------------------------------------------------------------------------------------


def read(name: str) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, Parameter]:
    """The shipped parameters as unsaved rows, by code."""
    return {
        each.code: Parameter(
            code=each.code, name_zh=each.name_zh, kind=each.kind, quantity=each.quantity, unit=each.unit,
            better=each.better, settable=each.settable,
        )
        for each in shipped().parameters
    }  # fmt: skip


@lru_cache(maxsize=1)
def parameter_facts() -> Mapping[str, ParameterFacts]:
    """The same for the engine."""
    return {
        code: ParameterFacts(
            code=code, name=each.name_zh, quantity=each.quantity, settable=each.settable, better=each.better
        )
        for code, each in parameters().items()
    }


@lru_cache(maxsize=1)
def categories() -> Mapping[str, CategoryRecord]:
    """The shipped categories by code."""
    return {each.code: each for each in shipped().categories}


def product_of(row: Mapping[str, Any]) -> ProductFacts:
    """A product as the catalogue hands it to the engine."""
    category = categories()[row["category"]]
    return ProductFacts(
        product_id=row["id"],
        category=category.code,
        maker=row["maker"],
        specs=tuple(
            replace(
                read_spec(spec["text"], parameter=parameter_facts()[spec["code"]], units=default_units()),
                rung=EvidenceRung(spec["rung"]),
            )
            for spec in row["specs"]
        ),
        price=_yuan(row["price_wan"]),
        lead_days=row["lead_days"],
        domestic=True,
        texts=(row["name"], row["model"], category.name_zh, *category.aliases),
    )


def case_of(row: Mapping[str, Any]) -> Case:
    """A demand as matching hands it to the engine; its clauses are read and linked as those of a document."""
    category = categories()[row["type"]]
    family = frozenset(each.code for each in categories().values() if category.family == each.family != "")
    facts = DemandFacts(
        demand_id=row["id"],
        title=row["title"],
        requirements=tuple(requirements_of(row)),
        budget=_yuan(row["budget_wan"]),
        delivery_days=row["delivery_days"],
        scope=None if row["scope"] == "all" else family | {category.code},
    )
    return Case(facts, row["half"], row["scope"], row["grades"])


def requirements_of(row: Mapping[str, Any]) -> Iterable[Requirement]:
    """The clauses through the same path as a pasted text's lines."""
    rows = []
    for number, clause in enumerate(row["clauses"], start=1):
        mark = clause[0] if clause[0] in "★▲" else ""
        line = TenderRow(text=clause.lstrip("★▲"), number=str(number), mark=mark, kind=RowKind.TECHNICAL, block=0)
        rows += rows_of_line(line, number=number, instrument=categories()[row["type"]].name_zh)
    link_rows(rows, linker(row["type"]), parameters=parameters())
    return (requirement_of(group) for group in with_alternatives(rows))


def _yuan(wan: float | None) -> Decimal | None:
    return None if wan is None else Decimal(str(wan)) * WAN


# ---- orders ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Orders:
    """The products in the orders that are compared."""

    products: Sequence[ProductFacts]
    index: MatchIndex

    def of(self, name: str, demand: DemandFacts) -> Order:
        """One order of the demand's scope."""
        if name in ("constraints", "combined"):
            return self._matched(demand, CONSTRAINTS_ONLY if name == "constraints" else PUBLISHED_WEIGHTS)
        keyed = [
            (-relevance(demand.title, product.texts, self.index.terms) if name == "text" else 0, product.product_id)
            for product in self.products
            if demand.scope is None or product.category in demand.scope
        ]
        return sorted(keyed)

    def _matched(self, demand: DemandFacts, weights: Weights) -> Order:
        """The engine's order. Evidence breaks ties for the published weights only."""
        result = self.index.match(demand, limit=None, weights=weights)
        with_evidence = weights is PUBLISHED_WEIGHTS
        return [((row.outcome, row.score, row.evidence * with_evidence), row.product_id) for row in result.rows]


# ---- measures --------------------------------------------------------------------------------------------------------


def measure(order: Order, grades: Mapping[str, int]) -> Quality:
    """NDCG@10 with gains 2^grade − 1 and the reciprocal rank of the first grade 3: expected values over ties."""
    ties = [[grades.get(each, 0) for _, each in members] for _, members in groupby(order, key=lambda pair: pair[0])]
    top = [each for _, each in order[:DEPTH]]
    return Quality(
        ndcg=_gain(ties) / _gain([[each] for each in sorted(grades.values(), reverse=True)]),
        reciprocal_rank=_reciprocal_rank(ties),
        ungraded=sum(each not in grades for each in top),
    )


def _gain(ties: Iterable[Sequence[int]]) -> float:
    total, place = 0.0, 1
    for members in ties:
        mean = fmean(2**grade - 1 for grade in members)
        total += mean * sum(1 / log2(at + 1) for at in range(place, min(place + len(members), DEPTH + 1)))
        place += len(members)
    return total


def _reciprocal_rank(ties: Iterable[Sequence[int]]) -> float:
    place = 1
    for members in ties:
        size, good = len(members), sum(grade == BEST for grade in members)
        if good:  # the chance that the first good one stands at the n-th place of its tie
            ways = (comb(size - at, good - 1) / (place + at - 1) for at in range(1, size - good + 2))
            return sum(ways) / comb(size, good)
        place += size
    return 0.0


def interval(values: Sequence[float], *, resamples: int) -> dict[str, float]:
    """The mean and its 95 % interval, by drawing as many demands with replacement, always with the same chance."""
    drawn = np.random.default_rng(7).integers(0, len(values), (resamples, len(values)))
    low, high = np.quantile(np.asarray(values)[drawn].mean(axis=1), (0.025, 0.975)).tolist()
    return {"mean": round(fmean(values), 4), "low": round(low, 4), "high": round(high, 4)}


def report(*, halves: Sequence[str], resamples: int) -> dict[str, Any]:
    """Everything that is printed: by part of the set, by order, and the gain of combined over constraints alone."""
    products = [product_of(row) for row in read("ranking_products.jsonl")]
    terms = TermWeights.of((each.name_zh, *each.aliases) for each in categories().values())
    index = MatchIndex.build(products, parameters=parameter_facts(), units=default_units(), today=None, terms=terms)
    orders = Orders(products, index)
    cases = [case_of(row) for row in read("ranking_demands.jsonl") if row["half"] in halves]
    found = {name: [measure(orders.of(name, case.facts), case.grades) for case in cases] for name in ORDERS}
    parts: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        for part in ("whole", case.half, f"scope {case.scope}"):
            parts[part].append(place)
    clauses = [requirement for case in cases for requirement in case.facts.requirements]
    return {
        "demands": len(cases),
        "products": len(products),
        "judgements": sum(len(case.grades) for case in cases),
        "clauses": len(clauses),
        "clauses_without_parameter": sum(each.code is None for each in clauses),
        "parts": {part: _part(found, places, resamples) for part, places in parts.items()},
    }


def _part(found: Mapping[str, Sequence[Quality]], places: Sequence[int], resamples: int) -> dict[str, Any]:
    ndcg = {name: [qualities[at].ndcg for at in places] for name, qualities in found.items()}
    first = {name: [qualities[at].reciprocal_rank for at in places] for name, qualities in found.items()}
    gains = [both - alone for both, alone in zip(ndcg["combined"], ndcg["constraints"], strict=True)]
    return {
        "demands": len(places),
        "ndcg_at_10": {name: interval(values, resamples=resamples) for name, values in ndcg.items()},
        "mrr_of_grade_3": {name: interval(values, resamples=resamples) for name, values in first.items()},
        "combined_minus_constraints": interval(gains, resamples=resamples),
        "ungraded_in_top_10": {name: sum(found[name][at].ungraded for at in places) for name in found},
    }


def main() -> None:
    """Print the table, or the object behind it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument(
        "--half", choices=HALVES, help="only this half: while something is developed, not the unseen one"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.resamples < 100:
        parser.error("--resamples must be 100 or more for an interval of 95 %")
    found = report(halves=[options.half] if options.half else HALVES, resamples=options.resamples)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    print("{demands} demands, {products} products, {judgements} judgements".format(**found))
    print("{clauses} clauses, {clauses_without_parameter} of them without a parameter".format(**found))
    for part, figures in found["parts"].items():
        print(f"\n{part} ({figures['demands']} demands)         NDCG@10               MRR of the first grade 3")
        for name in ORDERS:
            ndcg, first = (_said(figures[key][name]) for key in ("ndcg_at_10", "mrr_of_grade_3"))
            print(f"  {name:12} {ndcg}   {first}   ungraded in the first ten {figures['ungraded_in_top_10'][name]}")
        print(f"  combined − constraints {_said(figures['combined_minus_constraints'])}")


def _said(figures: Mapping[str, float]) -> str:
    return "{mean:6.3f} ({low:6.3f} – {high:6.3f})".format(**figures)


if __name__ == "__main__":
    main()
