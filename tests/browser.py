"""A real browser for tests: Debian's Chromium, driven by Playwright, without a window."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# Without these it looks for its maker's hosts at every start.
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

needs_browser = pytest.mark.skipif(
    shutil.which("chromium") is None and os.environ.get("CI") != "true",
    reason="chromium is missing: apt-get install chromium",
)

# What is waited for is there at once, but on a machine that does other things too.
expect.set_options(timeout=20_000)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a browser while the context lasts; each of its contexts has cookies and storage of its own."""
    program = shutil.which("chromium")
    assert program, "chromium is missing, and CI has no excuse: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()
