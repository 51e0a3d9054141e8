"""Who changes the theme, on the page or in the system, sees the new inks everywhere, with motion and without."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

_INKS = """() => [...document.querySelectorAll("body *")].map((each) => {
  const { color, backgroundColor, fill, stroke } = getComputedStyle(each);
  return [each.localName, color, backgroundColor, fill, stroke].join(" ");
})"""
Motion = Literal["no-preference", "reduce"]
SETTLED_MS = 400
"""Longer than any transition of ours."""


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.mark.parametrize("motion", ["reduce", pytest.param("no-preference", marks=pytest.mark.slow)])
def test_inks_are_those_of_a_page_that_was_loaded_so(visit: Visit, cast: Cast, motion: Motion) -> None:
    addresses = pages_of(cast)["institution_member"]
    result = next(each for each in addresses if each.startswith("/matching/demands/"))
    visit.sign_in(cast.institution_member)
    for address in ("/products/", result):
        wanted = _inks(visit, address, "dark", motion)
        _inks(visit, address, "light", motion)
        visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert _inks_now(visit.page) == wanted, address
        visit.page.evaluate("delete document.documentElement.dataset.theme")
        visit.page.emulate_media(color_scheme="dark")
        assert _inks_now(visit.page) == wanted, address


def _inks(visit: Visit, address: str, colours: Literal["dark", "light"], motion: Motion) -> list[str]:
    """The inks of a page that is loaded so."""
    visit.page.emulate_media(color_scheme=colours, reduced_motion=motion)
    visit.open(address)
    return _inks_now(visit.page)


def _inks_now(page: Page) -> list[str]:
    page.wait_for_timeout(SETTLED_MS)
    inks: list[str] = page.evaluate(_INKS)
    return inks
