"""The page of the support desk, in Chromium."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

if TYPE_CHECKING:
    from caigunn_mock.testing import MockChatbot

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


@pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="chromium is missing")
def test_page_shows_the_reply(page: Page, desk_url: str, caigunn_mock: "MockChatbot") -> None:
    caigunn_mock.respond("talk", body={"text": "You wrote: {body.text}"})
    page.goto(desk_url)
    page.get_by_label("Message").fill("Hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("listitem")).to_have_text(["You: Hello", "Desk: You wrote: Hello"], timeout=20_000)
    [request] = caigunn_mock.requests
    assert request.headers["uid"].startswith("visitor-")
