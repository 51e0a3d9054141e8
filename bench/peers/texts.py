"""The text part beside bm25s, tantivy, scipy and PostgreSQL's full text: the same texts, titles with unheard synonyms.

All of them get character uni- and bigrams of the product's texts (letters, digits and ideographs after NFKC, letter
case aside); the title is cut likewise. Our own text part cuts in its own way and weighs terms by the types' words. A
title names an instrument type by a synonym that no product's text holds. What is looked at: the distinct types of the
50 rows found, best first.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.sample.market import World
from launch.layout import CHECKOUT

OURS = "this project"
ENVIRONMENT = CHECKOUT / ".bench-matching" / "env"
LOCK = CHECKOUT / "requirements-bench.txt"
PACKAGES = ("bm25s", "tantivy", "scipy")
LIMIT = 50
_TITLES = ("{}", "采购{}一套", "{}采购项目")


@dataclass(frozen=True)
class Title:
    """A paraphrased title and the type that it means."""

    text: str
    category: str
    family: str


@dataclass
class Tally:
    """What one system did: seconds to build, milliseconds of each title, and how well the type was found.

    `reciprocal` holds 1/place of the right type among the distinct types found (0: not among them).
    """

    name: str
    build_seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    family_first: list[bool] = field(default_factory=list)

    def take(self, title: Title, categories: Sequence[str], families: dict[str, str]) -> None:
        """Judge one answer, given as the categories of the rows."""
        distinct = list(dict.fromkeys(categories))
        self.reciprocal.append(1 / (distinct.index(title.category) + 1) if title.category in distinct else 0.0)
        self.family_first.append(bool(distinct) and families[distinct[0]] == title.family)

    def row(self) -> dict[str, Any]:
        """One row of the table."""
        return {
            "system": self.name,
            "build_seconds": round(self.build_seconds, 2),
            "title_ms": round(statistics.median(self.milliseconds), 3),
            "type_recall": round(sum(value > 0 for value in self.reciprocal) / len(self.reciprocal), 3),
            "type_mrr": round(statistics.fmean(self.reciprocal), 3),
            "family_first": round(statistics.fmean(self.family_first), 3),
        }


def titles(world: World) -> list[Title]:
    """Every held-out synonym in one of a few frames."""
    words = [(kind, word) for kind in world.types for word in kind.held_out]
    return [
        Title(_TITLES[place % len(_TITLES)].format(word), kind.code, kind.family)
        for place, (kind, word) in enumerate(words)
    ]


def grams_of(texts: Iterable[str]) -> list[str]:
    """Single characters and pairs of neighbours of each text, in their order."""
    found = []
    for text in texts:
        plain = "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())
        found += [*plain, *(plain[place : place + 2] for place in range(len(plain) - 1))]
    return found


# ---- the systems --------------------------------------------------------------------------------------------------


class Process:
    """A Python package in a process of its own."""

    def __init__(self, name: str, corpus: Path) -> None:
        self.tally = Tally(name)
        script = Path(__file__).with_name("text_peers.py")
        self._process = subprocess.Popen(
            [str(ENVIRONMENT / "bin" / "python"), str(script), name, str(corpus)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.tally.build_seconds = self._answer()["seconds"]

    def search(self, title: Title) -> tuple[float, list[int]]:
        """(seconds, documents) of one title; the process times itself."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([grams_of([title.text])]) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        return answer["seconds"][0], answer["found"][0]

    def end(self) -> None:
        """Let the process go."""
        self._process.communicate(timeout=60)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.tally.name} ended without an answer")
        return dict(json.loads(line))


class FullText:
    """PostgreSQL: tsvectors of the grams, a GIN index, ts_rank."""

    def __init__(self, connection: Any, corpus: Path) -> None:
        self.tally = Tally("PostgreSQL full text")
        self._cursor = connection.cursor()
        begin = time.perf_counter()
        self._cursor.execute("DROP TABLE IF EXISTS gram_text")
        self._cursor.execute("CREATE UNLOGGED TABLE gram_text (number serial, words text, grams tsvector)")
        with corpus.open(encoding="utf-8") as lines:
            self._cursor.copy_expert("COPY gram_text (words) FROM STDIN", lines)
        self._cursor.execute(
            "CREATE UNLOGGED TABLE gram AS"
            " SELECT number - 1 AS number, array_to_tsvector(string_to_array(words, ' ')) AS grams FROM gram_text"
        )
        self._cursor.execute("DROP TABLE gram_text")
        self._cursor.execute("CREATE INDEX gram_grams ON gram USING gin (grams)")
        self._cursor.execute("VACUUM (ANALYZE) gram")
        self.tally.build_seconds = time.perf_counter() - begin

    def search(self, title: Title) -> tuple[float, list[int]]:
        """Any gram may match; ranked by ts_rank, divided by the logarithm of the length."""
        asked = "|".join(f"'{gram}'" for gram in grams_of([title.text]))
        begin = time.perf_counter()
        self._cursor.execute(
            "SELECT number FROM gram WHERE grams @@ %s::tsquery ORDER BY ts_rank(grams, %s::tsquery, 1) DESC, number"
            f" LIMIT {LIMIT}",
            [asked, asked],
        )
        rows = self._cursor.fetchall()
        return time.perf_counter() - begin, [number for (number,) in rows]


class Ours:
    """The engine, asked for the title alone: relevance is then the whole score."""

    def __init__(self, index: MatchIndex) -> None:
        self.tally = Tally(OURS)
        self._index = index
        self.search(Title("仪器", "", ""))

    def search(self, title: Title) -> tuple[float, list[int]]:
        """Products are numbered by their ids."""
        begin = time.perf_counter()
        rows = self._index.match(DemandFacts(demand_id="", title=title.text), limit=LIMIT).rows
        return time.perf_counter() - begin, [int(row.product_id) for row in rows if row.score]


# ---- the run ------------------------------------------------------------------------------------------------------


def compare(world: World, index: MatchIndex, connection: Any, *, count: int, rounds: int, folder: Path) -> list[Tally]:
    """Every title by every system in turns; the first round is judged, the others only timed."""
    categories, corpus = [], folder / "corpus.txt"
    with corpus.open("w", encoding="utf-8") as lines:
        for product in world.products(count):
            categories.append(product.category)
            lines.write(" ".join(grams_of(product.texts)) + "\n")
    install()
    processes = [Process(name, corpus) for name in PACKAGES]
    systems: list[Any] = [Ours(index), *processes, FullText(connection, corpus)]
    families = {kind.code: kind.family for kind in world.types}
    try:
        for turn in range(rounds + 1):
            for title in titles(world):
                for system in systems:
                    seconds, found = system.search(title)
                    if turn:
                        system.tally.milliseconds.append(seconds * 1000)
                    else:
                        system.tally.take(title, [categories[number] for number in found], families)
    finally:
        for process in processes:
            process.end()
    return [system.tally for system in systems]


def install() -> None:
    """Make the peers' environment from the lock where it is missing."""
    if (ENVIRONMENT / "bin" / "python").exists():
        return
    uv = str(CHECKOUT / ".venv" / "bin" / "uv")
    ENVIRONMENT.parent.mkdir(exist_ok=True)
    run: Callable[..., Any] = subprocess.run
    run([uv, "venv", "-q", "--python", sys.executable, str(ENVIRONMENT)], check=True)
    command = [uv, "pip", "install", "-q", "--require-hashes", "-r", str(LOCK)]
    run(command, check=True, env={**os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)})
