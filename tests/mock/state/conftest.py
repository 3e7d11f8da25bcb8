"""Fixtures: chatbots of a state in memory, of one in Redis, and of a whole mock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from scripts.editions.contracts import contract_of
from scripts.processes import running_mock
from tests.mock.state.driver import Replica, replica
from tests.mock.state.edition_service import Service
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


@pytest.fixture(scope="session")
def stateful_edition(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str, str], httpx.Client]]:
    """A function that returns a client of the mock of an edition, with state in a store. It starts the mock once."""
    clients: dict[tuple[str, str], httpx.Client] = {}
    with ExitStack() as stack:

        def client(edition: str, store: str) -> httpx.Client:
            if (edition, store) not in clients:
                log = tmp_path_factory.mktemp(edition) / "mock.log"
                redis = {"REDIS_URL": request.getfixturevalue("redis_server").url} if store == "redis" else {}
                options = ["--stateful", "--job-duration", "20ms"]
                mock = stack.enter_context(running_mock(log, contract_of(edition), options, redis))
                clients[edition, store] = stack.enter_context(httpx.Client(base_url=mock.url, timeout=30))
            return clients[edition, store]

        yield client


@pytest.fixture(params=["memory", pytest.param("redis", marks=requires_redis)])
def service(request: pytest.FixtureRequest, stateful_edition: Callable[[str, str], httpx.Client]) -> Service:
    """The mock of the edition that the test module has as `EDITION`."""
    edition = request.module.EDITION
    return Service(edition, stateful_edition(edition.name, request.param))
