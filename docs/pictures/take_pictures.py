"""Pictures of the running site, for the readme and for review: every page listed here, at 1440 px and 390 px.

    python3 run.py                                                   in one terminal
    .venv/bin/python docs/pictures/take_pictures.py --only result    in another

Needs chromium (see `python3 run.py test`). Signs in as the sample world's users; writes PNG files into --into.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "platform"))

from launch import browser as chromium  # noqa: E402  the path has just been set

DOMAIN = "sample.yiqiao.example"
PASSWORD = "yiqiao-sample-2026"  # noqa: S105  the sample world's own
WIDTHS = {1440: 900, 390: 844}


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: its name, who looks at it ('' for a visitor), and its address.

    `follow` is the start of an address: the first link on the page that begins so is opened instead, and from there the
    page `then` below it.
    """

    name: str
    role: str
    path: str
    follow: str = ""
    then: str = ""


SHOTS = (
    Shot("home", "", "/"),
    Shot("search", "", "/search/?q=液质 分辨率≥6万 350万以内"),
    Shot("search-words", "", "/search/?q=液质"),
    Shot("search-saved", "buyer", "/search/saved/"),
    Shot("sign-in", "", "/accounts/login/"),
    Shot("sign-up", "", "/accounts/signup/"),
    Shot("rules", "", "/rules/"),
    Shot("categories", "", "/categories/"),
    Shot("category", "", "/categories/010501/"),
    Shot("catalogue", "", "/products/"),
    Shot("catalogue-type", "", "/products/types/010501/"),
    Shot("product", "", "/products/types/010501/", "/products/"),
    Shot("board", "", "/demands/"),
    Shot("workbench-buyer", "buyer", "/workbench/"),
    Shot("workbench-maker", "maker", "/workbench/"),
    Shot("workbench-evaluator", "evaluator", "/workbench/"),
    Shot("workbench-broker", "broker", "/workbench/"),
    Shot("workbench-admin", "admin", "/workbench/"),
    Shot("workbench-auditor", "auditor", "/workbench/"),
    Shot("near-misses", "maker", "/workbench/near-misses/"),
    Shot("demand-new", "buyer", "/demands/new/"),
    Shot("demand", "buyer", "/demands/?own=1", "/demands/"),
    Shot("review", "buyer", "/demands/?own=1&status=draft", "/demands/", "review/"),
    Shot("runs", "buyer", "/matching/"),
    Shot("result", "buyer", "/matching/", "/matching/demands/"),
    Shot("match", "maker", "/matching/", "/matching/matches/"),
    Shot("products-mine", "maker", "/products/mine/"),
    Shot("products-import", "maker", "/products/import/"),
    Shot("product-new", "maker", "/products/new/"),
    Shot("review-products", "admin", "/products/review/"),
    Shot("review-organisations", "admin", "/organisations/review/"),
    Shot("trials", "evaluator", "/trials/"),
    Shot("trial", "evaluator", "/trials/", "/trials/"),
    Shot("deals", "broker", "/deals/"),
    Shot("deal", "broker", "/deals/", "/deals/"),
    Shot("members", "buyer", "/organisation/members/"),
    Shot("notifications", "maker", "/notifications/"),
    Shot("notification-settings", "maker", "/notifications/settings/"),
    Shot("compare", "", "/products/compare/?id=334&id=335&id=336&id=337"),
    Shot("help", "", "/help/"),
    Shot("help-institution", "", "/help/institution/"),
    Shot("parts", "", "/design/"),
)


def main() -> None:
    """Take the pictures that were asked for."""
    asked = _arguments()
    site = asked.site or _running_site()
    asked.into.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"])
        for width in asked.width or WIDTHS:
            for shot, page in _pages(browser, site, shots, width, asked):
                kind = ("-dark" if asked.dark else "") + ("-en" if asked.english else "")
                target = asked.into / f"{shot.name}-{width}{kind}.png"
                page.screenshot(path=target, full_page=not asked.fold)
                print(target.name, page.url, page.title())  # noqa: T201
        browser.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], help="names of pages; without it all")
    parser.add_argument("--into", type=Path, default=ROOT / ".run" / "pictures")
    parser.add_argument("--site", default="", help="address of the site; without it the one that run.py started")
    parser.add_argument("--width", type=int, nargs="*", choices=list(WIDTHS))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--english", action="store_true", help="as a reader of English sees it")
    parser.add_argument("--fold", action="store_true", help="only what the first screen shows")
    return parser.parse_args()


def _running_site() -> str:
    state = json.loads((ROOT / ".run" / "running.json").read_text(encoding="utf-8"))
    site: str = state["site_url"]
    return site


def _pages(
    browser: Browser, site: str, shots: list[Shot], width: int, asked: argparse.Namespace
) -> Iterator[tuple[Shot, Page]]:
    for role in dict.fromkeys(shot.role for shot in shots):
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            locale="en-US" if asked.english else "zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if asked.dark else "light",
        )
        page = context.new_page()
        if role:
            _sign_in(page, site, role)
        for shot in (shot for shot in shots if shot.role == role):
            page.goto(site + shot.path)
            if shot.follow:
                _follow(page, site, shot.follow)
            if shot.then:
                page.goto(page.url + shot.then)
            page.wait_for_load_state("networkidle")
            yield shot, page
        context.close()


def _sign_in(page: Page, site: str, role: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", f"{role}@{DOMAIN}")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.primary").first.click()
    page.wait_for_url("**/workbench/**")


def _follow(page: Page, site: str, start: str) -> None:
    """Open the first link in the page's content whose address goes on behind `start` with a number."""
    for link in page.locator("main a").all():
        address = link.get_attribute("href") or ""
        rest = address.removeprefix(start)
        if rest != address and rest.split("/")[0].isdigit():
            page.goto(site + address)
            return
    raise LookupError(f"{page.url} has no link that begins with {start}")


if __name__ == "__main__":
    main()
