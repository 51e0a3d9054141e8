"""On paper and in the colours of the reader's own system pages stay as accessible as on the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.asking_axe import faults_of, report
from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

_WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.mark.parametrize("medium", ["print", "forced colours"])
@pytest.mark.parametrize("every", [30, pytest.param(1, marks=pytest.mark.slow)])
def test_axe_finds_nothing(visit: Visit, cast: Cast, medium: str, every: int) -> None:
    found: list[str] = []
    if medium == "print":
        visit.page.emulate_media(media="print", color_scheme="light")
    else:
        visit.page.emulate_media(forced_colors="active", color_scheme="dark")
    for role, addresses in pages_of(cast).items():
        person = getattr(cast, role)
        if person is not None:
            visit.sign_in(person)
        for address in addresses[::every]:
            visit.open(address)
            found += [f"{role} {address} {fault}" for fault in faults_of(visit.page)]
            found += [f"{role} {address} is too wide"] if visit.page.evaluate(_WIDTH) > 1 else []
    assert not found, report(found)
