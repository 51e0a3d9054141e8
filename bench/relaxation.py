#!/usr/bin/env python3
"""How long a check-up and the smallest relaxation take over a large catalogue, all of it in one family.

    .venv/bin/python bench/relaxation.py [--products 100000] [--clauses 30] [--seed 1] [--only mixed] [--json]

Three invented catalogues: `near` (every product misses one or two clauses, as near misses do), `mixed` (every product
misses about half of the clauses, each in its own way: the worst for the search over sets of clauses), `alike` (all
products miss the same four clauses by amounts of their own: the worst that the search over levels is made for). Every
value is different, so nothing is saved by equal ones. The columns are written directly: building them from facts takes
minutes and is measured by bench/matching.py.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apps.matching.engine import layout
from apps.matching.engine.checkup import measure
from apps.matching.engine.columns import Columns, Entries, Sets, Slot, Values
from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.relaxation import Relaxations, relax
from apps.matching.engine.scales import Order, Scale
from apps.matching.engine.text import TermWeights
from apps.matching.engine.texts import build_texts
from apps.matching.engine.warming import warm_up
from apps.taxonomy.language.types import Mark, Operator, ParameterFacts, Requirement, SpecKind
from apps.taxonomy.language.units import default_units

UNITS = default_units()
SHARES = ("near", "mixed", "alike")
ALIKE = 4  # clauses that all products of `alike` miss
MAKERS = 500
CALLS = 5


def misses(kind: str, products: int, clauses: int, chance: np.random.Generator) -> np.ndarray:
    """Which product misses which clause: clauses × products."""
    missed = np.zeros((clauses, products), np.bool_)
    if kind == "mixed":
        return chance.random((clauses, products)) < 0.5
    if kind == "alike":
        missed[:ALIKE] = True
        return missed
    missed[chance.integers(0, clauses, products), np.arange(products)] = True
    second = chance.random(products) < 0.5
    missed[chance.integers(0, clauses, products)[second], np.flatnonzero(second)] = True
    return missed


def catalogue(kind: str, products: int, clauses: int, seed: int) -> MatchIndex:
    """Products with an exact value for every clause; the bound of every clause is the value 1000."""
    chance = np.random.default_rng(seed)
    missed = misses(kind, products, clauses, chance)
    heads = (
        layout.KINDS.index(SpecKind.EXACT) | layout.FITS | 1 << layout.RUNG_SHIFT | layout.NUMBER << layout.FIRST_SHIFT
    )
    codes = [f"p{number}" for number in range(clauses)]
    scales, first = {}, []
    for clause, code in enumerate(codes):
        places = chance.permutation(products)
        wanted = np.where(missed[clause], 500 * products + places * 499, 1000 * products + places * 500)
        order = Order.of(Fraction(int(value), products) for value in wanted)
        scales[code] = Scale(values=order, magnitudes=order)
        first.append(2 * np.argsort(np.argsort(wanted)) + 1)
    span = {code: (number * products, (number + 1) * products) for number, code in enumerate(codes)}
    rows = np.tile(np.arange(products, dtype=np.int32), clauses)
    ranks = np.concatenate(first).astype(np.int32)
    columns = Columns(
        product_ids=tuple(f"{number:07d}" for number in range(products)),
        categories={"c": (0, products)},
        scales=scales,
        slots={code: {"": Slot(*span[code], *span[code])} for code in codes},
        codes=span,
        code_rows=frozen(rows),
        entries=Entries(frozen(rows), frozen(np.arange(len(rows), dtype=np.int32))),
        values=Values(frozen(np.full(len(rows), heads, np.uint32)), frozen(ranks), frozen(ranks)),
        printed=(),
        sets=Sets(*(frozen(np.empty(0, np.int32)) for _ in range(3)), frozen(np.empty(0, np.uint64))),
        price=frozen(np.full(products, -1, np.int64)),
        lead_days=frozen(np.full(products, -1, np.int32)),
        is_reference=frozen(np.zeros(products, np.bool_)),
        id_order=frozen(np.arange(products, dtype=np.int32)),
        makers=frozen(chance.integers(0, MAKERS, products).astype(np.int32)),
        maker_ids=tuple(map(str, range(MAKERS))),
        is_domestic=frozen(np.ones(products, np.bool_)),
    )
    parameters = {code: ParameterFacts(code=code, name=code, quantity="count", better="higher") for code in codes}
    silent = (ProductFacts(product_id=each, category="c") for each in columns.product_ids)
    return MatchIndex(parameters, UNITS, None, columns, build_texts(silent, TermWeights()))


def frozen(array: np.ndarray) -> np.ndarray:
    """Read-only, as the columns are: the kernels are compiled for that."""
    array.flags.writeable = False
    return array


def demand(clauses: int) -> DemandFacts:
    """★ at least 1000 of everything."""
    return DemandFacts(
        demand_id="d",
        requirements=tuple(
            Requirement(
                number=str(number),
                name=f"p{number}",
                op=Operator.AT_LEAST,
                code=f"p{number}",
                lo=Fraction(1000),
                mark=Mark.MANDATORY,
            )
            for number in range(clauses)
        ),
    )


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one call: by the clock, and of this process."""
    began, used = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - began, time.process_time() - used


def median(times: Sequence[tuple[float, float]], which: int) -> int:
    """In milliseconds."""
    return round(statistics.median(each[which] for each in times) * 1000)


def run(kind: str, products: int, clauses: int, seed: int) -> dict[str, object]:
    """Medians of a check-up and of a relaxation, and what was found. `cpu` is what the process itself used."""
    index, asked = catalogue(kind, products, clauses, seed), demand(clauses)
    found: Relaxations = relax(index, asked)
    checked = [timed(lambda: measure(index, asked)) for _ in range(CALLS)]
    relaxed = [timed(lambda: relax(index, asked)) for _ in range(CALLS)]
    return {
        "case": kind,
        "products": products,
        "clauses": clauses,
        "checkup_ms": median(checked, 0),
        "checkup_cpu_ms": median(checked, 1),
        "relaxation_ms": median(relaxed, 0),
        "relaxation_cpu_ms": median(relaxed, 1),
        "is_complete": found.is_complete,
        "clauses_changed": [len(each.changes) for each in found.alternatives],
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    """Measure and print; exit 1 when an answer is missing or was cut short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--clauses", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SHARES, help="one case")
    parser.add_argument("--json", action="store_true", help="one JSON object a case")
    arguments = parser.parse_args()
    warm_up(UNITS)
    results = [
        run(kind, arguments.products, arguments.clauses, arguments.seed)
        for kind in SHARES
        if arguments.only in (None, kind)
    ]
    for each in results:
        print(
            json.dumps(each)
            if arguments.json
            else "\n".join(f"{name:>16}  {value}" for name, value in each.items()) + "\n"
        )
    return 0 if all(each["is_complete"] and each["clauses_changed"] for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
