#!/usr/bin/env python3
"""How quickly pages are served, beside two bare Django pages that list 20 rows; queries and bytes too.

    python3 run.py                                        in one terminal: the site with its sample world
    .venv/bin/python bench/pages.py [--rounds 30] [--only NAME] [--json]    in another

Settings of production (static files collected and compressed first, into .run). Each page goes through the whole stack
as gunicorn would call it (WSGI, middleware, session, queries, templates, gzip), in this process, in turns with two
peers, so that all three meet the same machine: `bare` and `ordinary` (bench/page_peers.py says what they are). A share
of 1.0 means as many requests a second as that peer. Quote the shares: times depend on the machine.

Pages that are kept for everybody (docs/decisions/0069) are measured as kept; `anew` is what the first request after a
change pays. `db ms` is the part spent waiting for the database; the rest is Python. Offices enter without a second
factor, as the sample world has none; production asks one query more for theirs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
Ask = Callable[[], bytes]
DOMAIN = "sample.yiqiao.example"
# (name, who asks, address, whether it is a list page)
PAGES = (
    ("home", "", "/", False),
    ("board", "", "/demands/", True),
    ("products", "", "/products/", True),
    ("one type", "", "/products/types/010501/", True),
    ("categories", "", "/categories/", True),
    ("search", "", "/search/?q=液质 分辨率≥6万", False),
    ("own demands", "buyer", "/demands/?own=1", True),
    ("runs", "buyer", "/matching/", True),
    ("result", "buyer", "/matching/demands/1/", False),
    ("own products", "maker", "/products/mine/", True),
    ("answers", "maker", "/answers/", True),
    ("notifications", "maker", "/notifications/", True),
    ("workbench", "maker", "/workbench/", False),
    ("trials", "evaluator", "/trials/", True),
    ("deals", "broker", "/deals/", True),
    ("review queue", "admin", "/products/review/", True),
)
WARMING = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds (median), requests a second as shares of both peers', queries, bytes as sent."""

    name: str
    milliseconds: float
    anew: float
    database: float
    of_bare: float
    of_ordinary: float
    queries: int
    kilobytes: float
    is_list: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", action="append", choices=[page[0] for page in PAGES], help="repeatable")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    use_running_site()
    rows, peers = measure_all([page for page in PAGES if not asked.only or page[0] in asked.only], rounds=asked.rounds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if asked.json:
        found = {"pages": [asdict(row) for row in rows], "peers_ms": peers, "memory_mib": memory}
        print(json.dumps(found, ensure_ascii=False))
        return
    print(table(rows))
    print(f"bare {peers['bare']:.1f} ms, ordinary {peers['ordinary']:.1f} ms (medians of all turns)")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{asked.rounds} rounds in turns; {machine}; largest memory {memory:.0f} MiB")


def use_running_site() -> None:
    """Use the database of the site that run.py has started, with production's settings and collected static files.

    Ends with the way out where none runs.
    """
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None:
        sys.exit("No site is running: start it with `python3 run.py` in another terminal.")
    os.environ.update(services.environment(DEVELOPMENT, running, settings="config.settings.prod"))
    os.environ.update({"ALLOWED_HOSTS": "127.0.0.1", "REQUIRE_MFA_FOR_OFFICES": "0", "LOG_LEVEL": "WARNING"})
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


def measure_all(pages: list[tuple[str, str, str, bool]], *, rounds: int) -> tuple[list[Measured], dict[str, float]]:
    """Every page beside both peers, and the peers' own milliseconds."""
    from django.core.wsgi import get_wsgi_application
    from page_peers import bare_site, ordinary_site

    site, bare, ordinary = get_wsgi_application(), bare_site(), ordinary_site()
    rows, turns = [], []
    for name, role, address, is_list in pages:
        with session_of(role) as cookie:
            asks = [asking(site, address, cookie), asking(bare, "/"), asking(ordinary, "/", cookie)]
            row, taken = measure(name, asks, is_list=is_list, rounds=rounds)
            rows.append(row)
            turns += taken
    medians = [statistics.median(turn[number] * 1000 for turn in turns) for number in (1, 2)]
    return rows, {"bare": medians[0], "ordinary": medians[1]}


def measure(name: str, asks: list[Ask], *, is_list: bool, rounds: int) -> tuple[Measured, list[tuple[float, ...]]]:
    """One page and both peers in turns, warmed up. Queries are counted and timed apart from the turns."""
    for ask in asks * WARMING:
        ask()
    queries, waited, size = database_part(asks[0])
    turns = [tuple(timed(ask) for ask in asks) for _ in range(rounds)]
    own = statistics.median(turn[0] for turn in turns)
    of_bare, of_ordinary = (statistics.median(turn[peer] / turn[0] for turn in turns) for peer in (1, 2))
    anew = made_anew(asks[0], rounds=max(rounds // 3, 3))
    times = (own * 1000, anew * 1000, waited * 1000)
    row = Measured(name, *times, of_bare, of_ordinary, queries, size / 1024, is_list)
    return row, turns


def made_anew(ask: Ask, *, rounds: int) -> float:
    """Seconds (median) where nothing is kept; for most pages the same as ever."""
    from apps.accounts import for_everybody

    def from_nothing() -> bytes:
        for_everybody.shelf = for_everybody.Shelf()
        return ask()

    return statistics.median(timed(from_nothing) for _ in range(rounds))


def database_part(ask: Ask) -> tuple[int, float, int]:
    """How many queries a page asks, the seconds they take (median of five requests), and the bytes of the page."""
    from django.db import connection

    taken: list[list[float]] = []

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            taken[-1].append(time.perf_counter() - start)

    size = 0
    for _ in range(5):
        taken.append([])
        with connection.execute_wrapper(watch):
            size = len(ask())
    return len(taken[-1]), statistics.median(sum(times) for times in taken), size


@contextmanager
def session_of(role: str) -> Iterator[str]:
    """The cookies of this user of the sample world, signed in for the block; none for a visitor."""
    from django.test import Client

    from apps.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    if role:
        user = User.objects.get(email=f"{role}@{DOMAIN}")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    try:
        yield "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    finally:
        client.logout()


def asking(site: Callable[..., Any], address: str, cookie: str = "") -> Ask:
    """A call that asks the site for the address as gunicorn would, and gives the bytes as they would be sent."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": quote(query, safe="=&%"), "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_COOKIE": cookie, "wsgi.url_scheme": "https", "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
        "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip

    def ask() -> bytes:
        statuses: list[str] = []
        answer = site({**environ, "wsgi.input": io.BytesIO()}, lambda status, headers, *_rest: statuses.append(status))
        body = b"".join(answer)
        answer.close()
        if not statuses[0].startswith("200"):
            sys.exit(f"{address} answers {statuses[0]}")
        return body

    return ask


def timed(call: Ask) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def table(rows: list[Measured]) -> str:
    """The measurements as text, list pages marked."""
    lines = [f"{'page':16}{'ms':>8}{'anew':>8}{'db ms':>8}{'/bare':>8}{'/ordinary':>11}{'queries':>9}{'KB':>7}"]
    for row in rows:
        mark = "list" if row.is_list else ""
        times = f"{row.milliseconds:8.1f}{row.anew:8.1f}{row.database:8.1f}{row.of_bare:8.2f}{row.of_ordinary:11.2f}"
        lines.append(f"{row.name:16}{times}{row.queries:9d}{row.kilobytes:7.1f}  {mark}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
