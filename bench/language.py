#!/usr/bin/env python3
"""Reading requirement lines beside the libraries that read numbers with units: what is found, how fast, how large.

    .venv/bin/python bench/language.py [--rounds 5] [--json]

Every annotated line of tests/language/data is read by this project and by quantulum3, quinex-utils, unit_parse and
pint, in turns within one run, each in a process of its own. The peers know no names, operators, marks or conditions,
so only numbers with their units are compared. They are helped: full width is folded, words such as 不低于 become signs,
and each line is also cut at its punctuation into bare expressions (the better of the two ways is shown). A number
counts as found when its value in SI units agrees to nine digits. Peers are installed into .bench/ at the first run.
Timings depend on the machine; quote the ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

import pint  # noqa: E402

from apps.taxonomy.language.exchange import as_record  # noqa: E402
from apps.taxonomy.language.read import MAX_LENGTH, read_line  # noqa: E402
from apps.taxonomy.language.spelling import repair_spelling  # noqa: E402

LINES = ROOT / "tests" / "language" / "data"
PEERS = ROOT / "bench" / "peers"
ENVIRONMENT = ROOT / ".bench"
HOSTILE = "≤ 1 1, 1. 1- 1～ ± （1 1nm、 1或 不低于 1×10 1^ / 室温+ ： @ 1 GB/T 5≤x≤ 可 ( -".split()
OURS = "this project"
Quantity = tuple[float, str]

# ---- the same lines for all ---------------------------------------------------------------------------------------

_SIGNS = (
    ("大于等于|不低于|不小于|不少于|至少|≧", "≥"),
    ("小于等于|不大于|不超过|不高于|优于|≦", "≤"),
    ("大于|高于", ">"),
    ("小于|低于", "<"),
    ("～|~|—|–|至|到", "-"),
    ("℃|oC|摄氏度|？C", "°C"),
    ("转/分|r/min", "rpm"),
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_HEAD = re.compile(r"^[\s★▲*＊#＃△]*(?:[（(]?\d+(?:\.\d+)*[.、)）]|[①-⑳]|\d+(?:\.\d+)+)?[\s★▲*＊#＃△]*")
_EXPRESSION = re.compile(r"[≥≤<>±+-]*\s*\d[^一-鿿]*")


def in_plain_signs(text: str) -> str:
    """The line as a peer likes it best: ASCII digits and signs, powers with ^, no clause number."""
    text = re.sub("(?<=\\d)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+", lambda raised: "^" + raised[0].translate(_RAISED), _HEAD.sub("", text))
    for words, sign in _SIGNS:
        text = re.sub(words, sign, text)
    return unicodedata.normalize("NFKC", text.translate(_RAISED))


def bare_expressions(text: str) -> list[str]:
    """The pieces of a line between its punctuation, from their first digit or sign on."""
    pieces = re.split(r"[,;、。:()@](?!\d{3}(?!\d))|/(?=\d)", in_plain_signs(text))
    return [found[0].strip() for piece in pieces for found in [_EXPRESSION.search(piece)] if found]


def annotated_lines() -> list[dict[str, Any]]:
    """All lines that tests hold against an annotation."""
    files = sorted(LINES.glob("lines_*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def quantities_of(entries: Iterable[Mapping[str, Any]]) -> list[Quantity]:
    """The numbers of entries in the exchange format, each with its printed unit."""
    found: list[Quantity] = []
    for entry in entries:
        bounds = [entry["hi"]] if entry["op"] == "±" else [entry["lo"], entry["hi"]]
        numbers = [n for n in (*bounds, *(entry.get("values") or ())) if isinstance(n, int | float)]
        found += [(float(number), str(entry["unit"] or "")) for number in dict.fromkeys(numbers)]
    return found


# ---- comparing ----------------------------------------------------------------------------------------------------

_REGISTRY = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
_PINT_NAMES = {
    "℃": "degC",
    "°C": "degC",
    "μm": "um",
    "Ω": "ohm",
    "×g": "g_0",
    "cm-1": "1/cm",
    "°": "degree",
    "%": "percent",
}
_PINT_NAMES |= {
    "r/min": "rpm",
    "转/分": "rpm",
    "分钟": "min",
    "小时": "h",
    "秒": "s",
    "天": "day",
    "年": "year",
    "升": "L",
}


@cache
def _pint_unit(spelling: str) -> pint.Unit | None:
    """The pint unit of a printed or pint spelling; None where pint knows none, or takes it for something else."""
    repaired = repair_spelling(spelling)
    named = _PINT_NAMES.get(repaired), re.sub(r"(?<=[A-Za-z])-(\d)", r"**-\1", repaired.replace("μ", "u")), spelling
    for name in filter(None, named):
        # pint raises whatever its tokenizer meets.
        with contextlib.suppress(Exception):
            unit = _REGISTRY.parse_units(name.replace("·", "*"))
            _REGISTRY.Quantity(1.0, unit).to_base_units()
            return unit
    return None


def in_base_units(quantity: Quantity) -> tuple[float, str] | None:
    """Value and dimension in SI units; None where pint has no such unit."""
    unit = _pint_unit(quantity[1]) if quantity[1] not in ("", "dimensionless") else None
    if unit is None:
        return None
    base = _REGISTRY.Quantity(quantity[0], unit).to_base_units()
    return float(base.magnitude), str(base.dimensionality)


def _near(one: float, two: float) -> bool:
    return abs(one - two) <= 1e-9 * max(abs(one), abs(two))


def agrees(gold: Quantity, found: Quantity) -> bool:
    """Whether a found number is the annotated one. Where pint has no unit for the annotated one, the value decides."""
    wanted, given = in_base_units(gold), in_base_units(found)
    if wanted is None:
        return _near(gold[0], found[0])
    return given is not None and wanted[1] == given[1] and _near(wanted[0], given[0])


@dataclass
class Tally:
    """What one system found. `wrong` numbers agree with nothing annotated, not even in their bare value."""

    annotated: int = 0
    found: int = 0
    unit_lost: int = 0
    returned: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)
    start_seconds: float = 0
    peak_mib: float = 0

    def take(self, gold: Sequence[Quantity], given: Sequence[Quantity]) -> None:
        """Count one line."""
        left = list(given)
        self.annotated += len(gold)
        self.returned += len(left)
        missing = []
        for each in gold:
            match = next((other for other in left if agrees(each, other)), None)
            if match is None:
                missing.append(each)
            else:
                left.remove(match)
                self.found += 1
        for each in missing:
            match = next((other for other in left if _near(each[0], other[0])), None)
            if match is not None:
                left.remove(match)
                self.unit_lost += 1
        self.wrong += len(left)


# ---- the systems --------------------------------------------------------------------------------------------------


class System:
    """One system in its own process, asked round by round."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.tally = name, Tally()
        begin = time.perf_counter()
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        )
        self.ask([["1 mm"]])
        self.tally.start_seconds = time.perf_counter() - begin

    def ask(self, texts: list[list[str]]) -> dict[str, Any]:
        """Send one round and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended without an answer")
        return dict(json.loads(answer))

    def end(self) -> None:
        """Note the peak memory, then let the process go."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        self.tally.peak_mib = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
        self._process.communicate(timeout=20)


