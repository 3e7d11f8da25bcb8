"""Fixtures of several packages: running mocks, chatbots, a webhook receiver, a browser, and a URL without a server."""

import functools
import gc
import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx
import pytest

from scripts.processes import Mock, running_mock
from tests.support.chatbots import Bot
from tests.support.recording_server import RecordingServer, recording_server
from tests.support.webhook_receiver import Receiver, webhook_receiver

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A background process of a script ignores SIGINT, and child processes inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect the tests without the garbage collector, which would traverse thousands of them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with slow tests in each worker, so that a worker without tests takes over fast ones."""
    slow = [each for each in items if each.get_closest_marker("slow")]
    fast = [each for each in items if not each.get_closest_marker("slow")]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [
        each for number in range(workers) for each in (*_share(slow, number, workers), *_share(fast, number, workers))
    ]


def _share(items: list[pytest.Item], number: int, workers: int) -> list[pytest.Item]:
    """Return the tests that a worker has first; neighbours may share fixtures."""
    return items[len(items) * number // workers : len(items) * (number + 1) // workers]


@pytest.fixture(autouse=True, scope="session")
def shared_certificates() -> Iterator[None]:
    """Read the certificates of authorities once: each client of httpx reads them, which takes 30 ms."""
    create = httpx.create_ssl_context

    @functools.cache
    def create_once(verify: object, cert: object, trust_env: object, _: object) -> ssl.SSLContext:
        return create(verify, cert, trust_env)  # type: ignore[arg-type] # as it was called

    def shared(verify: object = True, cert: object = None, trust_env: object = True) -> ssl.SSLContext:
        return create_once(verify, cert, trust_env, tuple(map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR"))))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", shared)
        yield


@pytest.fixture(scope="session")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock that serves openapi.yaml."""
    with running_mock(tmp_path_factory.mktemp("mock") / "mock.log") as running:
        yield running


@pytest.fixture(scope="session")
def mock_url(mock: Mock) -> str:
    """The URL of the mock, such as http://127.0.0.1:43121."""
    return mock.url


@pytest.fixture(scope="session")
def stateful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock with state, whose jobs take 20 ms."""
    options = ["--stateful", "--job-duration", "20ms"]
    with running_mock(tmp_path_factory.mktemp("stateful") / "mock.log", options=options) as running:
        yield running


@pytest.fixture
def new_bot(stateful: Mock) -> Iterator[Callable[..., Bot]]:
    """A function that creates a chatbot of the mock with state, or of a mock at another URL."""
    with ExitStack() as stack:

        def create(url: str = stateful.url, key: str | None = None) -> Bot:
            bot = Bot(url, key)
            stack.enter_context(bot.http)
            return bot

        yield create


@pytest.fixture
def bot(new_bot: Callable[..., Bot]) -> Bot:
    """A new chatbot."""
    return new_bot()


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    """A server that records requests."""
    with recording_server() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook receiver."""
    with webhook_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A browser. It is closed after each module, as its event loop conflicts with that of asynchronous tests."""
    from tests.support.browser import running_browser  # noqa: PLC0415 - slow to import, and rarely needed

    with running_browser() as running:
        yield running


@pytest.fixture
def refusing_url() -> Iterator[str]:
    """A URL that refuses connections: its port is bound, and nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
