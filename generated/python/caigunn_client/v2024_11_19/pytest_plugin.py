"""Fixtures for tests of applications, which pytest finds if this package is installed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._async import AsyncCaiGunn
    from ._sync import CaiGunn
    from .testing import FakeService

_BASE_URL = "http://service.test"


@pytest.fixture
def caigunn_service(monkeypatch: pytest.MonkeyPatch) -> "FakeService":
    """A service in the process that returns the examples of the contract. Clients retry without a delay."""
    from .. import _retries
    from . import testing

    monkeypatch.setattr(_retries, "MAX_BACKOFF", 0.0)
    return testing.FakeService()


@pytest.fixture
def caigunn(caigunn_service: "FakeService") -> "Iterator[CaiGunn]":
    """A client of that service."""
    from . import CaiGunn  # noqa: PLC0415

    with CaiGunn(
        base_url=_BASE_URL,
        httpx_args={"transport": caigunn_service.transport},
        api_key="test",
        caigunn_access_token="test",
    ) as client:
        yield client


@pytest.fixture
def async_caigunn(caigunn_service: "FakeService") -> "AsyncCaiGunn":
    """An asynchronous client of that service."""
    from . import AsyncCaiGunn  # noqa: PLC0415

    return AsyncCaiGunn(
        base_url=_BASE_URL,
        httpx_args={"transport": caigunn_service.transport},
        api_key="test",
        caigunn_access_token="test",
    )
