"""What the journeys share: signing in without the form, waiting for the worker, and the market they walk through."""

from __future__ import annotations

import contextlib
import time

from playwright.sync_api import Locator, Page, TimeoutError

from apps.accounts.models import User
from kernel.models import OutboxRow
from tests.cast import signed_in

WORKER_MS = 40_000
"""How long a page may wait for the real worker; nothing waits this long unless something is wrong."""

READ_SECONDS = 30

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = {"test.pressure": "55 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤62 dB", "test.gradient": "不具备"}


class Visit:
    """One browser page on the test's site, in which one person after another signs in."""

    def __init__(self, page: Page, site: object) -> None:
        self.page = page
        self.site = str(site)

    def sign_in(self, person: User) -> None:
        """Go on as this person; the form itself is walked where signing in is the matter."""
        self.page.context.clear_cookies()
        session = signed_in(person).cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])

    def open(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.site + path)

    def settle(self) -> None:
        """Wait until the page and its scripts have been read: keys pressed earlier go nowhere.

        The document itself is asked: after a download the browser's own state of loading never comes back.
        """
        deadline = time.monotonic() + READ_SECONDS
        while self.page.evaluate("document.readyState") != "complete":
            assert time.monotonic() < deadline, f"{self.page.url} was not read to its end"
            self.page.wait_for_timeout(20)

    def press(self, name: str) -> None:
        """Press the button of this name in the page's content, once the scripts that hear it have been read."""
        self.settle()
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the first link of this name in the page's content."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def reload_until(self, wanted: Locator) -> None:
        """Load the page anew, as a person does who waits for the worker, until what is wanted stands on it."""
        deadline = time.monotonic() + WORKER_MS / 1000
        while not wanted.first.is_visible():
            assert time.monotonic() < deadline, f"{wanted} did not come: {_work_left()}"
            with contextlib.suppress(TimeoutError):
                wanted.first.wait_for(timeout=500)
            self.page.reload()

    def confirm(self, name: str) -> None:
        """Press the button of this name in the dialog that asks first."""
        self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def _work_left() -> list[tuple[str, object, int, str]]:
    """What waits or has failed, for the message of a test that waited in vain."""
    rows = OutboxRow.objects.filter(done_at=None)
    return list(rows.values_list("topic", "payload", "failures", "error"))
