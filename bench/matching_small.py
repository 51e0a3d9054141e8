#!/usr/bin/env python3
"""The plain path and the compiled path side by side on a small generated catalogue.

    .venv/bin/python bench/matching_small.py [--products 2000] [--demands 20] [--seed 1] [--json]

Prints build, first call (compile or load from the cache) and call times, and whether both paths gave equal rows.
The catalogue is invented: `--products` products of one class with twelve parameters, demands of eight clauses.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import match_products
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.engine.warming import warm_up
from apps.taxonomy.language.types import (
    EvidenceRung,
    Mark,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
)
from apps.taxonomy.language.units import default_units

CODES = [f"p{number}" for number in range(12)]
PARAMETERS = {
    code: ParameterFacts(code=code, name=code, quantity="pressure", settable=place % 3 == 0)
    for place, code in enumerate(CODES)
}
UNITS = default_units()
PRINTED = ("MPa", "bar", "psi", "kPa")


@dataclass(frozen=True)
class Timing:
    """Milliseconds: the median of the calls, and the number of calls."""

    median_ms: float
    calls: int


def make_products(count: int, random: Random) -> list[ProductFacts]:
    """Products that answer ten of twelve parameters in four units."""
    return [
        ProductFacts(
            product_id=f"{number:07d}",
            category=f"class-{number % 4}",
            specs=tuple(make_value(code, random) for code in random.sample(CODES, 10)),
            price=Decimal(random.randrange(10_000, 3_000_000)),
            lead_days=random.randrange(10, 180),
            texts=(f"示例仪器{number % 50}型", f"YQ-{number}"),
        )
        for number in range(count)
    ]


def make_value(code: str, random: Random) -> SpecValue:
    """An exact value, a bound or a range."""
    kind = random.choice((SpecKind.EXACT, SpecKind.AT_LEAST, SpecKind.AT_MOST, SpecKind.RANGE))
    lo, hi = sorted((Fraction(random.randrange(1, 5000), 10), Fraction(random.randrange(1, 5000), 10)))
    return SpecValue(
        code=code, kind=kind, lo=lo, hi=hi, unit=random.choice(PRINTED), rung=random.choice(list(EvidenceRung))
    )


def make_demand(number: int, random: Random) -> DemandFacts:
    """Eight clauses, three of them ★."""
    requirements = []
    for place, code in enumerate(random.sample(CODES, 8)):
        lo, hi = sorted((Fraction(random.randrange(1, 100)), Fraction(random.randrange(1, 100))))
        requirements.append(
            Requirement(
                number=str(place),
                name=code,
                op=random.choice((Operator.AT_LEAST, Operator.AT_MOST, Operator.RANGE)),
                code=code,
                lo=lo,
                hi=hi,
                unit=random.choice(PRINTED),
                mark=(Mark.MANDATORY, Mark.IMPORTANT, Mark.GENERAL)[place % 3],
            )
        )
    return DemandFacts(
        demand_id=str(number),
        title="采购示例仪器7型",
        requirements=tuple(requirements),
        budget=Decimal(random.randrange(100_000, 2_000_000)),
        delivery_days=90,
    )


def timed(call: Callable[[DemandFacts], object], demands: Sequence[DemandFacts]) -> Timing:
    """Call once for each demand."""
    times = []
    for demand in demands:
        began = time.perf_counter()
        call(demand)
        times.append((time.perf_counter() - began) * 1000)
    return Timing(round(statistics.median(times), 3), len(times))


def measure(products: int, demands: int, seed: int) -> dict[str, object]:
    """All timings in milliseconds, and whether the rows are equal."""
    random = Random(seed)
    catalogue = make_products(products, random)
    wanted = [make_demand(number, random) for number in range(demands)]
    began = time.perf_counter()
    warm_up(UNITS)
    first_call_ms = round((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    index = MatchIndex.build(catalogue, parameters=PARAMETERS, units=UNITS, today=None)
    build_ms = round((time.perf_counter() - began) * 1000)

    def plain(demand: DemandFacts) -> list[object]:
        return list(
            match_products(
                demand, products=catalogue, parameters=PARAMETERS, units=UNITS, today=None, weights=PUBLISHED_WEIGHTS
            )
        )

    checked = wanted[:3]
    equal = all(list(index.match(each, limit=None).rows) == plain(each) for each in checked)
    evaluated = timed(index.evaluate, wanted)
    matched = timed(index.match, wanted)
    reference = timed(plain, checked)
    return {
        "products": products,
        "demands": demands,
        "first_call_ms": first_call_ms,
        "build_ms": build_ms,
        "evaluate_ms": evaluated.median_ms,
        "match_50_ms": matched.median_ms,
        "plain_ms": reference.median_ms,
        "plain_vs_evaluate": round(reference.median_ms / evaluated.median_ms),
        "oracle_equal": equal,
    }


def main() -> int:
    """Measure and print; exit 1 when the two paths differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--demands", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a list")
    arguments = parser.parse_args()
    found = measure(arguments.products, arguments.demands, arguments.seed)
    print(json.dumps(found) if arguments.json else "\n".join(f"{name:>18}  {value}" for name, value in found.items()))
    return 0 if found["oracle_equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
