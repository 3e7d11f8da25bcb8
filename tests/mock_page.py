"""The mock's page in a browser, as tests look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chatbots import BASE

HEADERS = {"api-key": "k3y-of-the-browser", "caigunn-access-token": "t0ken-of-the-browser"}
SIZES = {"wide": (1200, 800), "phone": (375, 700)}


@contextmanager
def looking(
    browser: Browser, url: str, scheme: str = "light", size: str = "wide", *, may_fail: bool = False
) -> Iterator[Page]:
    """Open the page; whatever it asks for must be on this machine, and it must have no fault unless it may."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    asked: list[str] = []
    faults: list[str] = []
    try:
        page = context.new_page()
        context.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(f"{url}/__mock/")
        expect(page.locator("#state")).to_have_text("live")
        yield page
        assert {urlsplit(each).netloc for each in asked} == {urlsplit(url).netloc}
        assert may_fail or faults == []
    finally:
        context.close()


def call(url: str, method: str = "GET", path: str = "/models", **arguments: Any) -> None:
    """Send a request to the mock, with credentials unless others are given."""
    httpx.request(method, f"{url}{BASE}{path}", **{"headers": {**HEADERS, "uid": "visitor-7"}, **arguments})


def lines(page: Page, text: str) -> Locator:
    """Return the requests that the page shows with a text in their line."""
    return page.locator("#lines li:visible", has_text=text)
