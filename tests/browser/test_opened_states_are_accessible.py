"""What no address shows: menus, dialogs, sheets, editors, definitions, toasts and errors are as accessible as pages.

The suite asks every second state, the eight looks taking turns; `-m slow` asks every state in all eight.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.asking_axe import LOOKS, Look, faults_of, look_as, open_in_language, report
from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, DESK = 390, 1440
BOTH = (PHONE, DESK)


@dataclass(frozen=True, slots=True)
class State:
    """A page's state: who opens which kind of address and does what there. The act waits until the state stands."""

    name: str
    role: str
    address: str
    act: Callable[[Page], None]
    widths: tuple[int, ...] = BOTH


def _open_summary(selector: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        menu = page.locator(selector).first
        menu.locator("summary").first.click()
        expect(menu).to_have_attribute("open", "")

    return act


def _suggest(page: Page) -> None:
    page.locator("main input[type=search]").first.press_sequentially("测试")
    expect(page.get_by_role("option").first).to_be_visible()


def _ask_first(page: Page) -> None:
    page.locator("main form[data-confirm] button").last.click()
    expect(page.locator("#confirm")).to_be_visible()


def _send_nothing(page: Page) -> None:
    """Send the page's form as it is, past the browser's own checks, so that the site's errors show."""
    form = page.locator("main form[method=post]:has(.button.primary)").first
    form.evaluate("form => { form.noValidate = true; for (const field of form.elements) field.required = false; }")
    form.locator(".button.primary").first.click()
    expect(page.locator("[aria-invalid=true], main [role=alert]").first).to_be_visible()


def _send_wrong_budget(page: Page) -> None:
    page.locator("[name=budget_yuan]").fill("很多钱")
    _send_nothing(page)


def _open_table(page: Page) -> None:
    page.locator("main .opener").first.click()
    expect(page.locator("tr.sheet table").first).to_be_visible()


def _explain(page: Page) -> None:
    word = page.locator("main [data-term]:visible").first
    word.click()
    expect(page.locator("[popover]:popover-open")).to_be_visible()


def _explain_in_the_table(page: Page) -> None:
    _open_table(page)
    _explain(page)


def _unfold_the_rulers(page: Page) -> None:
    folded = page.locator("details.whatif > summary")
    if folded.is_visible():
        folded.click()


def _try_a_bound(page: Page) -> None:
    _unfold_the_rulers(page)
    page.locator("[data-slides]").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#whatif-back")).to_be_visible()


def _try_a_word(page: Page) -> None:
    _unfold_the_rulers(page)
    field = page.locator(".ruler-field input").first
    field.fill("很多")
    expect(page.locator(".ruler-field input[aria-invalid=true]")).to_be_visible()


def _pin(page: Page) -> None:
    page.locator("[data-pin]").first.check()
    expect(page.locator(".compare-tray button[type=submit]")).to_be_enabled()


def _edit_a_row(page: Page) -> None:
    page.locator(".review-row .row-number").first.click()
    expect(page.locator("[data-editor]:visible")).to_be_visible()


def _cut_a_row(page: Page) -> None:
    _edit_a_row(page)
    page.keyboard.press("s")
    expect(page.locator("[data-cutter]")).to_be_visible()


def _list_the_keys(page: Page) -> None:
    page.locator(".review-row .row-number").first.click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def _choose_a_term(page: Page) -> None:
    _edit_a_row(page)
    page.locator("[data-act=pick]").click()
    expect(page.locator("dialog[open]")).to_be_visible()


def _open_filters(page: Page) -> None:
    page.locator("a[href='#filters']").click()
    expect(page.locator("#filters")).to_be_visible()
    page.locator("#filters details").evaluate_all("all => all.forEach(each => { each.open = true; })")


def _toast(page: Page) -> None:
    page.locator("main form .button.primary").first.click()
    expect(page.locator(".toast")).to_be_visible()


STATES = (
    State("suggestions", "anonymous", "/", _suggest),
    State("menu of pages", "anonymous", "/", _open_summary(".nav-menu"), (PHONE,)),
    State("menu of the account", "institution_member", "/workbench/", _open_summary(".account")),
    State("columns to choose", "anonymous", r"/products/types/.*", _open_summary(".column-menu")),
    State("filters as a sheet", "anonymous", r"/products/types/.*", _open_filters, (PHONE,)),
    State("sign-in refused", "anonymous", "/accounts/login/", _send_nothing),
    State("sign-up refused", "anonymous", "/accounts/signup/", _send_nothing),
    State("organisation refused", "newcomer", "/organisations/new/", _send_nothing),
    State("product refused", "sales_engineer", r"/products/new/\?category=.*", _send_nothing),
    State("facts refused", "institution_member", r"/demands/\d+/edit/", _send_wrong_budget),
    State("deviation table", "institution_member", r"/matching/demands/\d+/", _open_table),
    State("definition", "institution_member", r"/matching/demands/\d+/", _explain_in_the_table),
    State("tried bound", "institution_member", r"/matching/demands/\d+/", _try_a_bound),
    State("tried word", "institution_member", r"/matching/demands/\d+/", _try_a_word),
    State("pinned product", "institution_member", r"/matching/demands/\d+/", _pin),
    State("edited row", "institution_member", r"/demands/\d+/review/", _edit_a_row),
    State("cut row", "institution_member", r"/demands/\d+/review/", _cut_a_row),
    State("list of keys", "institution_member", r"/demands/\d+/review/", _list_the_keys),
    State("choice of a term", "institution_member", r"/demands/\d+/review/", _choose_a_term),
    State("question before the irreversible", "sales_engineer", r"/answers/\d+/", _ask_first),
    State("toast", "institution_owner", "/notifications/settings/", _toast),
)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_axe_finds_nothing_in_every_second_opened_state(visit: Visit, cast: Cast) -> None:
    turns = itertools.cycle(LOOKS)
    found = _faults(visit, cast, STATES[::2], ([_next_that_fits(turns, state)] for state in STATES[::2]))
    assert not found, report(found)


@pytest.mark.slow
def test_axe_finds_nothing_in_any_opened_state_however_it_is_looked_at(visit: Visit, cast: Cast) -> None:
    looks = ([look for look in LOOKS if look.width in state.widths] for state in STATES)
    found = _faults(visit, cast, STATES, looks)
    assert not found, report(found)


def _next_that_fits(turns: Iterable[Look], state: State) -> Look:
    return next(look for look in turns if look.width in state.widths)


def _faults(visit: Visit, cast: Cast, states: Sequence[State], looks: Iterable[Sequence[Look]]) -> list[str]:
    pages = pages_of(cast)
    found: list[str] = []
    for state, chosen in zip(states, looks, strict=True):
        visit.page.context.clear_cookies()
        if state.role != "anonymous":
            visit.sign_in(getattr(cast, state.role))
        address = next(each for each in pages[state.role] if re.fullmatch(state.address, each))
        for look in chosen:
            found += [f"{state.name} [{look}] {fault}" for fault in _faults_in(visit, address, state, look)]
    return found


def _faults_in(visit: Visit, address: str, state: State, look: Look) -> list[str]:
    look_as(visit, look)
    open_in_language(visit, address, look.language)
    visit.settle()
    try:
        state.act(visit.page)
    except (Error, AssertionError) as problem:
        return [f"does not open: {str(problem).partition(chr(10))[0]}"]
    return faults_of(visit.page)
