"""The page that shows the API really draws itself in a browser, without a breach of the content security policy."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_operations_can_be_seen_and_opened(page: Page, live_server: object) -> None:
    page.goto(f"{live_server}/api/docs/")
    operation = page.locator("#operations-products-products_list")
    expect(operation).to_be_visible(timeout=20_000)
    operation.locator("button").first.click()
    expect(operation.get_by_text("Example Value").first).to_be_visible()
