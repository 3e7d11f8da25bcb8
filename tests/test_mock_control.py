"""What stands below /__mock/: the state, read, replaced and reset; and the options that give a mock its state."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from scripts.mock.state import Chatbot, new
from scripts.project import ROOT
from scripts.serving import Mock
from tests.chatbots import BASE, Bot
from tests.test_mock_stateful import UNKNOWN, exchanges

MODEL = {
    "title": "Support bot",
    "id": UNKNOWN,
    "updated_at": "2024-05-09T10:21:07.305Z",
    "created_at": "2024-05-09T18:19:41+08:00",
    "model_name": "chat-bison",
}
SCENE = {
    "id": "6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90",
    "training_data": [{"id": UNKNOWN, "kind": "text", "name": "text"}],
    "models": [MODEL],
    "model_id": UNKNOWN,
    "exchanges": exchanges("u1", "u2"),
    "device": {"email": "a@b.c", "device_id": "d1"},
    "webhook_url": "https://shop.example/hook",
    "running": [],
    "deliveries": [],
}


def test_a_scene_is_set_up_and_answers(bot: Bot) -> None:
    answer = bot.put(SCENE)
    assert (answer.status_code, answer.json()) == (200, SCENE)
    assert bot.state() == SCENE
    assert (bot.models(), bot.uids(), bot.said("u1")) == ([MODEL], ["u1", "u2"], ["said 1"])
    assert bot.choose(UNKNOWN).status_code == 200


def test_what_a_scene_leaves_out_is_as_at_the_start(bot: Bot) -> None:
    start = bot.state()
    bot.put(SCENE)
    assert bot.put({}).json() == start
    assert bot.state() == start


def test_a_state_that_was_read_can_be_put(bot: Bot) -> None:
    bot.hook("http://127.0.0.1:9")
    bot.train()
    bot.deliveries()
    bot.talk("x", nickname="Mei")
    before = bot.state()
    bot.reset()
    assert bot.put(before).json() == before
    assert bot.state() == before


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ([], "body: must be an object"),
        (7, "body: must be an object"),
        ({"id": "6"}, "body.id: must be a UUID in lower case"),
        ({"id": None}, "body.id: input should be a valid string"),
        ({"models": {}}, "body.models: input should be a valid list"),
        ({"models": [MODEL, {}]}, "body.models.1.title: field required"),
        ({"models": [MODEL | {"id": "x"}]}, "body.models.0.id: must be a UUID in lower case"),
        ({"models": [MODEL | {"id": UNKNOWN.upper()}]}, "body.models.0.id: must be a UUID in lower case"),
        ({"models": [MODEL | {"id": f"{{{UNKNOWN}}}"}]}, "body.models.0.id: must be a UUID in lower case"),
        ({"models": [MODEL | {"created_at": "now"}]}, "body.models.0.created_at: must be a moment such as 2024-05-09T"),
        ({"models": [MODEL | {"updated_at": "2024-05-09"}]}, "body.models.0.updated_at: must be a moment such as "),
        ({"models": [MODEL | {"updated_at": "2024-02-30T00:00:00Z"}]}, "body.models.0.updated_at: must be a moment "),
        ({"models": [MODEL | {"model_name": 4}]}, "body.models.0.model_name: input should be a valid string"),
        ({"exchanges": [exchanges("u")[0] | {"at": "1970-1-1"}]}, "body.exchanges.0.at: must be a moment such as "),
        ({"training_data": [{"id": UNKNOWN, "kind": "x", "name": ""}]}, "body.training_data.0.kind: input should be "),
        ({"device": {"email": "a@b.c"}}, "body.device.device_id: field required"),
        ({"webhook_url": 7}, "body.webhook_url: input should be a valid string"),
        ({"running": ["x"]}, "body.running.0: must be a UUID in lower case"),
        ({"deliveries": [{"event": {}, "url": None, "status": "lost"}]}, "body.deliveries.0.status: input should be "),
        ({"surprise": 1}, "body.surprise: extra inputs are not permitted"),
        ({"two\nlines\x1b": 1}, r"body.two\nlines\x1b: extra inputs are not permitted"),
    ],
)
def test_a_state_that_cannot_be_is_refused_in_one_line(bot: Bot, stateful: Mock, body: Any, detail: str) -> None:
    bot.put(SCENE)
    answer = bot.put(body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)
    assert len(answer.json()["detail"].splitlines()) == 1
    assert stateful.log.read_text(encoding="utf-8").splitlines()[-1].endswith(answer.json()["detail"])
    assert bot.state() == SCENE


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "body: is empty, and must be JSON"),
        (b"{", "body: is not JSON: "),
        (b"\xff", "body: is not UTF-8 at byte 0"),
        (b'{"deliveries": [1e999]}', "body: "),
        (b"[" * 100_000, "body: is nested too deeply"),
        (b'"' + b"a" * 5_000_000 + b'"', "body: is larger than the 4 MiB"),
    ],
)
def test_what_is_no_json_is_refused(bot: Bot, body: bytes, detail: str) -> None:
    answer = bot.http.put("/__mock/state", content=body)
    assert (answer.status_code, answer.json()["detail"][: len(detail)]) == (400, detail)


def test_odd_texts_in_a_state_are_shown_as_they_are(bot: Bot) -> None:
    odd = "\u0000\u2028 \U0001f600"
    bot.put({"exchanges": [exchanges(odd)[0] | {"id": "", "said": odd}], "models": [MODEL | {"title": odd}]})
    assert (bot.models()[0]["title"], bot.uids()) == (odd, [odd])
    half = bot.http.put("/__mock/state", content=rb'{"webhook_url": "\ud83d"}')
    assert half.json()["webhook_url"] == "?"


def test_reset_forgets_one_chatbot_with_a_key_and_all_without(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    one, other = new_bot(), new_bot()
    for each in (one, other):
        each.put(SCENE)
    one.reset()
    assert (one.models(), other.models()) == ([], [MODEL])
    one.put(SCENE)
    assert httpx.post(f"{stateful.url}/__mock/reset").json() == {"detail": "The state is as at the start"}
    assert (one.models(), other.models()) == ([], [])
    assert one.state()["id"] != other.state()["id"]


def test_many_keys_leave_no_chatbot_behind_that_nobody_changed(new_bot: Callable[..., Bot]) -> None:
    bot = new_bot()
    ids = {bot.http.get("/__mock/state", headers={"api-key": f"key {n}"}).json()["id"] for n in range(300)}
    assert len(ids) == 300
    assert bot.state()["id"] not in ids


@pytest.mark.parametrize("state", [True, False])
def test_health_says_whether_there_is_state(request: pytest.FixtureRequest, state: bool) -> None:
    url = request.getfixturevalue("stateful" if state else "mock").url
    health = httpx.get(f"{url}/__mock/health")
    assert health.json() == {"status": "ok", "contract": "2024-05-09", "stateful": state}


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/__mock/state", 401, "header.api-key: is required, to say whose state it is"),
        ("PUT", "/__mock/state", 401, "header.api-key: is required, to say whose state it is"),
        ("DELETE", "/__mock/state", 405, "method DELETE: is not one of GET, HEAD, PUT"),
        ("GET", "/__mock/reset", 405, "method GET: is not one of POST"),
        ("POST", "/__mock/health", 405, "method POST: is not one of GET, HEAD"),
        ("GET", "/__mock/other", 404, "path /__mock/other: is not in the contract"),
    ],
)
def test_what_is_not_there_is_refused(stateful: Mock, method: str, path: str, status: int, detail: str) -> None:
    answer = httpx.request(method, stateful.url + path)
    assert (answer.status_code, answer.json()) == (status, {"detail": detail})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/__mock/state"), ("PUT", "/__mock/state"), ("POST", "/__mock/reset")]
)
def test_a_mock_without_state_says_how_to_get_it(mock_url: str, method: str, path: str) -> None:
    answer = httpx.request(method, mock_url + path, headers={"api-key": "k"})
    assert answer.status_code == 404
    assert answer.json() == {"detail": "the mock has no state: start it with `make mock STATEFUL=1`"}


def test_a_mock_without_state_stays_as_it_was(new_bot: Callable[..., Bot], mock_url: str) -> None:
    """The documented examples answer, whatever was sent before."""
    bot = new_bot(mock_url)
    bot.talk("anything", "u")
    bot.train()
    assert [model["title"] for model in bot.models()] == ["Support bot", "Shop assistant"]
    assert bot.said("u", offset=7) == ["When are you open on Friday?"]
    assert bot.choose("00000000-0000-4000-8000-000000000000").status_code == 200


def test_only_the_credential_that_is_admitted_has_a_chatbot(new_bot: Callable[..., Bot]) -> None:
    bot = new_bot()
    for headers in ({"api-key": ""}, {"caigunn-access-token": ""}):
        assert bot.http.post(f"{BASE}/models", json={"title": "x"}, headers=headers).status_code == 401
    assert bot.state()["running"] == []


def start(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", *options]
    variables = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--stateful", "--work", "5"], "argument --work: '5' is no duration: write 500ms or 2s"),
        (["--stateful", "--work", "-5s"], "argument --work: expected one argument"),
        (["--stateful", "--work", "\u0665s"], "argument --work: '\u0665s' is no duration: write 500ms or 2s"),
        (["--stateful", "--work", f"{'9' * 400}s"], "is longer than a day"),
        (["--work", "5s"], "--work and --allow-webhook need --stateful"),
        (["--allow-webhook", "a.example"], "--work and --allow-webhook need --stateful"),
        (["--stateful", "--allow-webhook", "a.example:80"], "'a.example:80' is no host: "),
        (["--stateful", "--allow-webhook", "http://a.example"], "'http://a.example' is no host: "),
        (["--stateful", "--allow-webhook", ""], "'' is no host: write a name or an address, without port and path"),
    ],
)
def test_an_option_that_cannot_be_is_a_usage_error(options: list[str], message: str) -> None:
    ended = start(*options)
    assert ended.returncode == 2
    assert message in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "url", ["127.0.0.1", "http://127.0.0.1", "redis://:pass/word@h", "redis://h/0?x=1", "redis://h:x", "redis://[pass"]
)
def test_what_is_no_url_of_redis_is_one_line_without_its_password(url: str) -> None:
    ended = start("--stateful", REDIS_URL=url)
    assert (ended.returncode, ended.stderr) == (
        2,
        "mock: REDIS_URL: is no URL of Redis: write redis://host:port/0\n",
    )


def test_a_redis_that_is_not_there_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    ended = start("--stateful", REDIS_URL=f"redis://:s3cret@127.0.0.1:{port}/0")
    assert ended.returncode == 2
    assert ended.stderr.startswith("mock: REDIS_URL: Redis fails: ")
    assert ended.stderr.count("\n") == 1
    assert "s3cret" not in ended.stderr


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://localhost:3000", 200), ("http://127.0.0.1", 200), ("https://evil.example", 403), ("null", 403)],
)
def test_only_pages_of_this_machine_see_and_change_what_is_remembered(bot: Bot, origin: str, status: int) -> None:
    for method, path in (("GET", "/__mock/state"), ("POST", "/__mock/reset")):
        assert bot.http.request(method, path, headers={"Origin": origin}).status_code == status


def test_long_messages_do_not_cost_a_chatbot_its_models() -> None:
    chatbot = new("a" * 64)
    moment = "2024-05-09T10:21:07.305Z"
    model = {"title": "t", "id": UNKNOWN, "updated_at": moment, "created_at": moment, "model_name": "PaLM2"}
    said = {"uid": "u", "nickname": "", "said": "x" * 4_000_000, "answered": "", "at": moment}
    scene = {**chatbot.model_dump(), "models": [model] * 100, "exchanges": [{**said, "id": str(n)} for n in range(20)]}
    chatbot = Chatbot.model_validate(scene)
    assert len(chatbot.document()) < 32_000_000
    assert len(chatbot.models) == 100
    assert 0 < len(chatbot.exchanges) < 20
    assert chatbot.exchanges[-1].id == "19"
