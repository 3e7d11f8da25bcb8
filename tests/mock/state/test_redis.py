"""State in Redis: replicas, outages, and takeovers."""

import asyncio
import logging
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis

from scripts.mock.durations import JobDurations
from scripts.mock.state import jobs, models, open_state, redis_client
from scripts.mock.state.redis_store import KEEP_SECONDS, RedisStore
from scripts.project import Unavailable, UserError
from tests.mock.state.driver import DOCUMENT, Replica, replica
from tests.mock.state.replica_process import replica_process
from tests.support.chatbots import BASE, Bot
from tests.support.redis_server import RedisServer, requires_redis
from tests.support.waiting import until
from tests.support.webhook_receiver import Receiver

pytestmark = requires_redis
TAKEOVER_SECONDS = 10.0  # the lease takes 3 s, and a busy machine some more


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that a test may stop."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pair(redis_server: RedisServer) -> Iterator[tuple[Replica, Replica]]:
    """Two replicas."""
    with replica(redis_server.url) as one, replica(redis_server.url) as other:
        yield one, other


@pytest.fixture
def both(pair: tuple[Replica, Replica]) -> tuple[Bot, Bot]:
    """A chatbot at each of two replicas."""
    one = pair[0].bot()
    return one, pair[1].bot(one.key)


@pytest.fixture
def client(own_server: RedisServer) -> Iterator[Replica]:
    """A replica that leaves jobs and deliveries to others."""
    with replica(own_server.url, job_duration=3600, has_worker=False) as opened:
        yield opened


def test_replicas_share_the_state(both: tuple[Bot, Bot], receiver: Receiver) -> None:
    one, other = both
    one.hook(receiver.url)
    other.text()
    one.train()
    receiver.wait_for(2)
    assert other.choose(other.models()[0]["id"]).status_code == 200
    other.talk("a", "u")
    one.talk("b", "u")
    assert one.texts("u") == other.texts("u") == ["a", "b"]
    one.deliveries()
    assert one.state() == other.state()
    one.reset()
    assert (other.models(), other.messages("u")) == ([], [])


def test_concurrent_messages_to_replicas_are_all_kept(both: tuple[Bot, Bot]) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: both[n % 2].talk(str(n), "u"), range(200)))
    assert sorted(map(int, both[0].texts("u", limit=200))) == list(range(200))


def test_events_of_replicas_are_delivered_once_and_in_order(both: tuple[Bot, Bot], receiver: Receiver) -> None:
    receiver.responses = {"/hook": [200, 503, 200]}
    both[0].hook(f"{receiver.url}/hook")
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: both[n % 2].crawl(), range(20)))
    both[0].deliveries()
    sent = [each.event for each in receiver.received]
    assert sent.pop(2) == sent[1]  # the retry
    assert sent == [each["event"] for each in both[1].state()["deliveries"]]
    assert len(sent) == 40


def test_keys_expire_and_contain_no_credential(pair: tuple[Replica, Replica], redis_server: RedisServer) -> None:
    bot = pair[0].bot("s3cret-key")
    bot.talk("x")
    bot.train()
    bot.deliveries()
    with redis.Redis(port=redis_server.port) as server:
        names: list[bytes] = list(server.scan_iter("*"))
        assert len(names) > 5
        for name in names:
            assert b"s3cret" not in name
            assert b"s3cret" not in (server.dump(name) or b"")
            assert 0 < int(server.ttl(name)) <= KEEP_SECONDS


def test_reading_writes_nothing(pair: tuple[Replica, Replica], redis_server: RedisServer) -> None:
    with redis.Redis(port=redis_server.port) as server:
        before = set(server.scan_iter("*"))
        bot = pair[0].bot()
        assert (bot.models(), bot.uids(), bot.state()["models"]) == ([], [], [])
        assert set(server.scan_iter("*")) - before == set()


def test_finished_job_is_not_finished_again(client: Replica) -> None:
    bot = client.bot()
    bot.text()
    bot.train()
    [running] = bot.state()["running"]
    job = models.Training(id=running["id"], due_at=running["due_at"], title="t", model_name="m")
    chatbot = client.state.store.chatbot(models.chatbot_name(bot.key))
    for _ in range(2):
        client.run(chatbot.finish_job(job, jobs.outcome(job)))
    document = bot.state()
    assert (len(document["models"]), len(document["deliveries"]), document["running"]) == (1, 2, [])


