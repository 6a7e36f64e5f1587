"""The documentation page in a real browser: drawn from the contract, searchable, with nothing loaded from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.conftest import Running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture
def page(suite: Running) -> Iterator[Page]:
    """The page as it stands when it is drawn; every host but the suite's own is out of reach, and asked for nothing."""
    place, elsewhere, said = urlsplit(suite.url), [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.on("request", lambda one: elsewhere.append(one.url) if urlsplit(one.url).netloc != place.netloc else None)
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: said.append(str(one)))
        page.goto(f"{suite.url}/docs")
        # The first to ask waits until the document is written, beside whatever else the machine does.
        expect(page.locator("section").first).to_be_visible(timeout=30_000)
        yield page
        browser.close()
    assert elsewhere == []
    assert said == [], "the browser's console"


def test_every_operation_event_and_problem_is_there(suite: Running, page: Page) -> None:
    """As many as the documents have."""
    document, events = (httpx.get(f"{suite.url}/{name}.json").json() for name in ("openapi", "asyncapi"))
    problems = httpx.get(f"{suite.url}/problems").json()["data"]
    operations = sum(len(item) for item in document["paths"].values())
    expected = operations + len(events["components"]["messages"]) + len(problems)
    assert page.locator("details.entry").count() == expected


def test_the_search_leaves_what_is_called_so(page: Page, tmp_path: Path) -> None:
    """Typed words narrow the page to what holds them all; nothing found is said."""
    page.keyboard.press("/")
    page.keyboard.type("share subscription")
    visible = page.locator("details.entry:visible")
    expect(page.locator("#ledger-subscribe-shares")).to_be_visible()
    expect(page.locator("#voting-open-poll")).to_be_hidden()
    assert 0 < visible.count() < 20
    page.locator("#search").fill("zzzz")
    expect(page.locator(".nothing")).to_be_visible()
    page.locator("#search").fill("")
    expect(page.locator("#voting-open-poll")).to_be_visible()


def test_an_operation_shows_what_it_takes_and_what_it_refuses(page: Page) -> None:
    """Its fields, an example, and its problems by code, which lead to their places."""
    operation = page.locator("#ledger-subscribe-shares")
    operation.locator("summary").click()
    inside = operation.locator(".inside")
    expect(inside).to_be_visible()
    for text in ("member_id", "count", "required", "capital:write", "share_limit_exceeded", "Idempotency-Key"):
        expect(inside.get_by_text(text, exact=True).first).to_be_visible()
    inside.get_by_role("link", name="share_limit_exceeded").click()
    expect(page.locator("#problem-share_limit_exceeded .inside")).to_be_visible()


def test_on_a_narrow_screen_nothing_is_wider_than_the_screen(page: Page) -> None:
    """A phone scrolls in one direction only."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#ledger-subscribe-shares > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
