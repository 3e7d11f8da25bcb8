"""Requests of probes: limits of the service and of the run, broken connections, and rules for responses."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from scripts import openapi
from scripts.contract.findings import Findings
from scripts.contract.probes import selection
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import calls
from scripts.contract.probes.lists import Oracle, key, paging, read_all
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.responses import entries
from scripts.contract.probes.session import ServiceDown, Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.report_redaction import ReportRedactor
from scripts.loopback import serving

ITEMS = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array"}}}
RESPONSES = {"200": {"description": "The items.", "content": {"application/json": {"schema": ITEMS}}}}
PAGE = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("offset", "limit")]
DOCUMENT: Any = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/items": {"get": {"operationId": "listItems", "parameters": PAGE, "responses": RESPONSES}}},
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "api-key"}}},
}
OPERATION = next(iter(openapi.operations(DOCUMENT)))
CALL = calls(DOCUMENT, OPERATION)[0]
# A response: its status code, its headers and its body. Without a status code the connection is cut.
Response = tuple[int, dict[str, str], bytes]
EMPTY: Response = (200, {}, b'{"items": []}')
CUT: Response = (0, {}, b"")


@contextmanager
def session_with(
    respond: Callable[[int, dict[str, int]], Response], *, document: Any = DOCUMENT, **options: Any
) -> Iterator[Session]:
    """Yield a session with a service that responds by the number of the request and its query."""
    count = 0

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        nonlocal count
        pairs = [each.split("=") for each in scope["query_string"].decode().split("&") if each]
        status, headers, body = respond(count, {name: int(value) for name, value in pairs})
        count += 1
        if not status:
            # The server closes the connection, because the response is shorter than announced.
            status, headers, body = 200, {"content-length": "9"}, b"{"
        raw = [
            (name.encode(), value.encode()) for name, value in {"content-type": "application/json", **headers}.items()
        ]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    redactor = ReportRedactor(["s3cret-key"])
    with serving(app) as url, closing(Transport(url, 2, Rate(None))) as transport:
        yield Session(document, transport, redactor=redactor, shell_values={}, findings=Findings(), **options)


def script(*responses: Response) -> Callable[[int, dict[str, int]], Response]:
    """Return these responses, one after the other, and then the last one."""
    return lambda number, _: responses[min(number, len(responses) - 1)]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_respected(status: int) -> None:
    with session_with(script((status, {"retry-after": "1"}, b"{}"), EMPTY)) as session:
        started = time.monotonic()
        assert session.call(CALL, "a request").status == 200
        assert time.monotonic() - started >= 1
        assert session.transport.count == 2
        assert session.findings.sorted() == []


def test_limit_that_lasts_gets_a_note_instead_of_a_finding() -> None:
    with session_with(script((429, {"retry-after": "0"}, b"{}"))) as session:
        assert session.call(CALL, "a request").status == 429
        assert list(session.notes) == ["the service still limits requests after several pauses; lower RATE="]
        assert session.findings.sorted() == []


def test_503_without_retry_after_is_a_violation() -> None:
    with session_with(script((503, {}, b"{}"))) as session:
        session.call(CALL, "a request")
        assert [each.check for each in session.findings.sorted()] == ["not_a_server_error"]


def test_rare_server_error_is_reported_as_such() -> None:
    with session_with(script((500, {}, b"{}"), EMPTY)) as session:
        session.call(CALL, "a request")
        [found] = session.findings.sorted()
    assert found.message == "500 in response to a request (1 of 3 times)"


def test_run_stops_after_the_given_number_of_findings() -> None:
    with session_with(script((500, {}, b"{}"), (404, {}, b"{}")), stop_after=2) as session:
        session.call(CALL, "a request")
        session.call(CALL, "another request")
        with pytest.raises(Stopped):
            session.call(CALL, "a third request")
        # The first one is repeated twice, to find out whether it always fails.
        assert session.transport.count == 4


@pytest.mark.parametrize("workers", [1, 4])
def test_findings_are_in_the_order_of_the_probes(workers: int) -> None:
    with session_with(script(EMPTY), workers=workers) as session:
        turns = [threading.Event() for _ in range(5)]
        turns[4 if workers > 1 else 0].set()

        def report(number: int) -> None:
            """Report a finding after that of the next number, if there are several threads."""
            if workers > 1:
                assert turns[number + 1].wait(10)
            session.report(OPERATION, "a_check", f"finding {number}", cause="one", variant=str(number))
            turns[number].set()

        session.map(report, range(4))
        session.report(OPERATION, "a_check", "last", cause="one", variant="last")
        [found] = session.findings.sorted()
        assert (found.message, found.variants) == ("finding 0", ("1", "2", "3", "last"))


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ([CUT, EMPTY], "the service closed the connection within the body, after 1 bytes (1 of 2 times): a request"),
        ([CUT, CUT, CUT, EMPTY], "after 1 bytes (3 of 4 times): a request"),
    ],
)
def test_cut_connection_is_repeated_apart_and_reported(responses: list[Response], message: str) -> None:
    with session_with(script(*responses)) as session:
        assert session.call(CALL, "a request").status == 200
        found = session.findings.sorted()
        assert [each.check for each in found] == ["connection_kept"]
        assert message in found[0].message
        assert "curl -i" in found[0].request


@pytest.mark.parametrize(("header", "checks"), [("a\x01", []), ("a", ["connection_kept"])])
def test_connection_may_be_closed_early_if_a_header_is_bad(header: str, checks: list[str]) -> None:
    with session_with(script(CUT, (400, {}, b"{}"))) as session:
        request = CALL.request().with_header("X-Text", header)
        assert session.send(OPERATION, request, "a request", tolerated={400}).status == 400
        assert [each.check for each in session.findings.sorted()] == checks


@pytest.mark.parametrize("others", ["", "schemathesis was sending requests too (the.log)"])
def test_service_that_stops_is_reported_once_and_ends_the_run(others: str) -> None:
    with session_with(script(EMPTY)) as session:
        base = session.transport
    session.others = others
    session.transport = Transport(base.base, 2, Rate(None))
    for _ in range(2):
        with pytest.raises(ServiceDown):
            session.call(CALL, "a request")
    [found] = session.findings.sorted()
    assert found.check == "service_stays_up"
    assert found.message.endswith(f": a request; {others}, whose request may be the cause" if others else ": a request")


@pytest.mark.parametrize(("security", "count"), [(["key"], 1), (["key", None], 0), ([], 0)])
def test_public_response_is_reported_if_it_is_protected(security: list[str | None], count: int) -> None:
    alternatives: list[dict[str, list[str]]] = [{} if each is None else {each: []} for each in security]
    response: Response = (200, {"cache-control": "public, max-age=9"}, EMPTY[2])
    with session_with(script(response), document={**DOCUMENT, "security": alternatives}) as session:
        session.call(CALL, "a request")
        found = session.findings.sorted()
        assert [(each.check, each.severity) for each in found] == [("private_responses", "warning")] * count


@pytest.mark.parametrize(("length", "checks"), [(10, ["status_code_conformance"]), (4000, [])])
def test_rejection_of_a_long_query_may_be_the_servers(length: int, checks: list[str]) -> None:
    with session_with(script((400, {"content-type": "text/plain"}, b"Line too long"))) as session:
        session.call(CALL.having("query", limit="1" * length), "a request", tolerated=())
        assert [each.check for each in session.findings.sorted()] == checks


@pytest.mark.parametrize(
    ("response", "check"),
    [
        ((400, {}, b'{"detail": "must be s3cret-key"}'), "credentials_not_shown"),
        ((400, {}, b'{"detail": "Traceback (most recent call last):"}'), "no_stack_trace"),
        ((200, {}, b'{"items": [], "items": []}'), "unique_keys"),
        ((200, {}, b'{"items": [{"id": "a", "text": "b"}, {"id": "a", "text": "c"}]}'), "unique_ids"),
    ],
)
def test_finding_of_common_sense_is_a_warning(response: Response, check: str) -> None:
    with session_with(script(response)) as session:
        session.call(CALL, "a request", tolerated={400})
        found = session.findings.sorted()
        assert [(each.check, each.severity) for each in found] == [(check, "warning")]
        assert "s3cret" not in str(found)


@pytest.mark.parametrize(
    ("slow", "requests", "before", "after"), [({0}, 1, 0, 0), ({0}, 3, 0, 0), ({0, 1}, 1, 0, 1), ({0, 2}, 3, 1, 1)]
)
def test_slow_response_is_reported_if_another_one_is_slow(
    slow: set[int], requests: int, before: int, after: int
) -> None:
    """One slow response may be due to a busy machine, so that its request is repeated at the end."""

    def respond(number: int, _: dict[str, int]) -> Response:
        time.sleep(0.7 if number in slow else 0)
        return EMPTY

    with session_with(respond, max_response_time=0.6) as session:
        for _ in range(requests):
            session.call(CALL, "a request")
        assert [each.check for each in session.findings.sorted()] == ["max_response_time"] * before
        session.repeat_slow()
        assert [each.check for each in session.findings.sorted()] == ["max_response_time"] * after
        assert session.transport.count == requests + (not before)
        assert ("GET /items: a response took 0." in str(session.notes)) is not bool(after)


def pages(cap: int, count: int, *, ignores_offset: bool = False) -> Callable[[int, dict[str, int]], Response]:
    """Return the pages of a list whose pages have at most `cap` entries."""

    def respond(_: int, query: dict[str, int]) -> Response:
        first = 0 if ignores_offset else query.get("offset", 0)
        last = min(count, first + min(query.get("limit", 30), cap))
        numbers = ", ".join(f'{{"id": "{number}"}}' for number in range(first, last))
        return 200, {}, f'{{"items": [{numbers}]}}'.encode()

    return respond


@pytest.mark.parametrize(("cap", "count"), [(10, 25), (50, 50), (100, 250), (1000, 30)])
def test_list_is_read_whole_whatever_the_page_cap_is(cap: int, count: int) -> None:
    with session_with(pages(cap, count)) as session:
        whole = read_all(session, CALL, "a list")
        assert [key(each) for each in whole.entries] == [f"id={number}" for number in range(count)]
        assert whole.is_complete
        for expected in paging(Oracle(whole, None, {}), count, {}):
            found = entries(session.call(CALL.having("query", **expected.query), "a page"))
            assert [key(each) for each in found or ()] == list(expected.selected), expected


def test_list_that_is_too_long_gets_a_note_instead_of_findings() -> None:
    with session_with(pages(100, 5200)) as session:
        selection.run(session, Baselines({OPERATION.id: [CALL]}, is_stateless=False))
        assert session.findings.sorted() == []
        assert list(session.notes) == ["GET /items: more than 5,000 entries; its pages and filters were not tested"]


def test_list_that_ignores_its_offset_ends() -> None:
    with session_with(pages(100, 40, ignores_offset=True)) as session:
        whole = read_all(session, CALL, "a list")
        assert (len(whole.entries), whole.is_complete) == (40, True)


def test_requests_are_spaced_evenly() -> None:
    rate, started = Rate(50), time.monotonic()
    for _ in range(6):
        rate.wait()
    assert time.monotonic() - started >= 0.1
