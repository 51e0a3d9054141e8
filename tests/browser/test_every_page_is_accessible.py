"""WCAG 2.2 AA, as far as a machine can tell: axe finds nothing on any page, in any language, colour or width.

Each page is asked once per run, with combinations taking turns; `-m slow` asks every page in all eight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


LOOKS = [
    Look(language, colours, width)
    for language in ("zh-hans", "en")
    for colours in ("light", "dark")
    for width in (390, 1440)
]  # fmt: skip


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_axe_finds_nothing_on_any_page(visit: Visit, cast: Cast) -> None:
    turns = itertools.cycle(LOOKS)
    assert _faults_on(visit, cast, pages_of(cast), ([look] for look in turns)) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page_however_it_is_looked_at(visit: Visit, cast: Cast) -> None:
    assert _faults_on(visit, cast, pages_of(cast), itertools.repeat(LOOKS)) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page_of_the_access_table(visit: Visit, cast: Cast) -> None:
    pages = pages_of_table(cast)
    assert sum(map(len, pages.values())) > 0
    assert _faults_on(visit, cast, pages, itertools.repeat(LOOKS)) == []


def test_axe_sees_what_is_broken(visit: Visit, db: None) -> None:
    visit.open("/rules/")
    visit.page.evaluate(
        "document.querySelector('main').append(document.createElement('input'));"
        "document.documentElement.removeAttribute('lang')"
    )
    faults = _faults_of(visit.page)
    assert any(fault.startswith("label ") for fault in faults)
    assert any(fault.startswith("html-has-lang ") for fault in faults)


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
            found += [f"{role} {address} {fault}" for fault in _faults_by_look(visit, address, next(turns))]
    return found


def _faults_by_look(visit: Visit, address: str, looks: Sequence[Look]) -> Iterator[str]:
    """The page is loaded once per language; colours and width change under it as they do for a reader."""
    for language, group in itertools.groupby(looks, key=lambda look: look.language):
        cookie: Any = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": visit.site}
        visit.page.context.add_cookies([cookie])
        for number, look in enumerate(group):
            visit.page.set_viewport_size({"width": look.width, "height": 900})
            visit.page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
            if number == 0:
                visit.open(address)
                assert visit.page.locator("html").get_attribute("lang") == language
            yield from (f"[{look.language} {look.colours} {look.width}] {f}" for f in _faults_of(visit.page))


def _faults_of(page: Page) -> list[str]:
    """Violations on the page that is open: rule, place, and what axe says of it."""
    results = Axe().run(page, options=OPTIONS).response
    return [
        f"{violation['id']} {node['target']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
