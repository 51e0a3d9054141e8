"""On a phone the menu holds the other language: there and back, by finger and by keyboard, and it is kept."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.browser.visiting import Visit
from tests.cast import Cast

OPTIONS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor with a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    return Visit(page, live_server)


def test_a_visitor_switches_there_and_back_on_the_page_they_read(visit: Visit, cast: Cast) -> None:
    page = visit.page
    visit.open("/products/?q=HPLC")
    page.locator(".nav-menu > summary").click()
    page.locator(".nav-menu").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/products/?q=HPLC")
    page.locator(".nav-menu > summary").click()
    page.locator(".nav-menu").get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_the_keyboard_reaches_it_and_the_choice_is_kept_in_the_profile(visit: Visit, cast: Cast) -> None:
    page, person = visit.page, cast.institution_member
    visit.sign_in(person)
    visit.open("/notifications/")
    page.locator(".nav-menu > summary").focus()
    page.keyboard.press("Enter")
    language = page.locator(".nav-menu").get_by_role("button", name="English")
    expect(language).to_be_visible()
    for _step in range(12):
        if language.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(language).to_be_focused()
    assert Axe().run(page, options=OPTIONS).response["violations"] == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notifications")
    assert User.objects.get(pk=person.pk).language == "en"


@pytest.mark.parametrize("width", [390, 800, 1440])
def test_one_switch_is_shown_at_a_time(visit: Visit, cast: Cast, width: int) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 844})
    visit.open("/")
    if width < 980:
        page.locator(".nav-menu > summary").click()
    expect(page.get_by_role("button", name="English")).to_have_count(1)
