"""What the tests share: a running mock of each kind, its chatbots, and a receiver of webhooks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scripts.serving import Mock, running_mock
from tests.chatbots import Bot
from tests.webhook_receiver import Receiver, webhook_receiver


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
