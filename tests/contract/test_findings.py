"""Findings: one of each cause, accepted ones, credentials in them, and their commands."""

import datetime as dt
import itertools
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.contract import accepted, html_page, reports
from scripts.contract.findings import Finding, Findings
from scripts.contract.html_page import RunResult
from scripts.contract.merging import merge
from scripts.contract.probes.curl import curl
from scripts.contract.probes.responses import created_after_update
from scripts.contract.probes.transport import Request
from scripts.contract.report_redaction import ReportRedactor
from scripts.project import UserError

FINDING = Finding(
    operation="GET /a", check="a_check", message="`limit=2` returned 3 entries", cause="limit", variant="2"
)
TODAY = dt.date(2026, 11, 26)


def outcome_of(*findings: Finding) -> RunResult:
    """Return the outcome of a run with findings."""
    return RunResult(
        findings=findings, requests={"GET /a": 1}, verdict="failed (1 violation)", url="http://h", contract="A 1"
    )


def test_one_cause_is_one_finding_with_its_operations_and_values() -> None:
    findings = Findings()
    for operation, variant in (("GET /a", "2"), ("GET /b", "2"), ("GET /a", "3"), ("GET /a", "2")):
        findings.add(replace(FINDING, operation=operation, variant=variant))
    findings.add(replace(FINDING, cause="another"))
    first = findings.sorted()[0]
    assert len(findings) == 2
    assert (first.others, first.variants) == (("GET /b",), ("3",))
    assert "    also with: 3\n    also: GET /b\n" in str(first)


def test_first_request_of_a_cause_is_shown_in_any_thread_order() -> None:
    numbered = [((1, 10), "10"), ((1, 2), "2"), ((1, 2, 5), "2.5"), ((0, 9), "0.9")]
    shown = set()
    for added in itertools.permutations(numbered):
        findings = Findings()
        for order, variant in added:
            findings.add(replace(FINDING, variant=variant), order)
        [found] = findings.sorted()
        shown.add((found.variant, *found.variants))
    assert shown == {("0.9", "2", "2.5", "10")}


def test_violations_are_listed_before_warnings() -> None:
    findings = Findings()
    findings.add(replace(FINDING, severity="warning", cause="w"))
    findings.add(replace(FINDING, operation="GET /z"))
    assert [each.severity for each in findings.sorted()] == ["violation", "warning"]
    assert str(findings.sorted()[1]).startswith("warning: GET /a: a_check: ")


def test_finding_of_schemathesis_with_a_known_cause_is_left_out() -> None:
    known = replace(FINDING, check="boundary_values_accepted")
    same = replace(FINDING, check="positive_data_acceptance", cause="rejected 400")
    other = replace(same, operation="GET /b")
    assert merge([known], [same, other]) == [known, other]


ENTRY = "- {check: a_check, operation: GET /a, message: limit, reason: Known since May., review: 2026-12-01}\n"


def test_accepted_finding_does_not_fail_a_run_until_its_date(tmp_path: Path) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    entries = accepted.load(path)
    found = accepted.apply(entries, [FINDING], TODAY)
    assert reports.counted(found, "violations") == []
    assert "    accepted: Known since May. (until 2026-12-01)" in str(found[0])
    later = dt.date(2026, 12, 1)
    assert reports.counted(accepted.apply(entries, [FINDING], later), "violations") == [FINDING]
    assert "it counts again" in next(accepted.remarks(entries, [FINDING], later))
    assert "no longer occurs" in next(accepted.remarks(entries, [], TODAY))
    assert accepted.apply(entries, [replace(FINDING, operation="GET /b")], TODAY)[0].accepted == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("check: a", "must be a list of entries"),
        ("- {check: a, reason: b}", "entry 1: must have check, reason and review"),
        ("- {check: a, reason: b, review: soon}", "entry 1: review must be a date such as 2030-01-31"),
        ("- {check: a, reason: b, review: 2030-01-01, x: y}", "entry 1: unknown key x; allowed are"),
    ],
)
def test_invalid_list_of_accepted_findings_is_a_user_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        accepted.load(path)


@pytest.mark.parametrize("secret", ["k3y", "abc12", 'quo"te', "a&b<c>", "back\\slash", "a b/c"])
def test_credential_is_redacted_in_every_report(tmp_path: Path, secret: str) -> None:
    redactor = ReportRedactor([secret])
    found = replace(
        FINDING,
        message=redactor.redact(f"the response was {json.dumps({'detail': f'wrong: {secret}'})}"),
        response=redactor.redact(json.dumps(json.dumps({"key": secret}))),
    )
    (tmp_path / "html").mkdir()
    (tmp_path / "html/index.html").write_text(f"<p>{json.dumps(secret)}</p>", encoding="utf-8")
    reports.write(tmp_path, outcome_of(found))
    reports.redact_files(tmp_path, redactor)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert secret not in text, path
            assert json.dumps(secret)[1:-1] not in text, path
    assert "[redacted]" in (tmp_path / "violations.txt").read_text(encoding="utf-8")


def test_short_credential_is_redacted_only_as_a_word() -> None:
    assert ReportRedactor(["1"]).redact("key 1 of 100") == "key [redacted] of 100"


def arguments(command: str, **environment: str) -> list[str]:
    """Return the arguments of a command as the shell passes them."""
    script = f'curl() {{ printf "%s\\0" "$@"; }}; {command}'
    process = subprocess.run(
        ["/bin/bash", "-c", script], env={**environment, "PATH": "/bin:/usr/bin"}, capture_output=True, check=True
    )
    return process.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300,
        "%" * 300,
        "\\" * 300,
        "%E5%AD%97" * 200,
        "a字" * 600,
        'it\'s "quoted" `$HOME`',
        "line\nnext\ttab",
        "\x01\x1b",
        "字😀",
        "",
        "a\\b'\x01",
    ],
)
def test_curl_command_sends_what_was_sent(text: str) -> None:
    headers = (("api-key", "s3cret"), ("uid", "a'b$c"), ("Accept", "*/*"), ("Content-Type", "text/plain"))
    request = Request("PUT", "/a", (("q", "a b'&"),), headers, text.encode())
    command = curl("http://127.0.0.1:1", request, {"s3cret": "$KEY"})
    assert "s3cret" not in command
    found = arguments(command, KEY="from-environment")
    assert found[found.index("--data-binary") + 1 :] == [text, "http://127.0.0.1:1/a?q=a%20b%27%26"]
    assert "api-key: from-environment" in found
    assert "uid: a'b$c" in found
    assert "-X" in found


def test_altered_credential_is_visible_in_the_command() -> None:
    values = {"s3cret": "$KEY", "s3cretx": "${KEY}x"}
    request = Request("GET", "/a", (), (("api-key", "s3cretx"), ("Accept", "*/*")))
    command = curl("http://h", request, values)
    assert '-H "api-key: ${KEY}x"' in command
    assert "api-key: valuex" in arguments(command, KEY="value")


def test_html_page_has_values_and_code_and_escapes_text() -> None:
    found = replace(FINDING, message="`limit=<2>` returned 3", variants=("`limit=3`",), others=("GET /b",))
    page = html_page.render(replace(outcome_of(found), notes=("callers <b>",)))
    assert "<h3><code>limit=&lt;2&gt;</code> returned 3</h3>" in page
    assert "Also with: <code>limit=3</code>" in page
    assert '<a href="#finding-1">GET /a</a>' in page
    assert "<li>Callers &lt;b&gt;</li>" in page
    assert '<span class="verdict failed">failed</span> (1 violation)' in page


@pytest.mark.parametrize(
    ("created", "updated", "is_reported"),
    [
        ("2024-05-09T10:00:01.500Z", "2024-05-09T10:00:01.200Z", True),
        ("2024-05-09T10:00:03Z", "2024-05-09T10:00:01Z", True),
        ("2024-05-09T10:00:01.500Z", "2024-05-09T10:00:01Z", False),
        ("2024-05-09T10:00:01.500123Z", "2024-05-09T10:00:01.500Z", False),
        ("2024-05-09T10:00:01Z", "0001-01-01T00:00:00Z", False),
        ("2024-05-09T10:00:01Z", None, False),
    ],
)
def test_creation_after_the_last_update_is_found(created: str, updated: str | None, is_reported: bool) -> None:
    found = created_after_update([{"created_at": created, "updated_at": updated}])
    assert (found is not None) is is_reported
