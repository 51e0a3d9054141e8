"""Tab and Shift+Tab through whole pages: the focus shows, nothing that stays in place covers it, and it always leaves.

The suite walks through one page of each role, `-m slow` through all, on phone and desk. WCAG 2.1.2, 2.4.7, 2.4.11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1440, 390)
MOST_STOPS = 900
GOING_MS = 450
"""A definition closes so long after the focus has left its word."""

_FOCUS = """() => {
  const held = document.activeElement;
  if (!held || held === document.body || held === document.documentElement) return null;
  const box = held.getBoundingClientRect();
  const around = [held, held.parentElement, held.parentElement?.parentElement, held.closest("label")].filter(Boolean);
  const isOutlined = around.some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  });
  const places = [[.5, .5], [.05, .1], [.95, .1], [.05, .9], [.95, .9]];
  const isOpen = places.some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (held.contains(hit) || hit.contains(held) || hit.closest("label")?.contains(held));
  });
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const cover = `${top?.localName} ${top?.className} at ${Math.round(box.left)}, ${Math.round(box.top)}`;
  const words = (held.ariaLabel ?? held.innerText ?? held.value ?? "").trim().slice(0, 30);
  return { isOutlined, isOpen, cover, name: `${held.localName} ${words} in ${held.parentElement.className}` };
}"""


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.mark.parametrize("every", [30, pytest.param(1, marks=pytest.mark.slow)])
def test_the_focus_is_seen_on_its_way_through_pages(visit: Visit, cast: Cast, every: int) -> None:
    found: list[str] = []
    visit.page.emulate_media(reduced_motion="reduce")
    for role, addresses in pages_of(cast).items():
        person = getattr(cast, role)
        if person is not None:
            visit.sign_in(person)
        for address in addresses[::every]:
            for width in WIDTHS:
                found += [f"{role} {address} {width} {fault}" for fault in _faults_of(visit, address, width)]
    assert not found, "\n".join(found)


def test_the_walk_sees_what_hides_the_focus(visit: Visit, db: None) -> None:
    visit.open("/accounts/login/")
    visit.page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        "main input { outline: none !important } .site-head { position: fixed; inset: 0; z-index: 99 }"
      );
      document.adoptedStyleSheets = [sheet];
    }""")
    faults = list(_walk(visit.page, "Tab"))
    assert any("does not show" in fault for fault in faults)
    assert any("is covered" in fault for fault in faults)


def _faults_of(visit: Visit, address: str, width: int) -> Iterator[str]:
    """Through the page forwards from its top, then backwards from its end."""
    visit.page.set_viewport_size({"width": width, "height": 800})
    for key in ("Tab", "Shift+Tab"):
        visit.open(address)
        visit.settle()
        if key == "Shift+Tab":
            visit.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        yield from _walk(visit.page, key)


def _walk(page: Page, key: str) -> Iterator[str]:
    for _stop in range(MOST_STOPS):
        page.keyboard.press(key)
        held: Mapping[str, Any] | None = page.evaluate(_FOCUS)
        if held is not None and not held["isOpen"]:
            page.wait_for_timeout(GOING_MS)
            held = page.evaluate(_FOCUS)
        if held is None:
            return
        if not held["isOutlined"]:
            yield f"{key}: the focus does not show on {held['name']}"
        if not held["isOpen"]:
            yield f"{key}: the focus is covered on {held['name']} by {held['cover']}"
    yield f"{key}: the focus never leaves the page"
