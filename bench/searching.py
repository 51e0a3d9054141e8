#!/usr/bin/env python3
"""How long visitors wait for the catalogue, the board and the search, by kind of question, at any size.

    python3 run.py manage load_scale_world --products 100000 --demands 10000        once
    python3 run.py manage shell -c "import time; time.sleep(36000)"                  in one terminal: the services
    .venv/bin/python bench/searching.py [--questions 240] [--seed 1] [--json]        in another

    --only KIND      repeatable: some kinds of questions alone
    --without-engine leave out what the engine answers, and do not warm it up
    --slowest N      print the slowest addresses

A gunicorn with two workers and production's settings is started for it on loopback, and asked by one visitor after
the other, each question once: nothing was kept of it. Times are those of a browser beside the server: request sent
until the last byte came. The questions are drawn from the market that was loaded (same `--market-seed`), instrument
types as often as there are products of them.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from apps.sample.market import InstrumentType, World  # noqa: E402

WARM_UP_SECONDS = 600
ENGINE_KINDS = ("question",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its kind and its address."""

    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Waited:
    """How long the questions of one kind took, in milliseconds."""

    kind: str
    count: int
    p50: float
    p95: float
    longest: float


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--market-seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=list(KINDS))
    parser.add_argument("--without-engine", action="store_true")
    parser.add_argument("--slowest", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    kinds = [kind for kind in asked.only or KINDS if not (asked.without_engine and kind in ENGINE_KINDS)]
    env = environment_of_running_site()
    questions = list(draw(kinds, asked.questions, seed=asked.seed, world=World(asked.market_seed)))
    with served(env, warm=not asked.without_engine) as port:
        times = ask_all(port, questions)
    rows = summed_up(questions, times)
    if asked.json:
        print(json.dumps({"kinds": [asdict(row) for row in rows]}, ensure_ascii=False))
        return
    print(table(rows))
    for took, question in sorted(zip(times, questions, strict=True), key=lambda pair: -pair[0])[: asked.slowest]:
        print(f"{took:8.0f} ms  {question.kind}  {question.address}")


# ---- questions ------------------------------------------------------------------------------------------------------


class Visitor:
    """Draws what people ask about one instrument type."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.kind: InstrumentType = random.choices(world.types, weights=[each.share for each in world.types])[0]

    def type_page(self, **asked: object) -> str:
        """The catalogue of the type."""
        return f"/products/types/{self.kind.code}/?{urlencode(asked)}"

    def word(self) -> str:
        """One of its names, synonyms that no product bears among them."""
        return self.random.choice((*self.kind.words, *self.kind.held_out))

    def range(self, *, other_unit: bool = False) -> dict[str, str]:
        """One of its numeric parameters from somewhere on, or between two numbers."""
        numeric = [each for each in self.kind.parameters if each.printings]
        several = [each for each in numeric if len(each.printings) > 1]
        printed = self.random.choice(several if other_unit and several else numeric)
        printing = (
            self.random.choice(printed.printings[1:] or printed.printings) if other_unit else printed.printings[0]
        )
        ends = sorted(self.random.sample(range(len(printed.numbers)), 2))
        low, high = (printed.print_in(printed.numbers[end], printing) for end in ends)
        code, unit = printed.record.code, {f"u_{printed.record.code}": printing.symbol or ""} if other_unit else {}
        asked = {f"lo_{code}": f"{float(low):.6g}", f"hi_{code}": f"{float(high):.6g}"}
        keep = self.random.choice((("lo_",), ("lo_",), ("hi_",), ("lo_", "hi_")))
        return {name: text for name, text in asked.items() if name.startswith(keep)} | unit

    def price(self) -> dict[str, str]:
        """A ceiling around what such an instrument costs, in 万元, sometimes with a floor."""
        high = self.kind.price / 10_000 * self.random.uniform(0.5, 2.5)
        floor = {"price_from": f"{high / 3:.4g}"} if self.random.random() < 0.4 else {}
        return floor | {"price_to": f"{high:.4g}"}

    def sort(self) -> str:
        """A column to sort by, either way."""
        numeric = [each.record.code for each in self.kind.parameters if each.printings]
        column = self.random.choice(("price", "price", "lead", "model", *self.random.sample(numeric, 3)))
        return self.random.choice(("", "-")) + column


def _model(visitor: Visitor) -> str:
    product = next(iter(visitor.world.products(visitor.random.randrange(1, 400))))
    return product.texts[1]


def _words(visitor: Visitor) -> str:
    words = visitor.word() if visitor.random.random() < 0.7 else f"{visitor.word()} {visitor.random.choice(ADJECTIVES)}"
    return f"/products/?{urlencode({'q': words})}"


def _facets(visitor: Visitor) -> str:
    choices = {"province": visitor.random.choice(("32", "33", "11", "31", "44")), "evidence": "3", "domestic": "1"}
    names = visitor.random.sample(list(choices), visitor.random.randrange(1, 3))
    return visitor.type_page(**{name: choices[name] for name in names}, trial=1)


def _everything(visitor: Visitor) -> str:
    asked: dict[str, object] = {"sort": visitor.random.choice(("price", "-price", "lead", "model"))}
    return f"/products/?{urlencode(asked | {'page': visitor.random.randrange(1, 500)})}"


def _board(visitor: Visitor) -> str:
    asked: dict[str, object] = visitor.random.choice(
        (
            {"q": visitor.kind.name},
            {"category": visitor.kind.code},
            {"category": visitor.kind.code, "page": visitor.random.randrange(2, 30)},
            {"province": "32", "budget_to": f"{visitor.kind.price / 10_000:.0f}"},
            {"page": visitor.random.randrange(1, 2000)},
        )
    )
    return f"/demands/?{urlencode(asked)}"


def _question(visitor: Visitor) -> str:
    printed = visitor.random.choice([each for each in visitor.kind.parameters if each.printings])
    number = printed.numbers[len(printed.numbers) // 3]
    unit = printed.printings[0].symbol or ""
    return f"/search/?{urlencode({'q': f'{visitor.word()} {printed.facts.name}≥{float(number):g}{unit}'})}"


ADJECTIVES = ("全自动", "台式", "高性能", "便携式", "研究级", "智能")
KINDS: Mapping[str, Callable[[Visitor], str]] = {
    "type": lambda visitor: visitor.type_page(page=visitor.random.randrange(1, 4)),
    "words": _words,
    "word in type": lambda visitor: visitor.type_page(q=visitor.random.choice(ADJECTIVES)),
    "model": lambda visitor: f"/products/?{urlencode({'q': _model(visitor)})}",
    "maker": lambda visitor: f"/products/?{urlencode({'q': f'示例{visitor.random.randrange(4000):04d}'})}",
    "range": lambda visitor: visitor.type_page(**visitor.range()),
    "range, other unit": lambda visitor: visitor.type_page(**visitor.range(other_unit=True)),
    "ranges and price": lambda visitor: visitor.type_page(**(visitor.range() | visitor.range() | visitor.price())),
    "price": lambda visitor: visitor.type_page(**visitor.price()),
    "facets": _facets,
    "sorted": lambda visitor: visitor.type_page(sort=visitor.sort()),
    "sorted range": lambda visitor: visitor.type_page(**visitor.range(), sort=visitor.sort()),
    "deep": lambda visitor: visitor.type_page(sort=visitor.sort(), page=visitor.random.randrange(20, 500)),
    "everything": _everything,
    "board": _board,
    "question": _question,
}


def draw(kinds: list[str], count: int, *, seed: int, world: World) -> Iterator[Asked]:
    """So many questions, the kinds in turn; the same ones for the same seed."""
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield Asked(kind, KINDS[kind](Visitor(world, Random(f"{seed} question {number}"))))


# ---- the site -------------------------------------------------------------------------------------------------------


def environment_of_running_site() -> dict[str, str]:
    """Production's settings over the services of this checkout. Ends with the way out where none run."""
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None:
        sys.exit("No services are running: see the beginning of this file for how to start them.")
    env = services.environment(DEVELOPMENT, running, settings="config.settings.prod")
    return env | {"ALLOWED_HOSTS": "127.0.0.1", "REQUIRE_MFA_FOR_OFFICES": "0", "LOG_LEVEL": "WARNING"}


@contextlib.contextmanager
def served(env: Mapping[str, str], *, warm: bool) -> Iterator[int]:
    """The site for the block; gives its port."""
    from launch.site import free_listener

    manage = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(manage, env=env, cwd=ROOT, check=True)
    listener = free_listener(8800)
    port = listener.getsockname()[1]
    # What gunicorn.conf.py does is to warm the engine up.
    config = [] if warm else ["--config", os.devnull]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "2", "--preload", "--no-control-socket"]
    bind = [*config, "--bind", f"fd://{listener.fileno()}", "--timeout", str(WARM_UP_SECONDS)]
    with listener:
        server = subprocess.Popen([*command, *bind], env=env, cwd=ROOT, pass_fds=(listener.fileno(),))
    try:
        wait_until_warm(port, warm=warm)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_warm(port: int, *, warm: bool) -> None:
    """Until both workers have answered what costs most the first time."""
    for address in ["/products/", "/demands/", *(["/search/?q=液质 分辨率≥6万"] if warm else [])] * 6:
        ask(port, address.replace(" ", "%20"))


