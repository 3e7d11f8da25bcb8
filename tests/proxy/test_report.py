"""The proxy's report."""

import pytest

from scripts.proxy.report import Report
from scripts.validation.errors import Violation


def test_text_of_others_stays_within_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    Report().add("GET /a", "GET /a 200", "request", [Violation("body.a\nb", "\x1b[2J" + "x" * 1000)])
    assert caplog.messages == ["GET /a 200 request: body.a?b: ?[2J" + "x" * 286]


def test_summary_lists_a_limited_number_of_kinds() -> None:
    report = Report()
    for number in range(300):
        report.add(f"GET /{number}", f"GET /{number} 200", "request", [Violation("path", "is wrong")])
    summary = list(report.summary())
    assert len(summary) == 202
    assert summary[-2:] == [
        "     100  not listed",
        "proxy: stopped, 0 requests passed, 300 violations: 300 of requests, 0 of responses",
    ]


def test_request_with_many_violations_takes_few_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    report = Report()
    report.add("GET /a", "GET /a 200", "request", [Violation(f"body.{number}", "is wrong") for number in range(1000)])
    assert caplog.messages[-2:] == [
        "GET /a 200 request: body.4: is wrong",
        "GET /a 200 request: and 995 more violations",
    ]
    assert list(report.summary())[-2:] == [
        "     995  not listed",
        "proxy: stopped, 0 requests passed, 1,000 violations: 1,000 of requests, 0 of responses",
    ]
