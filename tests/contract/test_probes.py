"""Probes against the mock with state, through a proxy that adds one bug."""

import datetime as dt
import json
import operator
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from scripts.contract.findings import Finding, Findings
from scripts.contract.probes import (
    authentication,
    baseline,
    callers,
    http_semantics,
    parents,
    repetition,
    round_trip,
    running,
    selection,
    values,
)
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import ServiceDown, Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.report_redaction import ReportRedactor
from scripts.credentials import credentials, mock_credentials
from scripts.loopback import serving
from scripts.mutation.fault_proxy import FaultProxy, Forward, Middleware, ProxiedRequest, ProxiedResponse
from scripts.mutation.generators import state_faults as faults
from scripts.openapi import Document, Operation
from scripts.processes import Mock, running_mock
from tests.support.project_contract import DOCUMENT, OPERATIONS

KNOWN = credentials(DOCUMENT)
SUBJECTS = {
    each.__name__.rpartition(".")[2]: each.run
    for each in (authentication, callers, http_semantics, parents, repetition, round_trip, selection, values)
} | {"numbers": repetition.run_linked}
CONVERSATION = ("talk", "listMessages", "listUids")
MODELS = ("createTrainingData", "trainModel", "listModels")


@pytest.fixture(autouse=True)
def two_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of two callers; the mock accepts any."""
    for each in KNOWN.values():
        monkeypatch.setenv(each.variable, f"key-of-{each.header}")
        monkeypatch.setenv(callers.second(each.variable), f"other-key-of-{each.header}")


@pytest.fixture(scope="module")
def proxy() -> Iterator[tuple[FaultProxy, str]]:
    """A proxy that adds bugs, and its URL."""
    found = FaultProxy()
    with serving(found) as url, closing(found):
        yield found, url


def add_bug(proxy: FaultProxy, url: str, operation: Operation, middleware: Middleware) -> None:
    """Add a bug to one operation of the server at a URL."""
    others = {method.upper() for method in DOCUMENT["paths"][operation.path]} - {operation.method}
    proxy.configure(httpx.URL(url), operation.path, frozenset(others), middleware)


def new_session(url: str, document: Document = DOCUMENT) -> Session:
    """Return a session with a server."""
    return Session(
        document, Transport(url, 2, Rate(None)), redactor=ReportRedactor(()), shell_values={}, findings=Findings()
    )


def probe(url: str, subject: str, ids: tuple[str, ...], document: Document = DOCUMENT) -> tuple[list[Finding], Session]:
    """Run the probes of a subject against some operations, and return the findings."""
    session = new_session(url, document)
    session.operations = [OPERATIONS[each] for each in ids]
    with suppress(ServiceDown, Stopped), closing(session.transport):
        found = baseline.find(session, session.operations)
        SUBJECTS[subject](session, found)
    return session.findings.sorted(), session


Entries = list[dict[str, Any]]


@dataclass
class EditsList:
    """Changes the entries of a list."""

    name: str
    edit: Callable[[Entries], Entries] = field(repr=False)

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response with other entries."""
        response = await forward(request)
        if not response.succeeded or request.method != "GET":
            return response
        return response.with_json({name: self.edit(listed) for name, listed in json.loads(response.body).items()})


def newest(listed: Entries) -> Entries:
    return sorted(listed, key=operator.itemgetter("created_at"), reverse=True)[:5]


def created_now(listed: Entries) -> Entries:
    return [{**each, "created_at": dt.datetime.now(dt.UTC).isoformat()} for each in listed]


def cut_reply(listed: Entries) -> Entries:
    return [{**each, "send": each["send"][:5]} for each in listed]


def cut_text(listed: Entries) -> Entries:
    """Set the beginning of the long text of the probes, which the id of its conversation contains."""
    return [{**each, "last_sent": f"{each['uid'].removeprefix('uid-')}xxxxx"} for each in listed]


