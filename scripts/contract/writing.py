"""Reports of a run: text, JSON, JUnit and HTML, and the table at its end."""

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from scripts.contract.findings import Finding
from scripts.contract.masking import Mask

TEXT, JSON, JUNIT, PAGE = "violations.txt", "violations.json", "junit.xml", "findings.html"
# Files of schemathesis, in which it does not replace every credential.
_OF_SCHEMATHESIS = ("report.json", "schemathesis.log", "html/**/*.html", "mock.log")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 0 }
table { border-collapse: collapse; margin: 1rem 0 } td, th { border-bottom: 1px solid #ddd; padding: .3rem .8rem }
td, th { text-align: left }
td.number, th.number { text-align: right }
article { border: 1px solid #ddd; border-left: .4rem solid #c0392b }
article { border-radius: .3rem; margin: 1rem 0; padding: .8rem 1rem }
article.warning { border-left-color: #d68910 } article.accepted { border-left-color: #7f8c8d }
pre { background: #f6f6f6; overflow-x: auto; padding: .6rem; font-size: .85rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
p { margin: .4rem 0 } .muted { color: #595959 }
"""


def counted(findings: Sequence[Finding], fail_on: str) -> list[Finding]:
    """Return the findings that fail a run: not the accepted ones, and warnings only if that is wanted."""
    severities = {"violation", "warning"} if fail_on == "warnings" else {"violation"}
    return [each for each in findings if not each.accepted and each.severity in severities]


def write(folder: Path, findings: Sequence[Finding], requests: Mapping[str, int], verdict: str, mask: Mask) -> None:
    """Write the reports, and replace credentials in those of schemathesis.

    Args:
        folder: The folder of the reports.
        findings: The findings.
        requests: The number of requests of each operation.
        verdict: The final line.
        mask: Replaces credentials.
    """
    text = "".join(f"{each}\n" for each in findings)
    _write(folder / TEXT, text)
    _write(folder / JSON, json.dumps([asdict(each) for each in findings], indent=2, ensure_ascii=False))
    _write(folder / JUNIT, _junit(findings, requests))
    _write(folder / PAGE, _page(findings, requests, verdict))
    for pattern in _OF_SCHEMATHESIS:
        for path in folder.glob(pattern):
            content = path.read_text(encoding="utf-8", errors="surrogateescape")
            if (masked := mask.apply(content)) != content:
                path.write_text(masked, encoding="utf-8", errors="surrogateescape")


def table(findings: Sequence[Finding], requests: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines of the summary by operation."""
    width = max(map(len, requests), default=0)
    yield f"  {'':{width}}  requests  violations  warnings"
    for operation, count in requests.items():
        violations, warnings = _numbers(findings, operation)
        yield f"  {operation:{width}}  {count:8,}  {violations:10}  {warnings:8}"


def _numbers(findings: Sequence[Finding], operation: str) -> tuple[int, int]:
    own = [each for each in findings if operation in {each.operation, *each.others} and not each.accepted]
    violations = sum(each.severity == "violation" for each in own)
    return violations, len(own) - violations


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


def _page(findings: Sequence[Finding], requests: Mapping[str, int], verdict: str) -> str:
    rows = "".join(
        "<tr><td>{}</td>{}</tr>".format(
            html.escape(operation),
            "".join(f'<td class="number">{each:,}</td>' for each in (count, *_numbers(findings, operation))),
        )
        for operation, count in requests.items()
    )
    articles = "".join(map(_article, findings)) or "<p>No findings.</p>"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Contract tests</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><h1>Contract tests</h1><p>{html.escape(verdict)}</p>
<table><thead><tr><th>Operation</th><th class="number">Requests</th><th class="number">Violations</th>
<th class="number">Warnings</th></tr></thead><tbody>{rows}</tbody></table>{articles}</body></html>
"""


def _article(finding: Finding) -> str:
    kind = "accepted" if finding.accepted else finding.severity
    parts = [
        f"<h2>{escape(finding.message)}</h2>",
        f'<p class="muted">{kind}: {escape(finding.operation)}, {escape(finding.check)}</p>',
    ]
    if finding.accepted:
        parts.append(f"<p>Accepted: {escape(finding.accepted)}</p>")
    if finding.request:
        parts.append(f"<pre>{escape(finding.request)}</pre>")
    if finding.response:
        parts.append(f"<p>Response:</p><pre>{escape(finding.response)}</pre>")
    if finding.location:
        parts.append(f'<p class="muted">Contract: {escape(finding.location)}</p>')
    if finding.others:
        parts.append(f'<p class="muted">Also: {escape(", ".join(finding.others))}</p>')
    return f'<article class="{kind}">{"".join(parts)}</article>'
