"""State of a whole mock: requests, process and log."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scripts.openapi import operations, resolve
from scripts.processes import Mock, running_mock
from scripts.project import CONTRACT, UserError
from scripts.schemas import Direction, SchemaCompiler
from tests.mock.state.driver import DOCUMENT
from tests.support.chatbots import BASE, UNKNOWN, Bot
from tests.support.redis_server import RedisServer, requires_redis
from tests.support.webhook_receiver import Receiver


@pytest.fixture
def bot(stateful: Mock) -> Iterator[Bot]:
    created = Bot(stateful.url)
    with created.http:
        yield created


def test_invalid_requests_change_nothing(bot: Bot) -> None:
    before = bot.state()
    assert bot.http.put(f"{BASE}/webhook", json={"webhook_url": 7}).status_code == 400
    assert bot.http.post(f"{BASE}/talk", json={"text": "x"}).status_code == 400
    assert bot.http.post(f"{BASE}/models", json={"title": "x", "model_name": "x"}).status_code == 400
    assert bot.http.get(f"{BASE}/models", headers={"Accept": "text/html"}).status_code == 406
    assert bot.http.delete(f"{BASE}/models").status_code == 405
    for headers in ({"api-key": ""}, {"caigunn-access-token": ""}):
        assert bot.http.post(f"{BASE}/models", json={"title": "x"}, headers=headers).status_code == 401
    assert bot.state() == before


@pytest.mark.parametrize("malformed", [f"{{{UNKNOWN}}}", UNKNOWN.replace("-", ""), f" {UNKNOWN}"])
def test_malformed_model_id_is_rejected(bot: Bot, malformed: str) -> None:
    assert bot.choose(malformed).status_code == 400


def test_prefer_returns_the_example_and_changes_nothing(bot: Bot) -> None:
    before = bot.state()
    example = bot.http.get(f"{BASE}/models", headers={"Prefer": "example=models"})
    found = bot.http.put(BASE, json={"model_id": UNKNOWN}, headers={"Prefer": "code=200"})
    unavailable = bot.http.post(f"{BASE}/models", json={"title": "x"}, headers={"Prefer": "code=503"})
    assert [model["title"] for model in example.json()["models"]] == ["Support bot", "Shop assistant"]
    assert (found.status_code, unavailable.status_code) == (200, 503)
    assert bot.state() == before


def test_confirmations_are_the_documented_examples(bot: Bot) -> None:
    assert bot.call("PUT", "/webhook", json={"webhook_url": ""}) == {"detail": "Webhook url update successfully"}
    assert bot.call("DELETE", "/opentalk") == {"detail": "Unbind Opentalk successfully"}
    assert bot.talk("x") == "We are open on Friday from 9 to 17."


@pytest.mark.parametrize("path", [f"{BASE}/messages", "/__mock/state", "/__mock/health"])
def test_head_has_the_length_of_get(bot: Bot, path: str) -> None:
    bot.talk("x")
    get, head = (bot.http.request(method, path, headers={"uid": "visitor-7"}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_lists_satisfy_the_contract(bot: Bot) -> None:
    bot.text()
    bot.train()
    bot.until(lambda state: state["models"])
    bot.talk("x", nickname="Mei")
    compiler = SchemaCompiler(DOCUMENT, Direction.RESPONSE)
    for operation in operations(DOCUMENT):
        if operation.id.startswith("list"):
            content = resolve(DOCUMENT, operation.definition["responses"]["200"])["content"]
            body = bot.http.get(operation.path, headers={"uid": "visitor-7"}).json()
            compiler.compile(content["application/json"]["schema"], operation.path).validate(body)
            assert len(next(iter(body.values()))) == 1


def test_key_is_neither_in_the_log_nor_in_the_state(stateful: Mock) -> None:
    bot = Bot(stateful.url, "s3cret-key")
    with bot.http:
        bot.text()
        bot.hook("http://shop.example")
        bot.train()
        bot.deliveries()
        bot.put({"s3cret-key": 1})
        assert "s3cret-key" not in bot.http.get("/__mock/state").text
    assert "s3cret-key" not in stateful.log.read_text(encoding="utf-8")


def test_endless_response_takes_no_memory(bot: Bot, receiver: Receiver, stateful: Mock) -> None:
    receiver.responses = {"/hook": ["endless"]}
    before = psutil.Process(stateful.process.pid).memory_info().rss
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2
    assert psutil.Process(stateful.process.pid).memory_info().rss - before < 20 * 2**20


def test_contract_that_the_state_violates_is_a_failure(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    edited = text.replace("required: [title, id,", "required: [title, id, more,").replace(
        "            title: Support bot\n", "            title: Support bot\n            more: 1\n"
    )
    assert edited != text
    contract.write_text(edited, encoding="utf-8")
    message = "listModels: the state of the mock violates the contract: body.models"
    with pytest.raises(UserError, match=message), running_mock(tmp_path / "log", contract, ["--stateful"]):
        pass


def test_stop_during_jobs_and_deliveries_leaves_nothing(receiver: Receiver, tmp_path: Path) -> None:
    receiver.responses = {"/hook": ["silent"]}
    with running_mock(tmp_path / "log", options=["--stateful", "--job-duration", "3600s"]) as mock:
        family = psutil.Process(mock.process.pid).children(recursive=True)
        bot = Bot(mock.url)
        with bot.http:
            bot.hook(f"{receiver.url}/hook")
            bot.text()
            bot.train()
            receiver.wait_for(1)
        mock.process.terminate()
        assert mock.process.wait(5) == 0
        assert psutil.wait_procs(family, timeout=5)[1] == []
        log = mock.log.read_text(encoding="utf-8")
    assert ("Traceback" in log, "failed" in log) == (False, False)


@requires_redis
def test_outage_of_redis_is_503_until_it_ends(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    server.start()
    try:
        options, environment = ["--stateful", "--job-duration", "20ms"], {"REDIS_URL": server.url}
        with running_mock(tmp_path / "log", options=options, environment=environment) as mock:
            bot = Bot(mock.url)
            with bot.http:
                bot.talk("x", "u")
                server.stop()
                response, health = bot.http.get(f"{BASE}/models"), bot.http.get("/__mock/health")
                assert (response.status_code, health.status_code) == (503, 503)
                assert "Redis is unavailable: " in response.json()["detail"]
                server.start()
                assert bot.texts("u") == ["x"]
                assert bot.http.get("/__mock/health").json()["status"] == "ok"
            mock.process.terminate()
            assert mock.process.wait(10) == 0
            assert "Traceback" not in mock.log.read_text(encoding="utf-8")
    finally:
        server.stop()


@requires_redis
def test_replica_takes_over_from_a_stopped_mock(redis_server: RedisServer, receiver: Receiver, tmp_path: Path) -> None:
    receiver.responses = {"/hook": ["silent", 200]}
    options, environment = ["--stateful", "--job-duration", "3600s"], {"REDIS_URL": redis_server.url}
    with running_mock(tmp_path / "1.log", options=options, environment=environment) as first:
        bot = Bot(first.url)
        with bot.http:
            bot.hook(f"{receiver.url}/hook")
            bot.train()
            receiver.wait_for(1)
        with running_mock(tmp_path / "2.log", options=options, environment=environment):
            first.process.terminate()
            assert first.process.wait(10) == 0
            assert [each.kind for each in receiver.wait_for(2)] == ["training.initial"] * 2
        assert "failed" not in first.log.read_text(encoding="utf-8")