@dataclass
class RejectsDefault:
    """Rejects a default value that is sent."""

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response, or 400."""
        response = await forward(request)
        has_default = b"start_at=1970-1-1" in request.target
        return replace(response, status=400, body=b'{"detail": "query.start_at"}') if has_default else response


def other_spelling(listed: Entries) -> Entries:
    """Write times in another spelling, and round them."""
    return [
        {**each, "created_at": each["created_at"].partition(".")[0].removesuffix("Z") + "+00:00"} for each in listed
    ]


def with_undeclared_property(listed: Entries) -> Entries:
    return [{**each, "note": f"{each['uid'].removeprefix('uid-')}xxxxx"} for each in listed]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edit", "operation"),
    [(other_spelling, "listModels"), (with_undeclared_property, "listUids")],
    ids=["times", "undeclared property"],
)
def test_allowed_differences_of_lists_are_not_reported(
    stateful: Mock, proxy: tuple[FaultProxy, str], edit: Callable[[Entries], Entries], operation: str
) -> None:
    before: Entries = []
    edited: list[Entries] = []

    def edit_grown(listed: Entries) -> Entries:
        before.extend(() if before else listed)
        if len(listed) < len(before) + 5:
            return listed
        edited.append(edit(listed))
        return edited[-1]

    add_bug(proxy[0], stateful.url, OPERATIONS[operation], EditsList("grown", edit_grown))
    found, _ = probe(proxy[1], "round_trip", MODELS if operation == "listModels" else CONVERSATION)
    assert edited
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize(("is_displaced", "severity"), [(True, "violation"), (False, "warning")])
def test_lost_entry_is_a_violation_if_one_request_displaces_one(
    stateful: Mock, proxy: tuple[FaultProxy, str], is_displaced: bool, severity: str
) -> None:
    before: Entries = []

    def lose(listed: Entries) -> Entries:
        before.extend(() if before else listed)
        if is_displaced:
            return newest(listed)
        return listed if len(listed) < len(before) + 5 else [each for each in listed if each["id"] != before[0]["id"]]

    add_bug(proxy[0], stateful.url, OPERATIONS["listModels"], EditsList("lost", lose))
    found, _ = probe(proxy[1], "round_trip", MODELS)
    assert [(each.check, each.severity) for each in found] == [("sent_data_listed", severity)]


BUGS = [
    (faults.FailsOnValue("body", "text", "long", 500), "talk", "values", "not_a_server_error", "`text`: "),
    (faults.FailsOnValue("header", "uid", "long", 500), "talk", "values", "not_a_server_error", "`uid`: "),
    (faults.FailsOnValue("query", "nickname", "astral", None), "talk", "values", "connection_kept", "within the body"),
    (
        faults.FailsOnValue("body", "title", "long", 400),
        "trainModel",
        "values",
        "boundary_values_accepted",
        "rejected with 400",
    ),
    (
        faults.NormalisesValue("query", "limit", "underscores"),
        "listUids",
        "values",
        "invalid_values_rejected",
        "`limit=1_000`",
    ),
    (
        faults.NormalisesValue("query", "end_at", "week"),
        "listMessages",
        "values",
        "invalid_values_rejected",
        "which is a week",
    ),
    (faults.ChangesEntries("receive", "escaped"), "listMessages", "round_trip", "sent_data_unchanged", "in `receive`"),
    (faults.ChangesEntries("uid", "lower_case"), "listUids", "round_trip", "sent_data_unchanged", "capital letters"),
    (
        faults.ChangesEntries("", "swapped_texts"),
        "listMessages",
        "round_trip",
        "sent_data_in_its_property",
        "in `receive`",
    ),
    (
        faults.ChangesQuery("limit_zero_ignored", ""),
        "listUids",
        "selection",
        "lists_select_correctly",
        "`limit=0` returned",
    ),
    (faults.ChangesQuery("offset_plus_one", ""), "listMessages", "selection", "lists_select_correctly", "`offset="),
    (faults.ChangesQuery("end_exclusive", ""), "listMessages", "selection", "lists_select_correctly", "end_at="),
    (
        faults.ChangesQuery("ignored_with_limit", "nickname"),
        "listMessages",
        "selection",
        "lists_select_correctly",
        "nickname=Mei",
    ),
    (
        faults.MergesCallers(tuple(KNOWN.values())),
        "listUids",
        "callers",
        "callers_are_separate",
        "a second caller sees",
    ),
    (
        faults.RejectsHeader("accept", "missing", 406),
        "listUids",
        "http_semantics",
        "supported_accept_accepted",
        "without Accept",
    ),
    (
        faults.RejectsHeader("content-type", "charset", 400),
        "talk",
        "http_semantics",
        "content_type_spellings_accepted",
        "charset",
    ),
    (
        faults.ChangesResponse("head_fails"),
        "listUids",
        "http_semantics",
        "not_a_server_error",
        "500 in response to HEAD",
    ),
    (faults.ChangesResponse("no_error_detail"), "talk", "values", "response_schema_conformance", "body.detail"),
    (faults.FailsAfter(200), "listUids", "repetition", "not_a_server_error", "500 in response to a valid request"),
    (EditsList("newest", newest), "listModels", "round_trip", "sent_data_listed", "disappeared from the list after"),
    (EditsList("created now", created_now), "listModels", "round_trip", "times_are_correct", "`created_at` of "),
    (EditsList("cut reply", cut_reply), "listMessages", "round_trip", "sent_data_in_its_property", "`send` is "),
    (
        EditsList("cut text", cut_text),
        "listUids",
        "round_trip",
        "sent_data_unchanged",
        "`last_sent` has the first 37 of ",
    ),
    (RejectsDefault(), "listUids", "values", "boundary_values_accepted", "(its default) was rejected with 400"),
]


# One bug of each subject, and one of a whole list, are enough for the fast tests.
FAST = {0, 5, 6, 7, 12, 14, 15, 19}
ROWS = [pytest.param(*row, marks=() if number in FAST else pytest.mark.slow) for number, row in enumerate(BUGS)]


@pytest.mark.parametrize(("bug", "operation", "subject", "check", "message"), ROWS, ids=lambda each: str(each)[:50])
def test_probe_finds_planted_bug(  # noqa: PLR0917 - the columns of a table
    stateful: Mock,
    proxy: tuple[FaultProxy, str],
    bug: Middleware,
    operation: str,
    subject: str,
    check: str,
    message: str,
) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS[operation], bug)
    ids = CONVERSATION if operation in CONVERSATION else MODELS if operation == "listModels" else (operation,)
    found, _ = probe(proxy[1], subject, ids)
    assert proxy[0].changed, (found, proxy[0].errors)
    messages = [each.message for each in found if each.check == check]
    assert any(message in each for each in messages), found
    assert all(
        each.operation.startswith(f"{OPERATIONS[operation].method} ") and "curl -i" in each.request for each in found
    )
    assert len(found) <= 7, found


@pytest.mark.parametrize("subject", [each for each in SUBJECTS if each != "authentication"])
@pytest.mark.slow
def test_probes_find_nothing_in_the_mock(stateful: Mock, mock: Mock, subject: str) -> None:
    for url in (stateful.url, mock.url):
        assert probe(url, subject, CONVERSATION)[0] == []


async def hide_new_messages(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Leave out messages of the last 0.4 s."""
    response = await forward(request)
    if not response.succeeded:
        return response
    content, now = json.loads(response.body), dt.datetime.now(dt.UTC)
    messages = [
        each
        for each in content["messages"]
        if (now - dt.datetime.fromisoformat(each["created_at"])).total_seconds() > 0.4
    ]
    return response.with_json({**content, "messages": messages})


