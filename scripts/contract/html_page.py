"""Findings of a run as an HTML page for people who did not run it."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from scripts.contract.findings import Finding, first_of

_STYLE = """
:root { color-scheme: light dark; --text: #1a1a1a; --muted: #595959; --line: #d9d9d9; --code: #f4f4f4; --back: #fff }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8e8e8; --muted: #a8a8a8; --line: #3c3c3c; --code: #262626; --back: #171717 }
}
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem }
body { color: var(--text); background: var(--back) }
h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.2rem; margin-top: 2rem }
h3 { font-size: 1rem; margin: 0 }
.verdict { display: inline-block; border-radius: .3rem; color: #fff; font-weight: 600; padding: .1rem .6rem }
.passed { background: #1e7e34 } .failed { background: #b3261e } .incomplete { background: #8a5a00 }
.table { overflow-x: auto }
table { border-collapse: collapse; margin: 1rem 0 }
td, th { border-bottom: 1px solid var(--line); padding: .3rem .8rem; text-align: left }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
td.zero, .muted { color: var(--muted) }
article { border: 1px solid var(--line); border-left: .4rem solid #b3261e; border-radius: .3rem }
article { break-inside: avoid; margin: 1rem 0; padding: .8rem 1rem }
article.warning { border-left-color: #c77700 } article.accepted { border-left-color: #7f8c8d }
code, pre { background: var(--code); border-radius: .2rem; font-size: .85rem }
code { padding: .1rem .25rem } h3 code { font-size: .95rem }
pre { margin: .3rem 0 .6rem; overflow-wrap: anywhere; padding: .6rem; white-space: pre-wrap }
p { margin: .4rem 0 } a { color: inherit }
"""
_MOST_VALUES = 12


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """The result of a run, as the reports show it.

    Attributes:
        findings: The findings.
        requests: The number of requests of each operation.
        verdict: The final line.
        url: The URL of the server.
        contract: The title and version of the contract.
        notes: Untested parts, outdated entries of the list of accepted findings, and errors of schemathesis.
        at: The time.
    """

    findings: Sequence[Finding]
    requests: Mapping[str, int]
    verdict: str
    url: str
    contract: str
    notes: Sequence[str] = ()
    at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))


def render(outcome: RunResult) -> str:
    """Return the page."""
    kind, _, details = outcome.verdict.partition(" ")
    kind = kind.rstrip(";")
    title = f"Contract tests of {outcome.contract}"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}: {escape(kind)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><h1>{escape(title)}</h1>
<p class="muted">{escape(outcome.url)}, {outcome.at:%Y-%m-%d %H:%M} UTC</p>
<p><span class="verdict {escape(kind)}">{escape(kind)}</span> {escape(details)}</p>
{"".join(_table(outcome))}{"".join(_findings(outcome))}{"".join(_notes(outcome))}</body></html>
"""


def numbers(findings: Sequence[Finding], operation: str) -> tuple[int, int]:
    """Return the numbers of an operation's violations and warnings that are not accepted."""
    own = [each for each in findings if operation in {each.operation, *each.others} and not each.accepted]
    violations = sum(each.severity == "violation" for each in own)
    return violations, len(own) - violations


def _table(outcome: RunResult) -> Iterator[str]:
    yield '<div class="table"><table><thead><tr><th>Operation</th><th class="number">Requests</th>'
    yield '<th class="number">Violations</th><th class="number">Warnings</th></tr></thead><tbody>'
    for operation, count in outcome.requests.items():
        found = enumerate(outcome.findings, 1)
        first = next((number for number, each in found if operation in {each.operation, *each.others}), None)
        name = escape(operation) if first is None else f'<a href="#finding-{first}">{escape(operation)}</a>'
        cells = (count, *numbers(outcome.findings, operation))
        row = "".join(f'<td class="number{" zero" if not each else ""}">{each:,}</td>' for each in cells)
        yield f"<tr><td>{name}</td>{row}</tr>"
    yield "</tbody></table></div>"


def _findings(outcome: RunResult) -> Iterator[str]:
    yield f"<h2>Findings</h2>{'' if outcome.findings else '<p>None.</p>'}"
    for number, each in enumerate(outcome.findings, 1):
        yield f'<article id="finding-{number}" class="{_kind(each)}">{"".join(_article(each))}</article>'


def _article(finding: Finding) -> Iterator[str]:
    yield f"<h3>{_sentence(finding.message)}</h3>"
    kind = _kind(finding).capitalize()
    yield f'<p class="muted">{kind} in {escape(finding.operation)}, check {escape(finding.check)}</p>'
    if finding.accepted:
        yield f"<p>Accepted: {_sentence(finding.accepted)}</p>"
    if finding.request:
        yield f"<pre>{escape(finding.request)}</pre>"
    if finding.response:
        yield f"<p>Response:</p><pre>{escape(finding.response)}</pre>"
    if finding.location:
        yield f"<p>Contract: {escape(finding.location)}</p>"
    if finding.variants:
        yield f"<p>Also with: {first_of([*map(_text, finding.variants)], _MOST_VALUES)}</p>"
    if finding.others:
        yield f"<p>Also: {escape(', '.join(finding.others))}</p>"


def _notes(outcome: RunResult) -> Iterator[str]:
    if outcome.notes:
        yield f"<h2>Notes</h2><ul>{''.join(f'<li>{_sentence(each)}</li>' for each in outcome.notes)}</ul>"


def _kind(finding: Finding) -> str:
    return "accepted" if finding.accepted else finding.severity


def _sentence(text: str) -> str:
    return _text(text[:1].upper() + text[1:])


def _text(text: str) -> str:
    """Return a text as HTML, with code between backticks."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
