"""Probes by repetition: rare failures, lost entries, requests in parallel, and values that do not exist."""

import contextlib
import uuid
from collections.abc import Sequence

from scripts.contract.findings import numbered
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, inputs
from scripts.contract.probes.creation import different, settled
from scripts.contract.probes.links import Link
from scripts.contract.probes.responses import ABSENT, leaves_cases_open, leaves_response_open
from scripts.contract.probes.round_trip import with_marks
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response

# Requests of an operation, all probes included. Of failures in one of a hundred requests, 1 - 0.99^300 = 95 % are
# found; of failures in one of two hundred, 78 %, or all if the service counts its requests.
BUDGET = 300
PARALLEL = 20
# UUIDs of no resource, of all kinds that RFC 9562 has: random, by time, ordered by time, nil, and of another variant.
UNUSED = (
    *(uuid.uuid4(), uuid.uuid1(), uuid.UUID("018f5b2e-7d3c-7a1b-8c2d-3e4f5a6b7c8d"), uuid.UUID(int=0)),
    uuid.UUID("11111111-1111-1111-1111-111111111111"),
)


def run(session: Session, baselines: Baselines) -> None:
    """Repeat cheap requests, and send ids that do not exist."""
    linked = {each.source.id for each in baselines.links}
    for operation in session.operations:
        call = baselines.first(operation)
        # A POST without links may start a background job.
        if call is not None and (operation.method != "POST" or operation.id in linked):
            _repeat(session, call)
    if not baselines.is_stateless:
        with contextlib.suppress(NoResponse):
            _unknown(session, baselines)


def run_linked(session: Session, baselines: Baselines) -> None:
    """Repeat requests, one after the other and in parallel, and count the entries that they create."""
    if baselines.is_stateless:
        return
    for link in baselines.links:
        call = baselines.first(link.source)
        is_own = call is not None and link.source.method != "GET" and link.passes_values
        if call is None or not is_own or link.target.id in session.incomplete_lists:
            continue
        with contextlib.suppress(NoResponse):
            made = with_marks(session, call, uuid.uuid4().hex)
            if succeeded := _repeat(session, made):
                _check_number(session, link, made, succeeded)
            _parallel(session, link, call)


def _repeat(session: Session, call: Call) -> list[Response]:
    """Repeat a request until its operation has enough, and return the successful responses."""
    repetitions = range(max(2, BUDGET - session.counts[call.operation.id]))
    responses = session.map(lambda _: _send(session, call), repetitions)
    return [each for each in responses if each is not None and each.succeeded]


def _check_number(session: Session, link: Link, call: Call, responses: Sequence[Response]) -> None:
    """Check that what was sent repeatedly is listed as often."""
    target = link.follow(session.document, call, responses[0])
    if target is None:
        return
    whole = settled(session, target, len(responses))
    if whole.is_complete and not whole.failed and len(whole.entries) != len(responses):
        message = f"the list has {numbered(len(whole.entries), 'entry')} after {len(responses)} requests of {call}"
        session.report(link.target, "sent_data_listed", message, target.request(), cause=f"{link.target.id} number")


def _send(session: Session, call: Call) -> Response | None:
    operation = call.operation
    with contextlib.suppress(NoResponse):
        response = session.call(call, "a valid request, repeated")
        status = response.status
        is_open = (status in ABSENT and leaves_response_open(operation)) or (
            # Such as a quota; a rare 403 is not one.
            leaves_cases_open(session.document, operation, status) and not session.still_accepts(call, response)
        )
        if 300 <= status < 500 and status != 429 and not is_open:
            message = f"a valid request got {status}, after it had succeeded before"
            cause = f"{operation.id} {status}"
            session.report(operation, "repeated_requests_succeed", message, call.request(), response, cause=cause)
        return response
    return None


def _parallel(session: Session, link: Link, call: Call) -> None:
    """Send requests in parallel whose data belongs to one list: none may be lost."""
    if session.workers == 1:
        session.note("WORKERS=1: requests in parallel were not tested")
        return
    parent = with_marks(session, call, uuid.uuid4().hex)
    made = [different(session, parent) for _ in range(PARALLEL)]
    responses = session.map(lambda each: session.call(each, "parallel requests"), made)
    target = link.follow(session.document, made[0], responses[0])
    if target is None:
        return
    sent = sum(each.succeeded for each in responses)
    whole = settled(session, target, sent)
    if not whole.failed and len(whole.entries) != sent:
        message = f"the list has {numbered(len(whole.entries), 'entry')} after {sent} parallel requests of {call}"
        session.report(link.target, "parallel_requests_kept", message, target.request())


def _unknown(session: Session, baselines: Baselines) -> None:
    """Send ids that do not exist, where the contract documents 404."""
    for link in baselines.links:
        call = baselines.first(link.target)
        if call is None or "404" not in link.target.definition.get("responses", {}):
            continue
        for where in inputs(session.document, call.operation, call.media_type):
            if where.schema.get("format") != "uuid":
                continue
            for unused in UNUSED:
                unknown = call.put(where, str(unused))
                response = session.call(unknown, f"`{where.name}`: an id that does not exist", topic="unknown")
                if response.status not in {404, 429} and response.status < 500:
                    message = f"`{where.name}={unused}`, which does not exist, got {response.status} instead of 404"
                    session.report(
                        *(link.target, "unknown_ids_rejected", message, unknown.request(), response),
                        location=where.pointer,
                        cause=f"{link.target.id} {where} unknown",
                    )
