"""The review page in a real browser: keys, edit in place, undo, refusals, a phone's width; no breach of the policy."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.demands import rows
from apps.demands.models import Requirement
from tests.cast import acting, make_cast
from tests.demands.build import make_draft

pytestmark = pytest.mark.django_db(transaction=True)

LINES = ("★最高耐压≥100MPa", "▲流速范围：0.001～5mL/min", "具备自动点火功能")


@pytest.fixture
def author() -> User:
    return make_cast().institution_member


@pytest.fixture
def review(author: User, page: Page, live_server: object) -> Page:
    """The page of a draft with four rows, signed in."""
    demand = make_draft(author)
    for line in LINES:
        rows.add_rows_of_text(demand.pk, text=line, actor=acting(author))
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    address = str(live_server)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page.goto(f"{address}/demands/{demand.pk}/review/")
    return page


def test_keys_choose_mark_accept_and_take_back(review: Page) -> None:
    review.keyboard.press("j")
    review.keyboard.press("j")
    current = review.locator(".review-row.current")
    expect(current).to_contain_text("最高耐压")
    expect(review.locator(".original-line.current")).to_contain_text("最高耐压")
    review.keyboard.press("3")
    expect(current.locator("[data-key='3']")).to_have_attribute("aria-pressed", "true")
    review.keyboard.press("z")
    expect(review.locator(".review-row", has_text="最高耐压").locator("[data-key='1']")).to_have_attribute(
        "aria-pressed", "true"
    )
    review.keyboard.press("k")
    review.keyboard.press("j")
    review.keyboard.press("Enter")
    expect(review.locator(".review-row", has_text="最高耐压")).to_contain_text("已确认")
    expect(current).to_contain_text("流速范围")


def test_a_row_is_edited_in_place_and_a_refusal_keeps_the_input(review: Page) -> None:
    review.keyboard.press("j")
    review.keyboard.press("j")
    review.keyboard.press("e")
    value = review.locator(".row-form input[name=value]")
    expect(review.locator(".row-form input[name=name]")).to_be_focused()
    value.fill("很高")
    value.press("Enter")
    expect(review.locator(".row-form")).to_contain_text("读不出来")
    expect(value).to_have_value("很高")
    value.fill("8万")
    value.press("Enter")
    expect(review.locator(".row-form")).to_have_count(0)
    assert Requirement.objects.get(printed_name="最高耐压").lo == "80000"


def test_escape_leaves_the_edit_and_the_page_stays_where_it_was(review: Page) -> None:
    review.set_viewport_size({"width": 1440, "height": 500})
    review.keyboard.press("j")
    review.keyboard.press("j")
    review.keyboard.press("e")
    expect(review.locator(".row-form")).to_have_count(1)
    review.keyboard.press("Escape")
    expect(review.locator(".row-form")).to_have_count(0)
    expect(review.locator(".review-row.current")).to_contain_text("最高耐压")
    review.keyboard.press("2")
    expect(review.locator(".review-row.current [data-key='2']")).to_have_attribute("aria-pressed", "true")
    before = review.evaluate("scrollY")
    review.keyboard.press("z")
    expect(review.locator(".review-row.current [data-key='1']")).to_have_attribute("aria-pressed", "true")
    assert abs(review.evaluate("scrollY") - before) < 60


def test_on_a_phone_nothing_runs_out_of_the_page_and_rows_are_blocks(review: Page) -> None:
    review.set_viewport_size({"width": 360, "height": 740})
    overflow = review.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    heights = review.locator(".review-row").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 4
    assert max(heights) < 200