def serve() -> None:
    """This project as one of the systems: the same requests, the same answers."""
    for line in sys.stdin:
        texts = json.loads(line)
        begin = time.perf_counter()
        read = [[read_line(piece) for piece in pieces] for pieces in texts]
        seconds = time.perf_counter() - begin
        usable = [[as_record(r) for readings in line for r in readings if not r.review] for line in read]
        print(json.dumps({"seconds": seconds, "found": [quantities_of(each) for each in usable]}), flush=True)


def python_of_peers() -> str:
    """The interpreter that has the peers; made from bench/peers/requirements.txt when it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        uv = str(ROOT / ".venv" / "bin" / "uv")
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(ENVIRONMENT)], check=True)
        install = [uv, "pip", "install", "-q", "--require-hashes", "-r", str(PEERS / "requirements.txt")]
        subprocess.run(install, check=True, env={**os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)})
    return str(python)


def measure(rounds: int) -> tuple[list[dict[str, Any]], dict[str, Tally]]:
    """All systems over all lines, round by round in turns; the first round is not timed."""
    lines = annotated_lines()
    whole = [[in_plain_signs(line["text"])] for line in lines]
    pieces = [bare_expressions(line["text"]) for line in lines]
    gold = [quantities_of(entry for entry in line["expected"] if not entry.get("optional")) for line in lines]
    python = python_of_peers()
    ways = {
        OURS: (System(OURS, [sys.executable, __file__, "--serve"]), [[line["text"]] for line in lines]),
        **{f"{n}, {w}": (System(n, [python, str(PEERS / "language_peers.py"), n]), texts)
           for n in ("quantulum3", "quinex-utils", "unit_parse", "pint")
           for w, texts in (("lines", whole), ("pieces", pieces))},
    }  # fmt: skip
    for turn in range(rounds + 1):
        for system, texts in ways.values():
            answer = system.ask(texts)
            if turn:
                system.tally.seconds.append(answer["seconds"])
            else:
                for wanted, given in zip(gold, answer["found"], strict=True):
                    system.tally.take(wanted, [(float(value), str(unit)) for value, unit in given])
    for system, _texts in ways.values():
        system.end()
    return lines, better_ways({name: system.tally for name, (system, _texts) in ways.items()})


def better_ways(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """Of the two ways of asking a peer the one in which it finds more."""
    best: dict[str, tuple[str, Tally]] = {}
    for name, tally in tallies.items():
        system = name.partition(",")[0]
        if system not in best or tally.found > best[system][1].found:
            best[system] = (name, tally)
    return dict(best.values())


def slowest(length: int) -> tuple[float, str]:
    """Milliseconds of the slowest hostile line of this length, and the piece that it repeats."""
    timed = []
    for piece in HOSTILE:
        text = ("分辨率：" + piece * length)[:length]
        begin = time.perf_counter()
        read_line(text)
        timed.append(((time.perf_counter() - begin) * 1e3, piece))
    return max(timed)


def as_row(name: str, tally: Tally, lines: int) -> dict[str, Any]:
    """One row of the table."""
    return {
        "system": name,
        "found_percent": round(100 * tally.found / tally.annotated, 1),
        "unit_lost_percent": round(100 * tally.unit_lost / tally.annotated, 1),
        "wrong_of_returned_percent": round(100 * tally.wrong / tally.returned, 1) if tally.returned else None,
        "returned": tally.returned,
        "lines_per_second": round(lines / statistics.median(tally.seconds)),
        "start_seconds": round(tally.start_seconds, 2),
        "peak_mib": round(tally.peak_mib),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.serve:
        return serve()
    lines, tallies = measure(options.rounds)
    rows = [as_row(name, tally, len(lines)) for name, tally in tallies.items()]
    hostile_ms, piece = slowest(MAX_LENGTH)
    annotated = tallies[OURS].annotated
    if options.json:
        result = {"lines": len(lines), "annotated_numbers": annotated, "systems": rows,
                  "slowest_hostile_ms": round(hostile_ms, 1), "hostile_characters": MAX_LENGTH}  # fmt: skip
        print(json.dumps(result, ensure_ascii=False))
        return None
    print(
        f"{len(lines)} lines, {annotated} annotated numbers; Python {platform.python_version()}, {os.cpu_count()} cores"
    )
    print(f"{'':24}{'found':>8}{'unit lost':>11}{'wrong':>8}{'returned':>10}{'lines/s':>9}{'start s':>9}{'MiB':>6}")
    for row in rows:
        wrong = "—" if row["wrong_of_returned_percent"] is None else f"{row['wrong_of_returned_percent']} %"
        print(
            f"{row['system']:24}{row['found_percent']:>6} %{row['unit_lost_percent']:>9} %{wrong:>8}"
            f"{row['returned']:>10}"
            f"{row['lines_per_second']:>9}{row['start_seconds']:>9}{row['peak_mib']:>6}"
        )
    print(
        "This project was developed on these lines; first looks at unseen ones: docs/algorithms/requirement-language.md"
    )
    print(f"slowest hostile line of {MAX_LENGTH} characters: {hostile_ms:.1f} ms (repeats {piece!r})")
    return None


if __name__ == "__main__":
    main()
