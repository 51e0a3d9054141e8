"""One peer of bench/language.py, in a process of its own: reads numbers with units out of texts, round by round.

    python language_peers.py NAME < requests > answers

Each request is one JSON line, a list of texts or of lists of pieces; each answer one JSON line {"seconds", "found"}:
`found` holds for each text the quantities as [value, unit], the unit spelled so that pint can read it.
"""

from __future__ import annotations

import contextlib
import io
import json
import locale
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

Quantity = tuple[float, str]
Reader = Callable[[str], list[Quantity]]


def quantulum3_reader() -> Reader:
    """Quantulum3 finds quantities in running text."""
    from quantulum3 import parser

    def read(text: str) -> list[Quantity]:
        found: list[Quantity] = []
        for each in parser.parse(text):
            unit = " * ".join(f"{d['base']}**{d['power']}" for d in each.unit.dimensions) or "dimensionless"
            spread = each.uncertainty or 0
            # A range comes as its middle and half its width.
            found += [(each.value - spread, unit), (each.value + spread, unit)] if spread else [(each.value, unit)]
        return found

    return read


def quinex_reader() -> Reader:
    """quinex-utils reads one quantity expression at a time.

    Its English model and its locale cannot be had from a package; both only serve plural forms and thousands commas
    of prose, so an empty pipeline and the present locale stand in for them.
    """
    import spacy

    spacy.load = lambda *args, **kwargs: spacy.blank("en")
    locale.setlocale = lambda *args: "C"  # type: ignore[assignment]
    from quinex_utils.parsers.quantity_parser import FastSymbolicQuantityParser

    parser = FastSymbolicQuantityParser()

    def read(text: str) -> list[Quantity]:
        found = []
        for each in parser.parse(text)["normalized_quantities"]:
            value = ((each["value"] or {}).get("normalized") or {}).get("numeric_value")
            unit = each["suffixed_unit"] or each["prefixed_unit"] or {}
            if isinstance(value, int | float):
                found.append((float(value), str(unit.get("text") or unit.get("ellipsed_text") or "dimensionless")))
        return found

    return read


def unit_parse_reader() -> Reader:
    """unit_parse reads one quantity, or several, of a cleaned expression into pint quantities."""
    import unit_parse

    def flat(answer: Any) -> Iterable[Quantity]:
        if isinstance(answer, list | tuple):
            for each in answer:
                yield from flat(each)
        elif answer is not None and hasattr(answer, "magnitude"):
            yield float(answer.magnitude), str(answer.units)

    return lambda text: list(flat(unit_parse.parser(text)))


def pint_reader() -> Reader:
    """Pint reads one expression of numbers and units."""
    import pint

    registry = pint.UnitRegistry()

    def read(text: str) -> list[Quantity]:
        answer = registry.parse_expression(text.lstrip("≥≤><=±≧≦＞＜:： "))
        if isinstance(answer, int | float):
            return [(float(answer), "dimensionless")]
        return [(float(answer.magnitude), str(answer.units))]

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "quantulum3": quantulum3_reader,
    "quinex-utils": quinex_reader,
    "unit_parse": unit_parse_reader,
    "pint": pint_reader,
}


def quietly(read: Reader, text: str) -> list[Quantity]:
    """What the peer makes of a text; nothing where it fails, for failing is no wrong number."""
    try:
        return read(text)
    except Exception:
        return []


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    answers = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()):
        read = READERS[sys.argv[1]]()
        for line in sys.stdin:
            texts = json.loads(line)
            begin = time.perf_counter()
            found = [[q for piece in pieces for q in quietly(read, piece)] for pieces in texts]
            seconds = time.perf_counter() - begin
            print(json.dumps({"seconds": seconds, "found": found}), file=answers, flush=True)


if __name__ == "__main__":
    main()