def ask(port: int, address: str) -> float:
    """Milliseconds from the request to the last byte. Ends the run where the answer is no page."""
    headers = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip", "Connection": "close"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WARM_UP_SECONDS)
    began = time.perf_counter()
    connection.request("GET", address.encode().decode("latin-1") if not address.isascii() else address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        sys.exit(f"{address} answers {answer.status}")
    return took


def ask_all(port: int, questions: list[Asked]) -> list[float]:
    """Every question once, one after the other."""
    return [ask(port, question.address) for question in questions]


# ---- what came of it ------------------------------------------------------------------------------------------------


def summed_up(questions: list[Asked], times: list[float]) -> list[Waited]:
    """A row for each kind, and one for all."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for question, took in zip(questions, times, strict=True):
        by_kind[question.kind].append(took)
    by_kind["all"] = times
    return [Waited(kind, len(took), statistics.median(took), p95(took), max(took)) for kind, took in by_kind.items()]


def p95(times: list[float]) -> float:
    """The time that nineteen of twenty stay below."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def table(rows: list[Waited]) -> str:
    """The rows as text."""
    lines = [f"{'question':20}{'count':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    lines += [f"{row.kind:20}{row.count:7d}{row.p50:9.0f}{row.p95:9.0f}{row.longest:9.0f}" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
