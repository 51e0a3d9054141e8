"""Asking axe, as far as a machine can tell, whether a page meets WCAG 2.2 AA; and the looks that it is asked in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.visiting import Visit

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(TAGS)}}


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    language: str
    colours: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.language} {self.colours} {self.width}"


LANGUAGES = ("zh-hans", "en")
LOOKS = [
    Look(language, colours, width)
    for language in LANGUAGES
    for colours in ("light", "dark")
    for width in (390, 1440)
]  # fmt: skip


def look_as(visit: Visit, look: Look) -> None:
    """Set the browser up for this look; it holds for the pages that are opened from now on."""
    cookie: Any = {"name": settings.LANGUAGE_COOKIE_NAME, "value": look.language, "url": visit.site}
    visit.page.context.add_cookies([cookie])
    visit.page.set_viewport_size({"width": look.width, "height": 900})
    visit.page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")


def open_in_language(visit: Visit, address: str, language: str) -> None:
    """Open the page and make sure that it is the one that was meant: an error page would be flawless too."""
    answer = visit.page.goto(visit.site + address)
    assert answer is not None
    assert (answer.status, address) == (200, address)
    assert visit.page.locator("html").get_attribute("lang") == language


def faults_of(page: Page) -> list[str]:
    """Violations on the page that is open: rule, place, and what axe says of it."""
    results = Axe().run(page, options=OPTIONS).response
    return [
        f"{violation['id']} {node['target']}: {node['html'][:160]} {' '.join(node['failureSummary'].split())}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


def report(found: Sequence[str]) -> str:
    """The faults as the message of a test."""
    return f"{len(found)} faults:\n" + "\n".join(found)
