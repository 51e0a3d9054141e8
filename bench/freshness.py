#!/usr/bin/env python3
"""How long a change of a product takes until results show it: asked of the running site, changed by the real service.

    python3 run.py                                                  in one terminal: the site
    .venv/bin/python bench/freshness.py [--products 30000] [--changes 40] [--json]    in another

With --products the database is filled with an invented market of that size first (`manage.py load_scale_world`, beside
the sample world; a market that stands there is replaced); without it what is there is used. The largest family is taken
(a ninth of that market; with --one-family all types are one family meanwhile), and of it a published demand and one of
the products that its result shows. Then, change after change:

- the product's maker edits one value (`suppliers.services.edit_product`), in this process, and commits;
- `page`: another process, the site's web server, is asked over HTTP for the product's deviation table of a trial, which
  it works out over its catalogue, again and again until the new value stands in it;
- `stored`: the worker's stored result of the demand is looked at until its row says the new value.

Times are from the commit to the end of the first answer that shows the change. Quote the machine with them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from apps.accounts.actors import Actor
    from apps.demands.models import DemandVersion
    from apps.matching.models import MatchRun
    from apps.suppliers.models import Product, SpecValue

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 60.0
RUN_S = 300.0
PAUSE_S = 0.02


@dataclass(frozen=True)
class Subject:
    """What is changed and looked at: a value of a product, and the trial of a demand whose table shows it."""

    product: Product
    value: SpecValue
    maker: Actor
    version: DemandVersion
    address: str
    family: str
    size: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, help="fill the database with so many first")
    parser.add_argument("--demands", type=int, default=200, help="and with so many demands")
    parser.add_argument("--one-family", action="store_true", help="let all types be one family for the measurement")
    parser.add_argument("--changes", type=int, default=40)
    parser.add_argument("--page-only", action="store_true", help="do not wait for the worker's stored result")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    site = use_site()
    if asked.products:
        fill(asked.products, asked.demands)
    with one_family() if asked.one_family else nullcontext():
        make_files()
        subject = choose()
        with session_of(subject.version) as cookie:
            page = Page(site, subject.address, cookie)
            first = timed(page.read)  # the family is opened by the web server
            idle = statistics.median(timed(page.read) for _ in range(5))
            taken = [one_change(subject, number, page, page_only=asked.page_only) for number in range(asked.changes)]
    report(subject, (first, idle), taken, as_json=asked.json)


def use_site() -> str:
    """The address of the running site, whose database and files this process uses from now on."""
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None or not running.site_url:
        sys.exit("No site answers: start it with `python3 run.py` in another terminal, and wait for its address.")
    os.environ.update(services.environment(DEVELOPMENT, running, settings="config.settings.dev"))
    import django

    django.setup()
    return running.site_url


def fill(products: int, demands: int) -> None:
    """An invented market."""
    from django.core.management import call_command

    from apps.sample.scale import loading

    call_command("load_scale_world", products=products, demands=demands, replace=loading.is_loaded())


def make_files() -> None:
    """The files of the catalogue, as whoever loads many products makes them."""
    from django.core.management import call_command

    call_command("rebuild_catalogue")


@contextmanager
def one_family() -> Iterator[None]:
    """All instrument types compete with one another for the block; afterwards families are as they were."""
    from apps.taxonomy.models import Category

    before = {category.pk: category.family for category in Category.objects.filter(level=3)}
    Category.objects.filter(level=3).update(family="everything")
    try:
        yield
    finally:
        for family in set(before.values()):
            Category.objects.filter(pk__in=[pk for pk, own in before.items() if own == family]).update(family=family)


# ---- what is changed ----------------------------------------------------------------------------------------------


def choose() -> Subject:
    """The largest family's newest demand whose result has a product with a value that can be changed."""
    from apps.matching.catalogues import catalogue

    now = catalogue()
    sizes = {key: len(family.content.members) for key, family in now.families.items()}
    for family in sorted(sizes, key=lambda key: -sizes[key]):
        for version in demands_of([key for key, own in now.shards.families.items() if own == family]):
            found = subject_of(version, family, sizes[family])
            if found is not None:
                return found
    sys.exit("No published demand has a result with a value that could be changed: try --products 30000.")


def demands_of(category_ids: Sequence[str]) -> Iterator[DemandVersion]:
    """Published demands of these categories, the newest first, a few of them."""
    from apps.demands.models import Demand

    demands = Demand.objects.filter(status=Demand.Status.PUBLISHED, published_version__category_id__in=category_ids)
    demands = demands.select_related("published_version__demand", "published_version__category").order_by("-pk")
    yield from (demand.published_version for demand in demands[:20] if demand.published_version)


def subject_of(version: DemandVersion, family: str, size: int) -> Subject | None:
    """A value to change in the demand's result; None where there is none."""
    from apps.accounts.actors import Actor
    from apps.accounts.models import Membership
    from apps.matching.models import DeviationRow
    from apps.taxonomy.language.types import Mark

    address = trial_of(version)
    run = run_of(version) if address else None
    rows = DeviationRow.objects.filter(match__run=run, match__rank__range=(1, 5), answer__regex=r"^[\d.]+ ?\D*$")
    rows = rows.exclude(requirement__mark=Mark.MANDATORY)  # the product is to stay where it is
    for row in rows.select_related("match__product__category", "requirement")[:50]:
        product = row.match.product
        value = product.spec_values.filter(parameter=row.requirement.parameter, text=row.answer).first()
        seat = Membership.objects.filter(organisation_id=product.organisation_id, role=Membership.Role.OWNER).first()
        if value is not None and seat is not None and value.lo and "/" not in value.lo and not value.is_recorded:
            place = f"/matching/demands/{version.demand_id}/tried/{product.pk}/?{address}"
            return Subject(product, value, Actor(seat.user, seat), version, place, family, size)
    return None


