"""Pages of refusal, made by the platform's own handlers and drawn in a browser: as accessible as any other page."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.views import defaults
from django.views.csrf import csrf_failure
from playwright.sync_api import Page, Route
from pytest_django.fixtures import Settings

from tests.browser.asking_axe import LOOKS, Look, faults_of, look_as, report
from tests.browser.visiting import Visit
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

Handler = Callable[[HttpRequest], HttpResponse]
HANDLERS: dict[str, Handler] = {
    "400": lambda request: defaults.bad_request(request, BadRequest("x")),
    "403": lambda request: defaults.permission_denied(request, PermissionDenied()),
    "403 csrf": csrf_failure,
    "404": lambda request: defaults.page_not_found(request, Http404("x")),
    "500": defaults.server_error,
}
REFUSING = ("/demands/987654/", "/organisations/review/", "/no-such-page/")
ATTEMPTS = 10
each_in = pytest.mark.parametrize("looks_each", [1, pytest.param(8, marks=pytest.mark.slow)])


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@each_in
def test_axe_finds_nothing_on_the_pages_of_the_handlers(visit: Visit, looks_each: int) -> None:
    found: list[str] = []
    turns = itertools.cycle(LOOKS)
    for name, handler in HANDLERS.items():
        for look in itertools.islice(turns, looks_each):
            found += [f"{name} [{look}] {fault}" for fault in _faults_of_answer(visit, handler, look)]
    assert not found, report(found)


def _faults_of_answer(visit: Visit, handler: Handler, look: Look) -> list[str]:
    """What axe finds on the handler's answer, which the browser gets in place of the page it asks for."""
    with translation.override(look.language):
        made = handler(RequestFactory().get("/refused/")).content.decode()

    def give(route: Route) -> None:
        route.fulfill(body=made, content_type="text/html; charset=utf-8")

    look_as(visit, look)
    visit.page.route("**/refused/", give)
    visit.open("/refused/")
    visit.page.unroute("**/refused/", give)
    assert visit.page.locator("html").get_attribute("lang") == look.language
    return faults_of(visit.page)


@each_in
def test_axe_finds_nothing_where_the_domain_refuses_and_where_nothing_is(
    visit: Visit, cast: Cast, looks_each: int
) -> None:
    found: list[str] = []
    turns = itertools.cycle(LOOKS)
    visit.sign_in(cast.sales_engineer)
    for look, address in zip(turns, REFUSING * looks_each, strict=False):
        look_as(visit, look)
        answer = visit.page.goto(visit.site + address)
        assert answer is not None
        assert answer.status in {403, 404}
        assert visit.page.locator("html").get_attribute("lang") == look.language
        found += [f"{address} [{look}] {fault}" for fault in faults_of(visit.page)]
    assert not found, report(found)


def test_axe_finds_nothing_where_too_many_attempts_lock_an_account(
    visit: Visit, cast: Cast, settings: Settings
) -> None:
    settings.AXES_ENABLED = True
    for _attempt in range(ATTEMPTS):
        visit.open("/accounts/login/")
        visit.page.locator("[name=login]").fill(cast.sales_engineer.email)
        visit.page.locator("[name=password]").fill("not-the-password")
        with visit.page.expect_navigation():
            visit.page.locator("main form .button.primary").first.click()
    assert visit.page.get_by_role("heading", level=1).inner_text() == "暂时不能登录"
    assert faults_of(visit.page) == []
