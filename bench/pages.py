#!/usr/bin/env python3
"""How quickly pages are served, beside a bare Django page that lists 20 rows of the same table; queries and bytes too.

    python3 run.py                                        in one terminal: the site with its sample world
    .venv/bin/python bench/pages.py [--rounds 30] [--json]    in another

Each page is asked through the whole stack (middleware, session, queries, templates, gzip) in this process, in turns
with the bare page, so that both meet the same machine. The bare page has no middleware, reads 20 products in one query
and renders their names in a list. A share of 1.0 means as many requests a second as the bare page. Quote the shares:
times depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse

ROOT = Path(__file__).resolve().parent.parent
View = Callable[[HttpRequest], HttpResponse]
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
    ("notifications", "maker", "/notifications/", True),
    ("workbench", "maker", "/workbench/", False),
    ("trials", "evaluator", "/trials/", True),
    ("deals", "broker", "/deals/", True),
    ("review queue", "admin", "/products/review/", True),
)
BARE = "{% for product in products %}<li>{{ product.model }} {{ product.name }}</li>{% endfor %}"


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds (median), requests a second as a share of the bare page's, queries, bytes as sent."""

    name: str
    milliseconds: float
    share: float
    queries: int
    kilobytes: float
    is_list: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    use_running_site()
    rows = [measure(*page, rounds=asked.rounds) for page in PAGES]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if asked.json:
        print(json.dumps({"pages": [asdict(row) for row in rows], "memory_mib": memory}, ensure_ascii=False))
        return
    print(table(rows))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{asked.rounds} rounds in turns; {machine}; largest memory {memory:.0f} MiB")


def use_running_site() -> None:
    """Connect to the database of the site that run.py has started. Ends with the way out where none runs."""
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None:
        sys.exit("No site is running: start it with `python3 run.py` in another terminal.")
    os.environ.update(services.environment(DEVELOPMENT, running, settings="config.settings.dev"))
    import django

    django.setup()


def measure(name: str, role: str, address: str, is_list: bool, *, rounds: int) -> Measured:
    """Ask one page and the bare page in turns, after one call of each to warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask, bare = asking(role, address), bare_page()
    ask()
    bare()
    with CaptureQueriesContext(connection) as queries:
        size = len(ask())
    count = len(queries)  # read now: the next request empties the log that it reads from
    pairs = [(timed(ask), timed(bare)) for _ in range(rounds)]
    own = statistics.median(pair[0] for pair in pairs)
    share = statistics.median(pair[1] / pair[0] for pair in pairs)
    return Measured(name, own * 1000, share, count, size / 1024, is_list)


def asking(role: str, address: str) -> Callable[[], bytes]:
    """A call that asks the page as this user of the sample world and gives the bytes as they would be sent."""
    from django.test import Client

    from apps.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
    if role:
        user = User.objects.get(email=f"{role}@{DOMAIN}")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def ask() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address} as {role or 'a visitor'} answers {answer.status_code}")
        return answer.getvalue()

    return ask


def bare_page() -> Callable[[], bytes]:
    """The page to compare with: Django's handler without middleware, one query for 20 rows, one small template."""
    from django.template import Context, Engine
    from django.test import Client
    from django.test.utils import override_settings
    from django.urls import path

    from apps.suppliers.models import Product

    template = Engine().from_string(BARE)

    def bare(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render(Context({"products": Product.objects.order_by("pk")[:20]})))

    def use_bare_addresses(
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> Callable[[HttpRequest], HttpResponse]:
        def answered(request: HttpRequest) -> HttpResponse:
            request.urlconf = (path("", bare),)  # type: ignore[attr-defined]  Django takes it instead of ROOT_URLCONF
            return get_response(request)

        return answered

    globals()["use_bare_addresses"] = use_bare_addresses  # the handler finds middleware by a dotted name
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(MIDDLEWARE=[f"{__name__}.use_bare_addresses"]):
        client.get("/")  # loads the handler's middleware, which stays
    return lambda: client.get("/").content


def timed(call: Callable[[], bytes]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def table(rows: list[Measured]) -> str:
    """The measurements as text, list pages marked."""
    lines = [f"{'page':16}{'ms':>8}{'share':>8}{'queries':>9}{'KB':>7}"]
    for row in rows:
        mark = "list" if row.is_list else ""
        lines.append(
            f"{row.name:16}{row.milliseconds:8.1f}{row.share:8.2f}{row.queries:9d}{row.kilobytes:7.1f}  {mark}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
