"""What the journeys share: signing in without the form, waiting for the worker, and the market they walk through."""

from __future__ import annotations

from playwright.sync_api import Page

from apps.accounts.models import User
from tests.cast import signed_in

WORKER_MS = 40_000
"""How long a page may wait for the real worker; nothing waits this long unless something is wrong."""

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
        """Wait until the page and its scripts have been read: keys pressed earlier go nowhere."""
        self.page.wait_for_load_state("load")

    def press(self, name: str) -> None:
        """Press the button of this name in the page's content."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the first link of this name in the page's content."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def confirm(self, name: str) -> None:
        """Press the button of this name in the dialog that asks first."""
        self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
