"""What the tests share: a running mock of each kind, a receiver of webhooks, and a service that fails."""

import asyncio
import logging
import signal
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scripts.serving import Mock, running_mock
from tests.chatbots import Bot
from tests.sdk_play import Play
from tests.unreliable_service import UnreliableService, unreliable_service
from tests.webhook_receiver import Receiver, webhook_receiver

# Who runs the tests in the background of a script ignores SIGINT, and what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock that serves openapi.yaml."""
    with running_mock(tmp_path_factory.mktemp("mock") / "mock.log") as running:
        yield running


@pytest.fixture(scope="session")
def mock_url(mock: Mock) -> str:
    """The address of the mock, such as http://127.0.0.1:43121."""
    return mock.url


@pytest.fixture(scope="session")
def stateful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock with state, whose background work ends at once."""
    options = ["--stateful", "--work", "20ms"]
    with running_mock(tmp_path_factory.mktemp("stateful") / "mock.log", options=options) as running:
        yield running


@pytest.fixture
def new_bot(stateful: Mock) -> Iterator[Callable[..., Bot]]:
    """What makes a chatbot of the mock with state, or of the one at a URL."""
    with ExitStack() as stack:

        def make(url: str = stateful.url, key: str | None = None) -> Bot:
            bot = Bot(url, key)
            stack.enter_context(bot.http)
            return bot

        yield make


@pytest.fixture
def bot(new_bot: Callable[..., Bot]) -> Bot:
    """A chatbot that nothing has happened to."""
    return new_bot()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks."""
    with webhook_receiver() as running:
        yield running


@pytest.fixture(scope="session")
def service() -> Iterator[UnreliableService]:
    """A service that fails as its URL asks."""
    with unreliable_service() as running:
        yield running


@pytest.fixture
def key() -> str:
    """What sets a test's requests apart from those of others at that service."""
    return uuid.uuid4().hex


@pytest.fixture(params=["sync", "async"])
def way(request: pytest.FixtureRequest) -> str:
    """How the SDK is called."""
    name: str = request.param
    return name


@pytest.fixture
def patient(service: UnreliableService, way: str, key: str) -> Play:
    """A way to call that service that waits as long as the SDK does."""
    return Play(service, way, key)


@pytest.fixture
def waits(patient: Play, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that the SDK wanted; it goes on at once. One that would block the event loop is an error."""
    wanted: list[float] = []
    sleep = asyncio.sleep

    def wait(seconds: float) -> None:
        assert patient.way == "sync"
        wanted.append(seconds)

    async def wait_async(seconds: float) -> None:
        wanted.append(seconds)
        await sleep(0)

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(asyncio, "sleep", wait_async)
    return wanted


@pytest.fixture
def play(patient: Play, waits: list[float]) -> Play:  # noqa: ARG001 - makes it impatient
    """A way to call that service that waits for nothing."""
    return patient


@pytest.fixture
def refused() -> Iterator[str]:
    """An address where nobody listens, and nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, also by the libraries below."""
    for name in ("", "caigunn_client", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog
