"""Fixtures of the tests of the admin pages."""

import functools
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(autouse=True, scope="session")
def shared_certificates() -> Iterator[None]:
    """Read the certificates of authorities once: each function of httpx reads them, which takes 30 ms."""
    with pytest.MonkeyPatch.context() as patch:
        cached = functools.lru_cache(httpx.create_ssl_context)
        patch.setattr("httpx._transports.default.create_ssl_context", cached)
        yield
