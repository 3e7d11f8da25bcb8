"""Many mocks that are one, because their state lives in Redis: two replicas and a real redis-server."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from scripts.mock.state import StoreError
from scripts.mock.store import InRedis
from scripts.serving import Mock, running_mock
from tests.chatbots import Bot
from tests.webhook_receiver import Receiver

NewBot = Callable[..., Bot]

pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None and os.environ.get("CI") != "true",
    reason="redis-server is not on this machine: apt-get install redis-server",
)


class Server:
    """A Redis of the tests' own, which keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        program = shutil.which("redis-server")
        assert program, "redis-server is missing, and CI has no excuse: apt-get install redis-server"
        settings = ["--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), *settings], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert any("eady to accept connections" in line for line in self.process.stdout)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        assert self.process.stdout
        self.process.stdout.close()
        self.process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("redis"))
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def replicas(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Mock]]:
    folder = tmp_path_factory.mktemp("replicas")
    options, environment = ["--stateful", "--work", "20ms"], {"REDIS_URL": server.url}
    with ExitStack() as stack:
        logs = [folder / f"{number}.log" for number in range(2)]
        yield [stack.enter_context(running_mock(log, options=options, environment=environment)) for log in logs]


@pytest.fixture
def both(new_bot: NewBot, replicas: list[Mock]) -> tuple[Bot, Bot]:
    """One chatbot, seen through two replicas."""
    one = new_bot(replicas[0].url)
    return one, new_bot(replicas[1].url, key=one.key)


@pytest.fixture
def store(server: Server) -> Iterator["redis.Redis"]:
    with redis.Redis(port=server.port, decode_responses=True) as client:
        yield client


def test_what_one_replica_did_the_other_knows(both: tuple[Bot, Bot], receiver: Receiver) -> None:
    one, other = both
    one.hook(receiver.url)
    other.text()
    one.train()
    receiver.wait_for(2)
    assert other.choose(other.models()[0]["id"]).status_code == 200
    other.talk("a", "u")
    one.talk("b", "u")
    assert one.said("u") == other.said("u") == ["a", "b"]
    one.deliveries()
    assert one.state() == other.state()
    one.reset()
    assert (other.models(), other.said("u")) == ([], [])


def test_200_requests_at_once_by_two_replicas_are_all_remembered(both: tuple[Bot, Bot]) -> None:
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(lambda n: both[n % 2].talk(str(n), "u"), range(200)))
    assert sorted(map(int, both[0].said("u", limit=200))) == list(range(200))


def test_events_of_two_replicas_arrive_once_and_in_order(both: tuple[Bot, Bot], receiver: Receiver) -> None:
    receiver.answers = {"/hook": [200, 503, 200]}
    both[0].hook(f"{receiver.url}/hook")
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: both[n % 2].crawl(), range(20)))
    both[0].deliveries()
    sent = [each.event for each in receiver.arrived]
    assert sent.pop(2) == sent[1]  # the one that failed, again
    assert sent == [each["event"] for each in both[1].state()["deliveries"]]
    assert len(sent) == 40


def test_two_keys_have_nothing_in_common(new_bot: NewBot, replicas: list[Mock]) -> None:
    one, other = new_bot(replicas[0].url), new_bot(replicas[0].url)
    one.talk("secret", "u")
    assert (other.said("u"), other.state()["id"] == one.state()["id"]) == ([], False)
    other.reset()
    assert one.said("u") == ["secret"]


def test_reset_without_a_key_forgets_all_by_any_replica(both: tuple[Bot, Bot], new_bot: NewBot) -> None:
    third = new_bot(str(both[0].http.base_url))
    for each in (both[0], third):
        each.talk("x", "u")
    del both[1].http.headers["api-key"]
    both[1].reset()
    assert (both[0].said("u"), third.said("u")) == ([], [])


def test_redis_never_sees_a_key_and_keeps_nothing_for_ever(
    new_bot: NewBot, replicas: list[Mock], store: "redis.Redis"
) -> None:
    bot = new_bot(replicas[0].url, key="s3cret-of-mine")
    bot.talk("x")
    bot.train()
    bot.until(lambda state: not state["running"])
    names = list(store.scan_iter("*"))
    assert names
    for name in names:
        assert "s3cret" not in name
        assert "s3cret" not in str(store.get(name))
        assert 0 < int(str(store.ttl(name))) <= 7 * 24 * 3600


def test_a_state_that_nobody_changed_is_not_written(
    new_bot: NewBot, replicas: list[Mock], store: "redis.Redis"
) -> None:
    before = set(store.scan_iter("mock:chatbot:*"))
    bot = new_bot(replicas[0].url)
    assert (bot.models(), bot.uids(), bot.state()["models"]) == ([], [], [])
    assert set(store.scan_iter("mock:chatbot:*")) == before