def trial_of(version: DemandVersion) -> str:
    """What the address of a trial says: one bound loosened so little that hardly a rank moves."""
    from apps.matching.comparisons import demand_facts
    from apps.matching.engine.knobs import knobs_of
    from apps.matching.whatif import key_of
    from apps.taxonomy.language.types import bound_text

    facts, rows = demand_facts(version)
    for knob in knobs_of(facts.requirements):
        moved = bound_text(knob.asked * Fraction(99_999 if knob.at_least else 100_001, 100_000))
        if "/" not in moved and not facts.requirements[knob.index].alternatives:
            return f"{key_of(rows[knob.index], knob.end)}={moved}"
    return ""


def run_of(version: DemandVersion) -> MatchRun:
    """The demand's result of this moment, stored by the worker."""
    from apps.matching import services
    from apps.matching.models import MatchRun

    asked = services.request_run(version.pk, cause=MatchRun.Cause.REQUESTED)
    current = MatchRun.objects.filter(version=version, is_current=True, pk__gte=asked.pk)
    wait_until(current.exists, RUN_S)
    return current.get()


# ---- one change ---------------------------------------------------------------------------------------------------


def one_change(subject: Subject, number: int, page: Page, *, page_only: bool) -> tuple[float, float, int]:
    """Seconds until the page shows it, and until the stored result does (0: not asked); and how often was asked."""
    text = edit(subject, number)
    began = time.perf_counter()
    asks = wait_until(lambda: text in page.read(), LONGEST_S, pause=0)
    shown = time.perf_counter() - began
    if page_only:
        return shown, 0.0, asks
    wait_until(lambda: is_stored(subject, text), RUN_S)
    return shown, time.perf_counter() - began, asks


def edit(subject: Subject, number: int) -> str:
    """Give the value another last digit, as the maker does on its page; the new text."""
    from dataclasses import replace

    from apps.suppliers.models import Product
    from apps.suppliers.selectors import contents_of
    from apps.suppliers.services import edit_product

    product = Product.objects.select_related("category").get(pk=subject.product.pk)
    content = contents_of([product])[product.pk]
    whole, _, tail = subject.value.lo.partition(".")
    text = f"{whole}.{tail}00{number % 900 + 100}1 {subject.value.unit or ''}".strip()
    code = subject.value.parameter.code if subject.value.parameter else ""
    specs = [each for each in content.specs if each.parameter == code]
    changed = replace(specs[0], text=text)
    others = tuple(changed if each is specs[0] else each for each in content.specs)
    edit_product(product.pk, content=replace(content, specs=others), actor=subject.maker)
    return text


def is_stored(subject: Subject, text: str) -> bool:
    """Whether the demand's stored result has the new value."""
    from apps.matching.models import DeviationRow

    rows = DeviationRow.objects.filter(match__run__version=subject.version, match__run__is_current=True)
    return rows.filter(match__product=subject.product, answer=text).exists()


class Page:
    """An address of the running site, asked over one connection."""

    def __init__(self, site: str, address: str, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=LONGEST_S)
        self._address, self._headers = address, {"Cookie": cookie, "Host": urlsplit(site).netloc}

    def read(self) -> str:
        """The page as it is now."""
        self._connection.request("GET", self._address, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            sys.exit(f"{self._address} answers {answer.status}")
        return unescape(body)


@contextmanager
def session_of(version: DemandVersion) -> Iterator[str]:
    """The cookies of a member of the demand's institution, signed in for the block."""
    from django.test import Client

    from apps.accounts.models import Membership

    seat = Membership.objects.select_related("user").filter(organisation_id=version.demand.organisation_id).first()
    if seat is None:
        sys.exit(f"nobody belongs to the institution of demand {version.demand_id}")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(seat.user, backend="django.contrib.auth.backends.ModelBackend")
    try:
        yield "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    finally:
        client.logout()


def wait_until(holds: Callable[[], bool], seconds: float, *, pause: float = PAUSE_S) -> int:
    """Ask until it holds; how often was asked. Ends the program where it does not come true in time."""
    deadline, asks = time.perf_counter() + seconds, 1
    while not holds():
        if time.perf_counter() > deadline:
            sys.exit(f"not within {seconds:.0f} s; see .run/logs")
        asks += 1
        time.sleep(pause)
    return asks


def timed(call: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


# ---- what came of it ----------------------------------------------------------------------------------------------


def report(
    subject: Subject, pages: tuple[float, float], taken: list[tuple[float, float, int]], *, as_json: bool
) -> None:
    """Print the figures. `pages` are the first answer, and one between changes."""
    names = ("page", "stored")
    times = {name: sorted(row[place] for row in taken) for place, name in enumerate(names) if taken[0][place]}
    found = {
        name: {
            "p50_s": statistics.median(each),
            "p95_s": each[max(0, -(-95 * len(each) // 100) - 1)],
            "max_s": each[-1],
        }
        for name, each in times.items()
    }
    if as_json:
        told = {"first_page_s": pages[0], "unchanged_page_s": pages[1]}
        print(json.dumps({"family": subject.family, "products": subject.size, "changes": len(taken), **told, **found}))
        return
    print(f"family {subject.family}: {subject.size:,} products; {len(taken)} changes, one after the other")
    print(f"first page of the web server, which opens the family: {pages[0]:.2f} s; nothing changed: {pages[1]:.2f} s")
    for name, each in found.items():
        print(f"{name:8} p50 {each['p50_s']:.2f} s   p95 {each['p95_s']:.2f} s   most {each['max_s']:.2f} s")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
