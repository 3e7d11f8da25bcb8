"""Fixtures: chatbots of a state in memory, of one in Redis, and of a whole mock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.mock.state.driver import Replica, replica
from tests.support.chatbots import Bot
from tests.support.redis_server import RedisServer, requires_redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", params=["memory", pytest.param("redis", marks=requires_redis)])
def local(request: pytest.FixtureRequest) -> Iterator[Replica]:
    """A state in this process."""
    with replica(request.getfixturevalue("redis_server").url if request.param == "redis" else None) as opened:
        yield opened


@pytest.fixture(scope="module", params=["memory", pytest.param("redis", marks=requires_redis), "http"])
def make_bot(request: pytest.FixtureRequest) -> Iterator[Callable[[], Bot]]:
    """A factory of chatbots."""
    if request.param == "http":
        url = request.getfixturevalue("stateful").url
        yield lambda: Bot(url)
    else:
        url = request.getfixturevalue("redis_server").url if request.param == "redis" else None
        with replica(url) as opened:
            yield opened.bot


@pytest.fixture
def new_bot(make_bot: Callable[[], Bot]) -> Iterator[Callable[[], Bot]]:
    """A factory of chatbots, whose connections are closed after the test."""
    with ExitStack() as stack:

        def make() -> Bot:
            bot = make_bot()
            stack.enter_context(bot.http)
            return bot

        yield make


@pytest.fixture
def bot(new_bot: Callable[[], Bot]) -> Bot:
    return new_bot()
