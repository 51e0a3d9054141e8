"""WCAG 2.2 AA, as far as a machine can tell: axe finds nothing on any page, in any language, colour or width.

The suite asks every second page, the eight looks taking turns; `-m slow` asks every page in all eight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import pytest
from playwright.sync_api import Page

from tests.browser.asking_axe import LANGUAGES, LOOKS, Look, faults_of, look_as, open_in_language, report
from tests.browser.every_page import pages_of
from tests.browser.every_route import pages_of_table
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

Pages = Mapping[str, Iterable[str]]


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_axe_finds_nothing_on_every_second_page(visit: Visit, cast: Cast) -> None:
    pages = {role: addresses[::2] for role, addresses in pages_of(cast).items()}
    turns = itertools.cycle(LOOKS)
    found = _faults_on(visit, cast, pages, ([look] for look in turns))
    assert not found, report(found)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_however_it_is_looked_at(visit: Visit, cast: Cast, language: str) -> None:
    looks = [look for look in LOOKS if look.language == language]
    pages = pages_of(cast)
    found = _faults_on(visit, cast, pages, itertools.repeat(looks))
    others = pages_of_table(cast, besides=itertools.chain(*pages.values()))
    found += _faults_on(visit, cast, others, itertools.repeat(looks))
    assert not found, report(found)


def test_axe_sees_what_is_broken(visit: Visit, db: None) -> None:
    visit.open("/rules/")
    visit.page.evaluate(
        "document.querySelector('main').append(document.createElement('input'));"
        "document.documentElement.removeAttribute('lang')"
    )
    faults = faults_of(visit.page)
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
            for look in next(turns):
                found += [f"{role} {address} {fault}" for fault in _faults_in(visit, address, look)]
    return found


def _faults_in(visit: Visit, address: str, look: Look) -> list[str]:
    """What axe finds on a page that is loaded anew for this look."""
    look_as(visit, look)
    open_in_language(visit, address, look.language)
    return [f"[{look}] {fault}" for fault in faults_of(visit.page)]
