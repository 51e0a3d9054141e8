"""WCAG 2.2 AA, as far as a machine can tell: axe finds nothing on any page, in any language, colour or width.

The suite asks every second page, the eight looks taking turns; `-m slow` asks every page in all eight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.every_page import pages_of
from tests.browser.every_route import pages_of_table
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(TAGS)}}

Pages = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    language: str
    colours: Literal["light", "dark"]
    width: int


LANGUAGES = ("zh-hans", "en")
LOOKS = [
    Look(language, colours, width)
    for language in LANGUAGES
    for colours in ("light", "dark")
    for width in (390, 1440)
]  # fmt: skip


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_axe_finds_nothing_on_every_second_page(visit: Visit, cast: Cast) -> None:
    pages = {role: addresses[::2] for role, addresses in pages_of(cast).items()}
    turns = itertools.cycle(LOOKS)
    found = _faults_on(visit, cast, pages, ([look] for look in turns))
    assert not found, _report(found)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_however_it_is_looked_at(visit: Visit, cast: Cast, language: str) -> None:
    looks = [look for look in LOOKS if look.language == language]
    pages = pages_of(cast)
    found = _faults_on(visit, cast, pages, itertools.repeat(looks))
    others = pages_of_table(cast, besides=itertools.chain(*pages.values()))
    found += _faults_on(visit, cast, others, itertools.repeat(looks))
    assert not found, _report(found)


def test_axe_sees_what_is_broken(visit: Visit, db: None) -> None:
    visit.open("/rules/")
    visit.page.evaluate(
        "document.querySelector('main').append(document.createElement('input'));"
        "document.documentElement.removeAttribute('lang')"
    )
    faults = _faults_of(visit.page)
    assert any(fault.startswith("label ") for fault in faults)
    assert any(fault.startswith("html-has-lang ") for fault in faults)


def _report(found: Sequence[str]) -> str:
    return f"{len(found)} faults:\n" + "\n".join(found)


def _faults_on(visit: Visit, cast: Cast, pages: Pages, looks: Iterable[Sequence[Look]]) -> list[str]:
    """What axe finds on these pages, each looked at as its turn in `looks` says."""
    found: list[str] = []
    turns = iter(looks)
    for role, addresses in pages.items():
        visit.page.context.clear_cookies()
        person = getattr(cast, role)
        if person is not None:
            visit.sign_in(person)
        for address in addresses:
            for look in next(turns):
                found += [f"{role} {address} {fault}" for fault in _faults_in(visit, address, look)]
    return found


def _faults_in(visit: Visit, address: str, look: Look) -> list[str]:
    """What axe finds on a page that is loaded anew for this look."""
    cookie: Any = {"name": settings.LANGUAGE_COOKIE_NAME, "value": look.language, "url": visit.site}
    visit.page.context.add_cookies([cookie])
    visit.page.set_viewport_size({"width": look.width, "height": 900})
    visit.page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
    _open(visit, address, look.language)
    return [f"[{look.language} {look.colours} {look.width}] {fault}" for fault in _faults_of(visit.page)]


def _open(visit: Visit, address: str, language: str) -> None:
    """Open the page and make sure that it is the one that was meant: an error page would be flawless too."""
    answer = visit.page.goto(visit.site + address)
    assert answer is not None
    assert (answer.status, address) == (200, address)
    assert visit.page.locator("html").get_attribute("lang") == language


def _faults_of(page: Page) -> list[str]:
    """Violations on the page that is open: rule, place, and what axe says of it."""
    results = Axe().run(page, options=OPTIONS).response
    return [
        f"{violation['id']} {node['target']}: {node['html'][:160]} {' '.join(node['failureSummary'].split())}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
