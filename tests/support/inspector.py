"""The inspector in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.chatbots import BASE

CREDENTIALS = {"api-key": "k3y-of-the-browser", "caigunn-access-token": "t0ken-of-the-browser"}
SIZES = {"wide": (1200, 800), "phone": (375, 700)}


@contextmanager
def open_inspector(
    browser: Browser, url: str, scheme: str = "light", size: str = "wide", *, may_fail: bool = False
) -> Iterator[Page]:
    """Open the inspector of a mock, and check in the end that it sent requests to the mock only.

    Args:
        browser: The browser.
        url: The URL of the mock.
        scheme: The color scheme, `light` or `dark`.
        size: The size of the window, one of `SIZES`.
        may_fail: Allow errors in the console.
    """
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    hosts: set[str] = set()
    errors: list[str] = []
    try:
        page = context.new_page()
        context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{url}/__mock/")
        expect(page.locator("#connection")).to_have_text("live")
        yield page
        assert hosts == {urlsplit(url).netloc}
        assert may_fail or errors == []
    finally:
        context.close()


def send(url: str, method: str = "GET", path: str = "/models", **arguments: Any) -> None:
    """Send a request to the mock, with credentials unless `headers` are given."""
    httpx.request(method, f"{url}{BASE}{path}", **{"headers": {**CREDENTIALS, "uid": "visitor-7"}, **arguments})


def rows(page: Page, text: str) -> Locator:
    """Return the visible rows of the request list that contain a text."""
    return page.locator("#request-list li:visible", has_text=text)