class CachesResponses:
    """Repeats each response for 0.4 s."""

    def __init__(self) -> None:
        self._cached: dict[tuple[bytes, bytes], tuple[float, ProxiedResponse]] = {}

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        key, now = (request.target, dict(request.headers).get(b"api-key", b"")), time.monotonic()
        if key not in self._cached or self._cached[key][0] < now:
            self._cached[key] = now + 0.4, await forward(request)
        return self._cached[key][1]


@pytest.mark.parametrize(
    ("operation", "late", "subject"),
    [
        ("listMessages", hide_new_messages, "callers"),
        ("listMessages", hide_new_messages, "numbers"),
        ("listUids", CachesResponses(), "selection"),
    ],
)
@pytest.mark.slow
def test_list_may_be_eventually_consistent(
    stateful: Mock, proxy: tuple[FaultProxy, str], operation: str, late: Middleware, subject: str
) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS[operation], late)
    found, _ = probe(proxy[1], subject, CONVERSATION)
    assert proxy[0].changed
    assert found == []


async def hide_messages(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Leave out all messages."""
    response = await forward(request)
    return response.with_json({"messages": []}) if response.succeeded else response


@pytest.mark.slow
def test_empty_list_has_no_other_ids(stateful: Mock, proxy: tuple[FaultProxy, str]) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS["listMessages"], hide_messages)
    found, _ = probe(proxy[1], "selection", CONVERSATION)
    assert {each.check for each in found} == {"sent_data_listed"}


async def list_conversations_once_by_letters(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Leave out conversations whose `uid` differs from another one in capital letters only."""
    response = await forward(request)
    if not response.succeeded:
        return response
    content = json.loads(response.body)
    by_letters = {each["uid"].lower(): each for each in reversed(content["uids"])}
    return response.with_json({**content, "uids": list(by_letters.values())})


async def reject_percent_sign(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Reject a `uid` with a percent sign."""
    if b"%" not in dict(request.headers).get(b"uid", b""):
        return await forward(request)
    return ProxiedResponse(400, ((b"content-type", b"application/json"),), b'{"detail": "uid"}')


@pytest.mark.parametrize(
    ("operation", "bug", "messages"),
    [
        ("listUids", list_conversations_once_by_letters, ["of several `uid` that are similar, `"]),
        ("talk", reject_percent_sign, []),
    ],
    ids=["case is ignored", "a similar one is rejected"],
)
def test_accepted_parent_must_be_listed(
    stateful: Mock, proxy: tuple[FaultProxy, str], operation: str, bug: Middleware, messages: list[str]
) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS[operation], bug)
    found, _ = probe(proxy[1], "parents", CONVERSATION)
    assert proxy[0].changed
    reported = [each.message for each in found if each.check == parents.CHECK]
    assert len(reported) == len(messages)
    assert all(map(str.startswith, reported, messages))


@contextmanager
def compared_models(url: str) -> Iterator[tuple[Session, baseline.Baselines]]:
    """Yield a session that has compared the models that it sent, and the accepted calls."""
    session = new_session(url)
    session.operations = [OPERATIONS[each] for each in MODELS]
    with closing(session.transport):
        found = baseline.find(session, session.operations)
        round_trip.run(session, found)
        yield session, found


def test_list_that_stops_growing_is_found_at_the_end(
    stateful: Mock, proxy: tuple[FaultProxy, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_trip, "MORE_READS", 1)
    full_since: list[dt.datetime] = []

    async def stop_growing(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        response = await forward(request)
        if not response.succeeded or not full_since:
            return response
        models = json.loads(response.body)["models"]
        kept = [each for each in models if dt.datetime.fromisoformat(each["created_at"]) < full_since[0]]
        return response.with_json({"models": kept})

    add_bug(proxy[0], stateful.url, OPERATIONS["listModels"], stop_growing)
    with compared_models(proxy[1]) as (session, found):
        round_trip.run_again(session, found)
        assert session.findings.sorted() == []
        full_since.append(dt.datetime.now(dt.UTC))
        round_trip.run_again(session, found)
    [finding] = session.findings.sorted()
    assert finding.check == "sent_data_listed"
    assert (
        f"after {session.counts['trainModel']} requests of POST /api/external/chatbot/models; earlier data is listed"
        in finding.message
    )


@pytest.mark.slow
def test_list_that_loses_entries_is_found_at_the_end(stateful: Mock, proxy: tuple[FaultProxy, str]) -> None:
    is_full = [False]
    edit = EditsList("full", lambda listed: newest(listed) if is_full[0] else listed)
    add_bug(proxy[0], stateful.url, OPERATIONS["listModels"], edit)
    with compared_models(proxy[1]) as (session, found):
        assert session.findings.sorted() == []
        is_full[0] = True
        round_trip.run_again(session, found)
    [finding] = session.findings.sorted()
    assert (finding.check, finding.severity) == ("sent_data_listed", "violation")
    assert "entries disappeared from the list" in finding.message


async def ignore_base(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Train each model on the default base."""
    body = json.loads(request.body) if request.method == "POST" else {}
    if "model_name" not in body:
        return await forward(request)
    return await forward(replace(request, body=json.dumps({"title": body["title"]}).encode()))


def test_enum_value_that_is_ignored_is_found(stateful: Mock, proxy: tuple[FaultProxy, str]) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS["trainModel"], ignore_base)
    found, _ = probe(proxy[1], "round_trip", MODELS)
    assert {each.check for each in found} == {"sent_data_unchanged"}
    assert "`model_name` was sent as " in found[0].message


class StaysAuthenticated:
    """Accepts any credential right after a valid one, once a wrong one was rejected."""

    def __init__(self) -> None:
        self._until = 0.0
        self._is_active = False

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response, or that to a valid credential."""
        response = await forward(request)
        if response.succeeded and self._is_active:
            self._until = time.monotonic() + 0.5
        elif time.monotonic() < self._until:
            return await forward(request.with_header(b"api-key", b"key-of-api-key"))
        self._is_active = self._is_active or (b"api-key", b"wrong-credential") in request.headers
        return response


def test_caller_who_stays_authenticated_is_found_once(proxy: tuple[FaultProxy, str], tmp_path: Path) -> None:
    known = mock_credentials(KNOWN.values(), {each.variable: f"key-of-{each.header}" for each in KNOWN.values()})
    with running_mock(tmp_path / "mock.log", environment=known) as mock:
        add_bug(proxy[0], mock.url, OPERATIONS["listUids"], StaysAuthenticated())
        [finding], _ = probe(proxy[1], "authentication", ("listUids",))
    assert "a request whose api-key is wrong, right after a valid request was accepted" in finding.message
    assert finding.request.count("curl ") == 2


def test_service_without_state_gets_a_note_instead_of_findings(mock: Mock) -> None:
    found, session = probe(mock.url, "round_trip", CONVERSATION)
    assert found == []
    assert any("returns the contract's examples" in note for note in session.notes)


def test_missing_second_caller_gets_a_note(stateful: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAIGUNN_API_KEY_2")
    _, session = probe(stateful.url, "callers", CONVERSATION)
    assert list(session.notes) == ["CAIGUNN_API_KEY_2: not set; whether callers see each other's data was not tested"]


def test_single_worker_gets_a_note_about_parallel_requests(stateful: Mock) -> None:
    session = new_session(stateful.url)
    session.workers, session.operations = 1, [OPERATIONS[each] for each in CONVERSATION]
    with closing(session.transport):
        repetition.run_linked(session, baseline.find(session, session.operations))
    assert list(session.notes) == ["WORKERS=1: requests in parallel were not tested"]
    assert session.findings.sorted() == []


def test_others_start_when_data_is_compared(mock: Mock) -> None:
    """Generated requests would change the lists that probes compare."""
    operations, events = [OPERATIONS["setWebhook"]], list[str]()
    session = new_session(mock.url)
    running.run(session, operations, operations, events.append, lambda: events.append("others: "))
    compared, alone = ([name for name, _ in subjects] for subjects in (running.OF_DATA, running.OF_OPERATIONS))
    assert [each.partition(":")[0] for each in events] == [*compared, "others", *alone]


async def reject_undocumented_query(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Respond with 400 to parameters that the operation does not document, and then with 401 to other credentials."""
    response, names = await forward(request), set(parse_qs(request.target.partition(b"?")[2].decode()))
    if names - {"limit", "offset", "start_at", "end_at"}:
        return replace(response, status=400, body=b'{"detail": "unknown parameter"}')
    if (b"api-key", b"key-of-api-key") not in request.headers:
        return replace(response, status=401, body=b'{"detail": "wrong credential"}')
    return response


@pytest.mark.parametrize(
    ("subject", "warnings"), [("authentication", []), ("http_semantics", ["undocumented_query_accepted"])]
)
def test_rejection_of_undocumented_query_is_a_warning_at_most(
    stateful: Mock, proxy: tuple[FaultProxy, str], subject: str, warnings: list[str]
) -> None:
    add_bug(proxy[0], stateful.url, OPERATIONS["listUids"], reject_undocumented_query)
    found, _ = probe(proxy[1], subject, ("listUids",))
    assert proxy[0].changed
    assert [(each.check, each.severity) for each in found] == [(each, "warning") for each in warnings]