@pytest.mark.parametrize("pause", [False, True], ids=["killed", "paused"])
def test_outage_delays_a_job_without_loss(
    own_server: RedisServer,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    pause: bool,
) -> None:
    monkeypatch.setattr(redis_client, "TIMEOUT_SECONDS", 0.5)
    caplog.set_level(logging.WARNING, "mock")
    with replica(own_server.url, job_duration=1) as opened:
        bot = opened.bot()
        bot.hook(receiver.url)
        bot.text()
        bot.train()
        receiver.wait_for(1)
        bot.until(lambda state: state["deliveries"][0]["status"] == "delivered")
        begun = time.monotonic()
        own_server.pause() if pause else own_server.stop()
        until(lambda: "background jobs and deliveries are suspended: Redis is unavailable: " in caplog.text)
        with pytest.raises(Unavailable, match="Redis is unavailable: "):
            opened.run(opened.state.check())
        assert bot.http.get(f"{BASE}/models").status_code == 503
        # The job becomes due during the outage.
        threading.Event().wait(max(0, begun + 1.5 - time.monotonic()))
        own_server.resume() if pause else own_server.start()
        begun = time.monotonic()
        assert [each.kind for each in receiver.wait_for(2)] == ["training.initial", "training.completed"]
        assert time.monotonic() - begun < TAKEOVER_SECONDS
        assert len(bot.models()) == 1
        opened.run(opened.state.check())
        until(lambda: "background jobs and deliveries continue" in caplog.text)
    assert [record.levelname for record in caplog.records if record.name == "mock"] == ["WARNING"] * 2


def test_outage_during_a_delivery_repeats_nothing(own_server: RedisServer, receiver: Receiver) -> None:
    receiver.responses = {"/hook": ["held", 200]}
    with replica(own_server.url, job_duration=3600) as opened:
        bot = opened.bot()
        bot.hook(f"{receiver.url}/hook")
        bot.train()
        receiver.wait_for(1)
        own_server.stop()
        receiver.released.set()
        own_server.start()
        document = bot.until(lambda state: state["deliveries"][0]["status"] == "delivered")
        assert [attempt["outcome"] for attempt in document["deliveries"][0]["attempts"]] == ["200"]
    assert len(receiver.received) == 1


def test_delivery_of_a_killed_replica_is_taken_over(
    own_server: RedisServer, client: Replica, receiver: Receiver
) -> None:
    receiver.responses = {"/hook": [500, "silent", 500]}
    bot = client.bot()
    bot.hook(f"{receiver.url}/hook")
    with replica_process(own_server.url) as first:
        bot.train()
        receiver.wait_for(2)
        with replica_process(own_server.url):
            first.kill()
            begun = time.monotonic()
            receiver.wait_for(3)
            assert time.monotonic() - begun < TAKEOVER_SECONDS
            document = bot.until(lambda state: state["deliveries"][0]["status"] != "pending")
    [delivery] = document["deliveries"]
    assert (delivery["status"], [each["outcome"] for each in delivery["attempts"]]) == ("failed", ["500"] * 3)
    assert len({str(each.event) for each in receiver.received}) == 1


def test_delivery_of_a_stopped_replica_is_taken_over_at_once(
    own_server: RedisServer, client: Replica, receiver: Receiver
) -> None:
    receiver.responses = {"/hook": ["silent", 200]}
    bot = client.bot()
    bot.hook(f"{receiver.url}/hook")
    with replica_process(own_server.url) as first:
        bot.train()
        receiver.wait_for(1)
        with replica_process(own_server.url):
            first.terminate()
            assert first.wait(10) == 0
            begun = time.monotonic()
            receiver.wait_for(2)
            assert time.monotonic() - begun < 2
            bot.until(lambda state: state["deliveries"][0]["status"] == "delivered")


def test_job_of_a_killed_replica_is_taken_over(own_server: RedisServer, receiver: Receiver) -> None:
    with replica(own_server.url, job_duration=0.01, has_worker=False) as client:
        bot = client.bot()
        bot.hook(receiver.url)
        bot.text()
        bot.train()
        # A replica claims the job and crashes.
        claimed: list[Any] = []
        while not claimed:
            claimed = client.run(client.state.store.claim([])).jobs
        begun = time.monotonic()
        with replica_process(own_server.url):
            bot.until(lambda state: state["models"])
            assert time.monotonic() - begun < TAKEOVER_SECONDS
            assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2


def test_lease_is_renewed_during_a_slow_delivery(both: tuple[Bot, Bot], receiver: Receiver) -> None:
    receiver.responses = {"/hook": ["silent", 200]}
    both[0].hook(f"{receiver.url}/hook")
    both[1].train()
    assert [outcomes for _, _, outcomes in both[0].deliveries()] == [["TimeoutError", "200"], ["200"]]
    assert len(receiver.received) == 3


