"""The contract tests' own tests: green for the mock, red for a server that breaks the contract, 2 for none at all."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts import openapi
from scripts.addresses import is_loopback
from scripts.contract import settings as contract
from scripts.contract.__main__ import verdict
from scripts.contract.settings import PHASES
from scripts.project import CONTRACT, ROOT, Failure
from scripts.serving import running_mock
from tests.contract_runs import KEYS, assert_no_secret, run
from tests.recording_server import recording_server


@pytest.mark.parametrize("kind", [[], ["--stateful"]])
def test_the_mock_keeps_the_contract(tmp_path: Path, kind: list[str]) -> None:
    ended = run(tmp_path, "--max-examples", "10", "--seed", "7", *kind)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    last = ended.stdout.splitlines()[-1]
    assert re.match(r"contract: kept; 10 of 10 operations, \d+ requests, 4 of 4 phases, seed 7, ", last)
    for report in ("junit.xml", "report.json", "html/index.html"):
        assert (tmp_path / "reports" / report).stat().st_size
    log = (tmp_path / "reports/mock.log").read_text(encoding="utf-8")
    # In a mock with state, the documented model isn't there when it is chosen.
    assert bool(re.search(r"PUT /api/external/chatbot 404 [0-9.]+ ms$", log, re.MULTILINE)) is bool(kind)


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ("      required: [detail]\n", "      required: [detail, more]\n", "violates schema"),
        (
            "required: [text]\n      properties:\n",
            "required: [text, more]\n      properties:\n",
            "Schema-violating request accepted",
        ),
        ("      security:\n        - api-key: []\n      parameters:", "      parameters:", "authentication"),
    ],
)
def test_a_server_of_another_contract_breaks_this_one(tmp_path: Path, old: str, new: str, title: str) -> None:
    """The mock serves the contract as it is; the tests hold it to a mutant of it, or the other way round."""
    mutant = tmp_path / "mutant.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    assert old in text
    mutant.write_text(text.replace(old, new), encoding="utf-8")
    serves, held = (mutant, CONTRACT) if "authentication" in title else (CONTRACT, mutant)
    admitted = {"MOCK_CREDENTIAL_API_KEY": KEYS["CAIGUNN_API_KEY"]}
    admitted["MOCK_CREDENTIAL_CAIGUNN_ACCESS_TOKEN"] = KEYS["CAIGUNN_ACCESS_TOKEN"]
    with running_mock(tmp_path / "mock.log", serves, environment=admitted) as mock:
        ended = run(tmp_path, "--contract", str(held), "--url", mock.url, "--max-examples", "10", **KEYS)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert title in ended.stdout.splitlines()[-1]
    assert "curl -X" in ended.stdout
    assert_no_secret(ended, tmp_path / "reports")


MODELS = json.dumps(openapi.load(CONTRACT)["components"]["examples"]["TwoModels"]["value"]).encode()


def test_a_live_url_gets_nothing_but_get(tmp_path: Path) -> None:
    """The recorder stands for a live service: it is the proxy by which a name beyond this machine is reached."""
    url = "http://live.example"
    with recording_server() as live:
        # What the contract links to a list would be looked for.
        live.answer = (200, MODELS, "application/json")
        ended = run(tmp_path, "--url", url, "--max-examples", "1", http_proxy=live.url, HTTP_PROXY=live.url, **KEYS)
    assert {request.method for request in live.requests} == {"GET"}, ended.stdout + ended.stderr
    assert f"{url} is not this machine: only GET is sent, 5/s at most" in ended.stdout


@pytest.mark.parametrize(("write", "methods"), [([], {"GET"}), (["--write"], {"GET", "POST", "PUT", "DELETE"})])
def test_a_dry_run_tells_what_would_be_sent_and_sends_nothing(
    tmp_path: Path, write: list[str], methods: set[str]
) -> None:
    url = "http://live.example"
    token = {"CAIGUNN_ACCESS_TOKEN": KEYS["CAIGUNN_ACCESS_TOKEN"]}
    with recording_server() as live:
        ended = run(tmp_path, "--url", url, "--dry-run", *write, http_proxy=live.url, HTTP_PROXY=live.url, **token)
    assert ended.returncode == 0, ended.stderr
    assert live.requests == []
    assert not (tmp_path / "reports").exists()
    assert set(re.findall(r"^  ([A-Z]+) +/api/", ended.stdout, re.MULTILINE)) == methods
    assert ("each method that one of these paths doesn't have" in ended.stdout) is bool(write)
    phases = f"examples, coverage, fuzzing{', stateful' * bool(write)}"
    assert f"phases: {phases}; 50 examples an operation at most\nrate: 5/s\n" in ended.stdout
    assert ended.stdout.endswith("credential: CAIGUNN_API_KEY is missing\ncredential: CAIGUNN_ACCESS_TOKEN is set\n")
    assert "s3cret" not in ended.stdout


def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.contract", "--reports", str(tmp_path / "reports")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline().startswith("contract: the mock answers at ")
        family = psutil.Process(running.pid).children(recursive=True)
        assert len(family) >= 2
        running.terminate()
        assert running.wait(30) == 143
        assert psutil.wait_procs(family, timeout=30)[1] == []


def test_no_server_is_2(tmp_path: Path) -> None:
    ended = run(tmp_path, "--url", "http://127.0.0.1:9", "--max-examples", "1", **KEYS)
    assert ended.returncode == 2, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--url", "http://127.0.0.1:9"], "contract: CAIGUNN_API_KEY and CAIGUNN_ACCESS_TOKEN: not set; "),
        (["--url", "127.0.0.1:9"], "contract: '127.0.0.1:9' is no URL of a server: "),
        (["--url", "http://[x"], "contract: 'http://[x' is no URL of a server: "),
        (["--reports", "/proc/nothing"], "contract: /proc/nothing: "),
        (["--contract", "/nowhere.yaml"], "contract: /nowhere.yaml: no such file or directory"),
    ],
)
def test_what_cannot_be_tested_is_2_and_one_line(tmp_path: Path, options: list[str], message: str) -> None:
    ended = run(tmp_path, *options)
    assert ended.returncode == 2
    assert ended.stderr.startswith(message)
    assert ended.stderr.count("\n") == 1


def test_state_is_a_matter_of_the_mock_alone(tmp_path: Path) -> None:
    ended = run(tmp_path, "--url", "http://127.0.0.1:9", "--stateful", **KEYS)
    assert ended.returncode == 2
    assert ended.stderr.endswith("error: --stateful is about the mock, and --url about another server\n")


def test_a_dry_run_is_for_a_url(tmp_path: Path) -> None:
    ended = run(tmp_path, "--dry-run")
    assert ended.returncode == 2
    assert ended.stderr.endswith("error: --dry-run is about what would be sent to --url\n")


def test_a_mock_that_does_not_start_is_2_and_its_own_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text('openapi: 3.1.0\npaths: {/a: {get: {responses: {"200": {}}}}}\n', encoding="utf-8")
    ended = run(tmp_path, "--contract", str(broken))
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"contract: {broken}: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:4010", True),
        ("http://localhost:4010", True),
        ("http://[::1]:4010/", True),
        ("https://caigunn-api.ap-mic.com", False),
        ("http://10.0.0.1", False),
        ("http://localhost.example", False),
    ],
)
def test_loopback_is_told_from_what_is_live(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected


def chosen(**how: Any) -> dict[str, Any]:
    return contract.settings(openapi.load(CONTRACT), Path("reports"), **how)


def test_settings_are_strict_with_the_mock_and_careful_with_a_live_service() -> None:
    strict = chosen(mock=True, read_only=False)
    careful = chosen(mock=False, read_only=True)
    assert strict["checks"]["positive_data_acceptance"] == {"expected-statuses": ["2xx"]}
    assert "positive_data_acceptance" not in careful["checks"]
    assert careful["phases"]["coverage"]["unexpected-methods"] == []


def test_credentials_come_from_the_contract_and_stand_in_the_settings_by_name_alone() -> None:
    schemes = {
        "shop.Token": {"type": "http", "scheme": "bearer"},
        "X-Key": {"type": "apiKey", "in": "header", "name": "X-Pet"},
    }
    shop = {"info": {"title": "Pet shop"}, "components": {"securitySchemes": schemes}}
    made = contract.settings(shop, Path("reports"), mock=False, read_only=False)
    assert made["auth"] == {
        "openapi": {"shop.Token": {"bearer": "${PET_SHOP_SHOP_TOKEN}"}, "X-Key": {"api_key": "${PET_SHOP_X_KEY}"}}
    }
    assert {"X-Pet", "Authorization"} <= set(made["output"]["sanitization"]["keys-to-sanitize"])


def test_a_404_passes_for_an_acceptance_only_with_state_and_where_it_is_documented() -> None:
    may_miss = contract.documenting_404(openapi.load(CONTRACT))
    assert may_miss == ["updateChatbotModel"]
    stateful = chosen(mock=True, read_only=False, may_miss=may_miss)
    assert stateful["checks"]["positive_data_acceptance"] == {"expected-statuses": ["2xx"]}
    checks = {"positive_data_acceptance": {"expected-statuses": ["2xx", "404"]}}
    assert stateful["operations"] == [{"include-operation-id": "updateChatbotModel", "checks": checks}]
    assert "operations" not in chosen(mock=True, read_only=False)


def report(**changes: Any) -> dict[str, Any]:
    phases = {name: {"status": "success"} for name in ("examples", "coverage", "fuzzing", "stateful")}
    whole = {
        "operations": {"tested": 10, "total": 10, "skip_reasons": []},
        "test_cases": {"generated": 99},
        "phases": phases,
        "seed": 1,
        "running_time": 1.0,
        "failures": [],
        "errors": [],
        "complete": True,
        "stop_reason": "completed",
    }
    return whole | changes


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, 0, "kept; 10 of 10 operations, 99 requests, 4 of 4 phases, seed 1, 1.0 s"),
        ({"failures": [{"title": "Bad", "count": 2}]}, 1, "broken (Bad: 2)"),
        ({"failures": [{"title": "Bad", "count": 2}], "errors": [{"title": "Network"}]}, 1, "broken (Bad: 2)"),
        ({"errors": [{"title": "Network Error"}]}, 2, "not tested to the end (Network Error)"),
        ({"complete": False, "stop_reason": "interrupted"}, 2, "not tested to the end (interrupted)"),
        (
            {"operations": {"tested": 9, "total": 10, "skip_reasons": []}},
            2,
            "not tested as a whole (left out: operations)",
        ),
        ({"phases": {"stateful": {"status": "skip"}}}, 2, "not tested as a whole (left out: stateful)"),
    ],
)
def test_the_verdict_follows_from_the_report(changes: dict[str, Any], code: int, words: str) -> None:
    found, line = verdict(report(**changes), 10, PHASES)
    assert found == code
    assert words in line


def test_settings_that_are_no_toml_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "schemathesis.toml"
    broken.write_text("a = ", encoding="utf-8")
    monkeypatch.setattr(contract, "SETTINGS", broken)
    with pytest.raises(Failure, match="Invalid value"):
        chosen(mock=True, read_only=False)


def test_the_contract_under_test_has_ten_operations() -> None:
    assert sum(1 for _ in openapi.operations(openapi.load(CONTRACT))) == 10


def test_this_machine_is_asked_without_a_proxy(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    ended = run(tmp_path, "--max-examples", "1", http_proxy=nowhere, HTTP_PROXY=nowhere)
    assert ended.returncode == 0, ended.stdout + ended.stderr
