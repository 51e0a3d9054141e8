"""Every kind of page, as its reader sees it: nothing runs out sideways, no script or policy complains, one heading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

DRAWN_WIDTH = """() => new Promise(tell => requestAnimationFrame(
    () => requestAnimationFrame(() => tell(document.documentElement.scrollWidth))))"""
"""The width once the page has been drawn anew: a table learns in that frame that it no longer fits and scrolls."""

WIDTHS = {"phone": 390, "desk": 1440, "desk at 200 %": 720, "desk at 400 %": 320}
"""The last two are the widths of a zoomed page: WCAG 1.4.4 and 1.4.10."""
_CUT_OFF = """() => [...document.querySelectorAll(".table-scroll:not(:has(table.keep))")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel ?? box.className)"""


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_pages_fit_carry_one_heading_and_complain_of_nothing(visit: Visit, cast: Cast) -> None:
    found: list[str] = []
    for role, addresses in pages_of(cast).items():
        person = getattr(cast, role)
        if person is not None:
            visit.sign_in(person)
        for address in addresses:
            found += [f"{role} {address}: {fault}" for fault in _faults_of(visit, address)]
    assert found == []


def test_the_check_sees_a_page_that_is_too_wide_and_a_script_that_fails(visit: Visit, db: None) -> None:
    visit.open("/rules/")
    visit.page.evaluate(
        "const wide = Object.assign(document.createElement('p'), {className: 'nowrap', textContent: 'm'.repeat(999)});"
        "document.querySelector('main').append(wide, document.createElement('h1'));"
    )
    faults = _faults_of_this(visit.page)
    assert any("wider" in fault for fault in faults)
    assert any("2 headings" in fault for fault in faults)
    with _complaints(visit.page) as complaints:
        visit.page.evaluate("console.error('broken')")
    assert complaints == ["broken"]


def _faults_of(visit: Visit, address: str) -> list[str]:
    with _complaints(visit.page) as complaints:
        visit.page.set_viewport_size({"width": WIDTHS["phone"], "height": 844})
        answer = visit.page.goto(visit.site + address)
        faults = _status_of(answer) + _faults_of_this(visit.page)
    return faults + complaints


def _status_of(answer: Response | None) -> list[str]:
    return [] if answer is not None and answer.ok else [f"answers {answer and answer.status}"]


def _faults_of_this(page: Page) -> list[str]:
    """What is wrong with the page that is open, at every width."""
    faults = [] if page.title().removesuffix(" · 仪桥").strip() else ["has no title"]
    headings = page.locator("h1").count()
    faults += [] if headings == 1 else [f"has {headings} headings of the first level"]
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 844})
        needed = page.evaluate(DRAWN_WIDTH)
        faults += [] if needed <= width else [f"is {needed} px wide, wider than the {name} of {width} px"]
        if width < 760:
            faults += [f"hides a part of the table {table}" for table in page.evaluate(_CUT_OFF)]
    return faults


@contextmanager
def _complaints(page: Page) -> Iterator[list[str]]:
    """What the browser's console says of errors while the block runs."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", note)
    yield complaints
    page.remove_listener("console", note)
