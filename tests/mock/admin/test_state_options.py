"""Command-line options and variables of the state."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

from scripts.project import ROOT
from tests.support.chatbots import BASE, Bot


def start(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a mock that fails to start."""
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", *options]
    variables = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=False)


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
        (["--stateful", "--allow-webhook", "a.example:80"], "'a.example:80' is not a host: "),
        (["--stateful", "--allow-webhook", "http://a.example"], "'http://a.example' is not a host: "),
        (["--stateful", "--allow-webhook", ""], "'' is not a host: write a name or an address, without port and path"),
    ],
)
def test_invalid_option_is_a_usage_error(options: list[str], message: str) -> None:
    completed = start(*options)
    assert completed.returncode == 2
    assert message in completed.stderr.splitlines()[-1]


@pytest.mark.parametrize("url", ["127.0.0.1", "redis://:s3cret/word@h", "redis://h:x", "redis://[s3cret"])
def test_invalid_redis_url_is_one_line_without_password(url: str) -> None:
    completed = start("--stateful", REDIS_URL=url)
    assert (completed.returncode, completed.stderr.count("\n")) == (2, 1)
    assert completed.stderr.startswith("mock: REDIS_URL: ")
    assert "s3cret" not in completed.stderr


def test_unreachable_redis_is_one_line_without_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    completed = start("--stateful", REDIS_URL=f"redis://:s3cret@127.0.0.1:{port}/0")
    assert (completed.returncode, completed.stderr.count("\n")) == (2, 1)
    assert completed.stderr.startswith("mock: REDIS_URL: ")
    assert "s3cret" not in completed.stderr


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
