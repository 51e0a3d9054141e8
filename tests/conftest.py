"""Fixtures every test may use: a real worker, a real browser. The cast of users is in tests/cast.py.

Start through `python3 run.py test …`: it brings the database, the broker and the settings (CONTRIBUTING.md, "Tests").
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Route,
    sync_playwright,
)

from launch import browser
from tests.support.workers import WorkerPool, ring_own_broker

pytest_plugins = ["tests.cast"]

FLAGS = (
    "--no-sandbox",  # CI runs as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure() -> None:
    """Before any test: with `-n 2` two processes must not hear each other's bells."""
    ring_own_broker()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a worker or a page carries the mark by itself, so that -m finds it."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "start_worker" in fixtures:
            item.add_marker("worker")
        if "chromium" in fixtures:
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def source_language() -> None:
    """Every test begins in Chinese: Django leaves the language of the last request on, in the test's own thread."""
    translation.activate(settings.LANGUAGE_CODE)


# ---- worker -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def worker_pool(django_db_setup: None) -> Iterator[WorkerPool]:
    """Celery workers of this test session, on its database and its broker number."""
    pool = WorkerPool.for_session()
    yield pool
    pool.stop_all()


@pytest.fixture
def start_worker(worker_pool: WorkerPool, transactional_db: None) -> Iterator[Callable[[], int]]:
    """Start further workers, for tests that kill them; returns the pid. They are stopped after the test."""
    yield worker_pool.start
    worker_pool.stop_extra()


@pytest.fixture
def worker(worker_pool: WorkerPool, start_worker: Callable[[], int]) -> Iterator[int]:
    """The pid of a real `celery -A config worker`, shared by the session. It sees only what the test has committed.

    After the test the queue is drained, so that no late task meets the next test's empty tables.
    """
    yield worker_pool.shared_pid()
    worker_pool.wait_until_idle()


@pytest.fixture
def no_worker(worker_pool: WorkerPool) -> None:
    """Nobody but the test itself does the waiting work: no worker of an earlier test takes it, with other settings.

    The next test that asks for a worker gets a new one.
    """
    worker_pool.stop_all()


# ---- browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright's driver. Its event loop lives in this thread, so Django has to be told that queries are meant."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The system's chromium. Where there is none the test is skipped with the way to get one; with CI=true it fails."""
    path = browser.find()
    if path is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(browser.HOW_TO_GET)
        pytest.skip(browser.HOW_TO_GET)
    driver: Playwright = request.getfixturevalue("playwright_driver")
    started = driver.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture
def browser_context(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A fresh visitor: Chinese, 1440 px wide, cut off from every host but this one."""
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(10_000)
    context.route(_is_foreign, _refuse)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page in which script errors and breaches of the content security policy fail the test."""
    opened = browser_context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "http://localhost", "data:", "blob:"))


def _refuse(route: Route, request: Request) -> None:
    route.abort()
