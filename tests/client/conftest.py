"""Fixtures of the client's tests: a faulty service, a driver that calls it, a recording server, and the log."""

import logging
import time
import uuid
from collections.abc import Iterator

import anyio
import pytest
import trustme

from tests.support.client_driver import ClientDriver
from tests.support.faulty_service import FaultyService, faulty_service


@pytest.fixture(scope="module", autouse=True)
def single_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A single certificate authority: each client reads all of them, and those of the system take 20 ms."""
    path = tmp_path_factory.mktemp("authority") / "authority.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(path))
        yield


@pytest.fixture(scope="session")
def service() -> Iterator[FaultyService]:
    """A service whose failures are selected by the URL."""
    with faulty_service() as running:
        yield running


@pytest.fixture
def key() -> str:
    """The key that identifies the test's requests at that service."""
    return uuid.uuid4().hex


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    """The kind of client: `sync` or `async`."""
    name: str = request.param
    return name


@pytest.fixture
def real_time_driver(service: FaultyService, mode: str, key: str) -> ClientDriver:
    """A driver whose clients wait before they retry."""
    return ClientDriver(service, mode, key)


@pytest.fixture
def delays(mode: str, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The delays of the clients, which are recorded and skipped. A delay that blocks the event loop is an error."""
    recorded: list[float] = []
    sleep = anyio.sleep

    def record(seconds: float) -> None:
        assert mode == "sync"
        recorded.append(seconds)

    async def record_async(seconds: float) -> None:
        recorded.append(seconds)
        await sleep(0)

    monkeypatch.setattr(time, "sleep", record)
    monkeypatch.setattr(anyio, "sleep", record_async)
    return recorded


@pytest.fixture
def driver(real_time_driver: ClientDriver, delays: list[float]) -> ClientDriver:  # noqa: ARG001 - skips the delays
    """A driver whose clients retry immediately."""
    return real_time_driver


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log at level DEBUG, of the client and its libraries."""
    for name in ("", "caigunn_client", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog
