"""Reports of a run: text, JSON, JUnit and HTML, and the table at its end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.contract import html_page
from scripts.contract.findings import Finding
from scripts.contract.html_page import RunResult
from scripts.contract.report_redaction import ReportRedactor

TEXT, JSON, JUNIT, PAGE = "violations.txt", "violations.json", "junit.xml", "findings.html"
# Files of other processes, which do not replace every credential.
_OF_OTHERS = ("**/report.json", "**/schemathesis.log", "**/html/**/*.html", "mock.log")


def counted(findings: Sequence[Finding], fail_on: str) -> list[Finding]:
    """Return the findings that fail a run: not the accepted ones, and warnings only if that is wanted."""
    severities = {"violation", "warning"} if fail_on == "warnings" else {"violation"}
    return [each for each in findings if not each.accepted and each.severity in severities]


def write(folder: Path, outcome: RunResult) -> None:
    """Write the reports.

    Args:
        folder: Their folder.
        outcome: What they report.
    """
    findings, requests = outcome.findings, outcome.requests
    text = "".join(f"{each}\n" for each in findings)
    _write(folder / TEXT, text)
    _write(folder / JSON, json.dumps([asdict(each) for each in findings], indent=2, ensure_ascii=False))
    _write(folder / JUNIT, _junit(findings, requests))
    _write(folder / PAGE, html_page.render(outcome))


def redact_files(folder: Path, redactor: ReportRedactor) -> None:
    """Replace credentials in the files of schemathesis and of the mock.

    Args:
        folder: The folder of the reports.
        redactor: Replaces credentials.
    """
    for pattern in _OF_OTHERS:
        for path in folder.glob(pattern):
            content = path.read_text(encoding="utf-8", errors="surrogateescape")
            if (redacted := redactor.redact(content)) != content:
                path.write_text(redacted, encoding="utf-8", errors="surrogateescape")


def table(findings: Sequence[Finding], requests: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines of the summary by operation."""
    width = max(map(len, requests), default=0)
    yield f"  {'':{width}}  requests  violations  warnings"
    for operation, count in requests.items():
        violations, warnings = html_page.numbers(findings, operation)
        yield f"  {operation:{width}}  {count:8,}  {violations:10}  {warnings:8}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _junit(findings: Sequence[Finding], requests: Mapping[str, int]) -> str:
    """Return a test case for each operation, with its findings as failures; accepted ones and warnings are output."""
    suite = ET.Element("testsuite", name="contract")
    failed = 0
    for operation in dict.fromkeys([*requests, *(each.operation for each in findings)]):
        case = ET.SubElement(suite, "testcase", classname="contract", name=_xml(operation))
        own = [each for each in findings if each.operation == operation]
        failures = [each for each in own if not each.accepted and each.severity == "violation"]
        for each in failures:
            element = ET.SubElement(case, "failure", type=each.check, message=_xml(each.message))
            element.text = _xml(str(each))
        if others := [each for each in own if each not in failures]:
            ET.SubElement(case, "system-out").text = _xml("\n".join(map(str, others)))
        failed += bool(failures)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failed))
    root = ET.Element("testsuites")
    root.append(suite)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _xml(text: str) -> str:
    """Return a text without characters that XML does not allow."""
    return "".join(each if each in "\n\t" or (each.isprintable() and each < "\ufffe") else "\ufffd" for each in text)
