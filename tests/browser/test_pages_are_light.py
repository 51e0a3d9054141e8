"""What a browser receives from a production server: at most 150 KB at the first page, 20 KB at each page after it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from apps.accounts.models import User
from launch import processes, site
from launch.layout import CHECKOUT
from tests.browser.every_page import pages_of
from tests.browser.visiting import Visit
from tests.cast import Cast
from tests.support import workers

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_KB, LATER_KB = 150, 20
COLD = 2
"""How many pages of each role are opened as the very first one; all of them are opened as a later one."""


@pytest.fixture
def production(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a gunicorn with production's settings and collected, compressed static files."""
    env = dict(os.environ) | {
        "DATABASE_URL": workers.test_database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "0",
        "REQUIRE_MFA_FOR_OFFICES": "0",
        "YIQIAO_STATE_DIR": str(tmp_path),
    }
    collect = (sys.executable, CHECKOUT / "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    subprocess.run(collect, env=env, check=True)
    with site.free_listener(8300) as listener:
        address, bind = site.url_of(listener), ("--bind", f"fd://{listener.fileno()}", "--no-control-socket")
        server = processes.start(
            "production",
            [sys.executable, "-m", "gunicorn", "config.wsgi", *bind],
            log=tmp_path / "production.log",
            env=env,
            cwd=tmp_path,  # where no gunicorn.conf.py lies: nothing is warmed up, nothing counts but what is asked
            pass_fds=(listener.fileno(),),
        )
    site.wait_for_first_page(address, web=server)
    yield address
    server.stop()


def test_the_first_page_and_those_after_it_are_light(production: str, chromium: Browser, cast: Cast) -> None:
    found: list[str] = []
    for role, addresses in pages_of(cast).items():
        person = getattr(cast, role)
        for address in addresses[:COLD]:
            context = _signed_in(chromium, production, person)
            found += _too_heavy(context.new_page(), production + address, most=FIRST_KB, role=role)
            context.close()
        context = _signed_in(chromium, production, person)
        page = context.new_page()
        page.goto(production + addresses[-1])
        for address in addresses:
            found += _too_heavy(page, production + address, most=LATER_KB, role=role)
        context.close()
    assert found == []


def test_the_scale_sees_what_is_received(production: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    first, later = _kilobytes(page, f"{production}/rules/"), _kilobytes(page, f"{production}/rules/")
    context.close()
    assert 40 < first < FIRST_KB  # the styles and scripts of every page are more than 40 KB
    assert 1 < later < LATER_KB


def _signed_in(chromium: Browser, address: str, person: User | None) -> BrowserContext:
    """A browser that has seen nothing yet; with the session of the person, where there is one."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    if person is not None:
        Visit(context.new_page(), address).sign_in(person)
    return context


def _too_heavy(page: Page, address: str, *, most: int, role: str) -> list[str]:
    weight = _kilobytes(page, address)
    return [] if weight <= most else [f"{role} {address}: {weight:.0f} KB, more than {most}"]


def _kilobytes(page: Page, address: str) -> float:
    """What comes over the wire for the page and all that it asks for, heads of the answers included."""
    received = 0
    network = page.context.new_cdp_session(page)

    def add(event: dict[str, float]) -> None:
        nonlocal received
        received += int(event["encodedDataLength"])

    network.on("Network.loadingFinished", add)
    network.send("Network.enable")
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    assert answer.ok, f"{address} answers {answer.status}"
    network.detach()
    return received / 1024
