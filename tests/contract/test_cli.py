"""Options, errors and dry runs."""

import re
from pathlib import Path

import pytest

from scripts import openapi
from scripts.contract import cli, schemathesis_process
from scripts.contract.cli import main
from scripts.contract.parts import parts
from scripts.project import UserError
from tests.support.contract_runs import CREDENTIALS, run
from tests.support.project_contract import OPERATIONS

METHODS = {each.method for each in OPERATIONS.values()}
REMOTE = "http://remote.example"


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without credentials."""
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("options", "methods"), [([], {"GET"}), (["--allow-writes"], METHODS)])
@pytest.mark.parametrize("url", [REMOTE, "http://127.0.0.1:9", "http://localhost:9"])
def test_dry_run_lists_what_would_be_sent(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    options: list[str],
    methods: set[str],
) -> None:
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", "s3cret")
    assert main(["--url", url, "--dry-run", *options]) == 0
    output = capsys.readouterr().out
    assert set(re.findall(r"^  ([A-Z]+) +/", output, re.MULTILINE)) == methods
    assert ("the undocumented methods of each path" in output) is bool(options)
    phases = f"examples, coverage, fuzzing{', stateful' * bool(options)}"
    assert f"phases: {phases}; at most 50 examples each\nrate limit: {'5/s' if url == REMOTE else 'none'}\n" in output
    assert "\nprobes: webhooks, sent data, parents, callers, lists, numbers, credentials, HTTP, " in output
    assert "\ncredential: CAIGUNN_API_KEY is missing\ncredential: CAIGUNN_ACCESS_TOKEN is set\n" in output
    assert "s3cret" not in output


def test_dry_run_sends_nothing_and_writes_no_reports(tmp_path: Path) -> None:
    process = run(tmp_path, "--url", "http://127.0.0.1:9", "--dry-run")
    assert process.returncode == 0, process.stderr
    assert not (tmp_path / "reports").exists()


def test_former_option_works_and_prints_the_new_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", REMOTE, "--dry-run", "--write"]) == 0
    output = capsys.readouterr()
    assert output.err == "contract: --write is now --allow-writes\n"
    assert "  POST " in output.out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--url", "http://127.0.0.1:9"], "CAIGUNN_API_KEY and CAIGUNN_ACCESS_TOKEN: not set; "),
        (["--url", "127.0.0.1:9"], "^'127.0.0.1:9': not an HTTP URL; "),
        (["--reports", "/proc/nothing"], "^/proc/nothing: .*; choose another folder with --reports$"),
        (["--contract", "/nowhere.yaml"], "^/nowhere.yaml: no such file or directory$"),
    ],
)
def test_user_error_names_object_and_problem(tmp_path: Path, options: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main(["--reports", str(tmp_path), *options])


def test_user_error_is_one_line_and_code_2(tmp_path: Path) -> None:
    process = run(tmp_path, "--contract", "/nowhere.yaml")
    assert process.returncode == 2
    assert process.stderr == "contract: /nowhere.yaml: no such file or directory\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--url", REMOTE, "--stateful"], "error: --stateful is for the mock, not for --url\n"),
        (["--dry-run"], "error: --dry-run requires --url\n"),
        *(
            (["--shard", text], f"argument --shard: {text!r} is not a shard: write 1/4 for the first of four\n")
            for text in ("0/2", "3/2", "1", "a/b", "1/0")
        ),
        *(
            (["--rate", text], f"{text!r} is not a rate: write 5 or 5/s for five requests per second, or 100/m\n")
            for text in ("0", "5/d", "fast")
        ),
        (["--stop-after", "0"], "argument --stop-after: '0' is not a positive integer\n"),
    ],
)
def test_wrong_option_is_a_usage_error(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(options)
    assert exit_.value.code == 2
    assert capsys.readouterr().err.endswith(message)


def test_get_with_effects_is_not_sent_to_a_remote_server() -> None:
    options = cli._options(["--edition", "2024-11-19", "--url", "http://remote.example"])  # noqa: SLF001 - nothing is sent
    planned = cli._contract_run(options, openapi.load(options.contract))  # noqa: SLF001
    [part] = parts(planned)
    command = schemathesis_process.command(planned, part, "http://remote.example")
    assert {each.method for each in planned.operations} == {"GET"}
    assert "refreshToken" not in {each.id for each in planned.operations}
    assert command[-2:] == ["--exclude-operation-id", "refreshToken"]
