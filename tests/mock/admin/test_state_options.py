"""Command-line options and variables of the state."""

import socket
from collections.abc import Callable

import pytest

from scripts.mock.cli import main
from tests.support.chatbots import BASE, Bot
from tests.support.command_line import run_command


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--stateful", "--job-duration", "5"], "argument --job-duration: '5' is not a duration: write 500ms or 2s"),
        (["--stateful", "--job-duration", "-5s"], "argument --job-duration: expected one argument"),
        (["--stateful", "--job-duration", "\u0665s"], "'\u0665s' is not a duration: write 500ms or 2s"),
        (["--stateful", "--job-duration", f"{'9' * 400}s"], "is longer than a day"),
        (["--job-duration", "5s"], "--job-duration needs --stateful"),
        (["--stateful", "--job-duration", "trainModel=5"], "'5' is not a duration: write 500ms or 2s"),
        (
            ["--stateful", "--job-duration", "2s,talk=5s"],
            "mock: --job-duration: 'talk' starts no background job; use createTrainingData or trainModel",
        ),
        (
            ["--stateful", "--edition", "2023-11-07", "--job-duration", "trainModel=5s"],
            "mock: --job-duration: 'trainModel' starts no background job; no operation of this edition does",
        ),
        (["--stateful", "--allow-webhook", "a.example:80"], "'a.example:80' is not a host: "),
        (["--stateful", "--allow-webhook", "http://a.example"], "'http://a.example' is not a host: "),
        (["--stateful", "--allow-webhook", ""], "'' is not a host: write a name or an address, without port and path"),
    ],
)
def test_invalid_option_is_a_usage_error(options: list[str], message: str) -> None:
    ended = run_command("mock", main, *options)
    assert ended.code == 2
    assert message in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize("url", ["127.0.0.1", "redis://:s3cret/word@h", "redis://h:x", "redis://[s3cret"])
def test_invalid_redis_url_is_one_line_without_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    ended = run_command("mock", main, "--port", "0", "--stateful")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("mock: REDIS_URL: ")
    assert "s3cret" not in ended.stderr


def test_unreachable_redis_is_one_line_without_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("REDIS_URL", f"redis://:s3cret@127.0.0.1:{port}/0")
    ended = run_command("mock", main, "--port", "0", "--stateful")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("mock: REDIS_URL: ")
    assert "s3cret" not in ended.stderr


def test_stateless_mock_responds_with_the_examples(new_bot: Callable[..., Bot], mock_url: str) -> None:
    bot = new_bot(mock_url)
    bot.talk("anything", "u")
    bot.train()
    assert [model["title"] for model in bot.models()] == ["Support bot", "Shop assistant"]
    assert bot.choose("00000000-0000-4000-8000-000000000000").status_code == 200


@pytest.mark.parametrize("header", ["api-key", "caigunn-access-token"])
def test_request_without_credential_changes_nothing(bot: Bot, header: str) -> None:
    response = bot.http.post(f"{BASE}/models", json={"title": "x"}, headers={header: ""})
    assert response.status_code == 401
    assert bot.state()["running"] == []