def test_a_turn_that_has_expired_writes_nothing(server: Server, store: "redis.Redis") -> None:
    """Two replicas at once: what the second wrote stays, and the first, which was stopped for too long, is told."""

    async def both_change() -> None:
        slow, quick = InRedis(server.url), InRedis(server.url)
        try:
            async with slow.chatbot("expired") as late:
                store.delete("mock:lock:chatbot:expired")
                async with quick.chatbot("expired") as chatbot:
                    chatbot.webhook_url = "quick"
                late.webhook_url = "slow"
        finally:
            await slow.close()
            await quick.close()

    with pytest.raises(StoreError, match="nothing was changed, try again"):
        asyncio.run(both_change())
    assert '"webhook_url":"quick"' in str(store.get("mock:chatbot:expired"))
    store.delete("mock:chatbot:expired")


def test_a_change_that_is_cancelled_changes_nothing(server: Server, store: "redis.Redis") -> None:
    async def change(kept: InRedis) -> None:
        async with kept.chatbot("cancelled") as chatbot:
            chatbot.webhook_url = "half"
            raise asyncio.CancelledError

    async def cancelled() -> None:
        kept = InRedis(server.url)
        [error] = await asyncio.gather(asyncio.create_task(change(kept)), return_exceptions=True)
        assert isinstance(error, asyncio.CancelledError)
        async with asyncio.timeout(2), kept.chatbot("cancelled") as chatbot:
            assert chatbot.webhook_url is None
        await kept.close()

    asyncio.run(cancelled())
    assert store.get("mock:chatbot:cancelled") is None


def test_a_turn_that_a_dead_replica_holds_ends(both: tuple[Bot, Bot], store: "redis.Redis") -> None:
    both[0].talk("a", "u")
    held = {name for name in store.scan_iter("mock:chatbot:*") if '"said":"a"' in str(store.get(name))}
    for name in held:
        store.set(f"mock:lock:chatbot:{name.removeprefix('mock:chatbot:')}", "of the dead", px=500)
    both[1].talk("b", "u")
    assert both[0].said("u") == ["a", "b"]


def test_a_state_of_another_version_is_503_and_can_be_reset(both: tuple[Bot, Bot], store: "redis.Redis") -> None:
    both[0].talk("marked", "u")
    [name] = [each for each in store.scan_iter("mock:chatbot:*") if "marked" in str(store.get(each))]
    store.set(name, '{"id": 7}')
    answer = both[0].http.get("/__mock/state")
    assert (answer.status_code, answer.json()["detail"]) == (
        503,
        "the mock can't answer: the state is another version's: forget it with POST /__mock/reset",
    )
    both[0].reset()
    assert both[0].said("u") == []


def test_a_redis_that_goes_is_503_until_it_is_back(new_bot: NewBot, tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    try:
        environment = {"REDIS_URL": server.url}
        with running_mock(tmp_path / "log", options=["--stateful"], environment=environment) as mock:
            bot = new_bot(mock.url)
            bot.talk("x", "u")
            server.stop()
            gone = bot.http.get("/api/external/chatbot/models")
            assert gone.status_code == 503
            assert gone.json()["detail"].startswith("the mock can't answer: Redis fails: ")
            assert bot.http.get("/__mock/health").status_code == 200
            server.start()
            assert bot.said("u") == []
            mock.process.terminate()
            assert mock.process.wait(10) == 0
            assert "Traceback" not in mock.log.read_text(encoding="utf-8")
    finally:
        server.stop()


def test_what_a_replica_could_not_deliver_any_more_another_does(
    new_bot: NewBot, server: Server, receiver: Receiver, tmp_path: Path
) -> None:
    """It is stopped in the middle of a delivery, and nobody waits for what it held."""
    receiver.answers = {"/hook": ["silent", 200]}
    options, environment = ["--stateful", "--work", "3600s"], {"REDIS_URL": server.url}
    with (
        running_mock(tmp_path / "1.log", options=options, environment=environment) as stopped,
        running_mock(tmp_path / "2.log", options=options, environment=environment) as other,
    ):
        bot = new_bot(stopped.url)
        bot.hook(f"{receiver.url}/hook")
        bot.train()
        receiver.wait_for(1)
        stopped.process.terminate()
        assert stopped.process.wait(10) == 0
        assert "failed" not in stopped.log.read_text(encoding="utf-8")
        new_bot(other.url, key=bot.key).crawl()
        kinds = [each.kind for each in receiver.wait_for(3)]
    assert kinds == ["training.initial", "training.initial", "crawling.initial"]