def test_attempt_without_lease_is_ignored(client: Replica, own_server: RedisServer) -> None:
    bot = client.bot()
    bot.hook("http://127.0.0.1:9")
    bot.train()
    [(name, delivery)] = client.run(client.state.store.claim([])).deliveries
    with replica(own_server.url, has_worker=False) as other:
        taken: list[Any] = []

        def take() -> list[Any]:
            taken[:] = other.run(other.state.store.claim([])).deliveries
            return taken

        until(take)
        delivery.status = "failed"
        client.run(client.state.store.chatbot(name).record_attempt(delivery, None))
        assert [each["status"] for each in bot.state()["deliveries"]] == ["pending"]
        # The first replica cannot renew the lease either.
        assert client.run(client.state.store.claim([name])).deliveries == []
        taken[0][1].status = "failed"
        other.run(other.state.store.chatbot(name).record_attempt(taken[0][1], None))
        assert [each["status"] for each in bot.state()["deliveries"]] == ["failed"]


def test_state_survives_a_restart_of_redis(own_server: RedisServer, client: Replica) -> None:
    bot = client.bot()
    bot.talk("x")
    own_server.stop()
    own_server.start()
    bot.talk("y")
    assert bot.texts() == ["x", "y"]


def test_cancelled_request_does_not_affect_others(client: Replica) -> None:
    store = client.state.store
    assert isinstance(store, RedisStore)

    async def cancel_one() -> list[Any]:
        tasks = [asyncio.create_task(store.redis.execute("ECHO", str(n))) for n in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, cancelled, last = client.run(cancel_one())
    assert (first, type(cancelled), last) == (b"0", asyncio.CancelledError, b"2")


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1", "http://127.0.0.1", "redis://:s3cret/word@h", "redis://h/0?x=1", "redis://h:x", "redis://[s3cret"],
)
def test_invalid_url_is_a_failure_without_password(url: str) -> None:
    with pytest.raises(UserError) as caught:
        asyncio.run(open_state(DOCUMENT, job_durations=JobDurations(), allowed_hosts=(), redis_url=url))
    assert str(caught.value) == "REDIS_URL: is not a URL of Redis; write redis://host:port/0"


def test_unreachable_redis_is_a_failure_without_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(UserError, match=r"^REDIS_URL: Redis is unavailable: ") as caught:
        asyncio.run(
            open_state(
                DOCUMENT,
                job_durations=JobDurations(),
                allowed_hosts=(),
                redis_url=f"redis://:s3cret@127.0.0.1:{port}/0",
            )
        )
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("seed", range(5))
def test_memory_and_redis_have_the_same_state(pair: tuple[Replica, Replica], seed: int) -> None:
    rng = random.Random(seed)
    with replica() as memory:
        bots = [memory.bot(), pair[0].bot()]
        for _ in range(60):
            operation = random_operation(rng)
            for each in bots:
                operation(each)
                each.deliveries()
        documents = [normalized(each.state()) for each in bots]
        assert documents[0] == documents[1]
        for query in ({}, {"offset": 2, "limit": 3}, {"start_at": "2024-05-02T00:00:00Z"}, {"nickname": "n1"}):
            assert normalized(bots[0].conversations(**query)) == normalized(bots[1].conversations(**query))
            for uid in ("u1", "u2"):
                assert normalized(bots[0].messages(uid, **query)) == normalized(bots[1].messages(uid, **query))


def random_operation(rng: random.Random) -> Callable[[Bot], Any]:
    uid, nickname, title = (f"{kind}{rng.randrange(4)}" for kind in "unt")
    names = [rng.choice(["a.txt", "b.exe"]) for _ in range(rng.randrange(3))]
    return rng.choice(
        [
            lambda bot: bot.talk(title, uid, nickname=nickname),
            lambda bot: bot.text(),
            lambda bot: bot.crawl(),
            lambda bot: bot.upload(*names),
            lambda bot: bot.train(title),
            lambda bot: bot.hook("http://shop.example"),
            lambda bot: bot.call("PUT", "/opentalk", json={"email": "a", "device_id": title}),
            lambda bot: bot.call("DELETE", "/opentalk"),
            lambda bot: [bot.choose(model["id"]) for model in bot.models()[-1:]],
            lambda bot: bot.put(bot.state()),
        ]
    )


def normalized(value: Any) -> str:
    """Return a value without what differs between two states with the same history."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", str(value))
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "MOMENT", text)
