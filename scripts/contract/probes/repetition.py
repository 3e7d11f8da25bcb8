"""Probes by repetition: rare failures, lost entries, requests in parallel, and values that do not exist."""

import contextlib
import uuid
from collections.abc import Sequence

from scripts.contract.probes import samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, inputs
from scripts.contract.probes.creation import settled
from scripts.contract.probes.links import Link
from scripts.contract.probes.responses import ABSENT, leaves_response_open
from scripts.contract.probes.round_trip import with_marks
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response

# Requests of an operation, all probes included. Of failures in one of a hundred requests, 1 - 0.99^300 = 95 % are
# found; of failures in one of two hundred, 78 %, or all if the service counts its requests.
BUDGET = 300
PARALLEL = 20


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
        is_own = call is not None and link.source.method != "GET" and bool(link.definition.get("parameters"))
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
        message = f"{len(whole.entries)} entries are listed after {len(responses)} requests of {call}"
        session.report(link.target, "sent_data_listed", message, target.request(), cause=f"{link.target.id} number")


def _send(session: Session, call: Call) -> Response | None:
    operation = call.operation
    with contextlib.suppress(NoResponse):
        response = session.call(call, "a valid request, repeated")
        is_open = response.status in ABSENT and leaves_response_open(operation)
        if 300 <= response.status < 500 and response.status != 429 and not is_open:
            message = f"a valid request got {response.status}, after it had succeeded before"
            cause = f"{operation.id} {response.status}"
            session.report(operation, "repeated_requests_succeed", message, call.request(), response, cause=cause)
        return response
    return None


def _parallel(session: Session, link: Link, call: Call) -> None:
    """Send requests in parallel whose data belongs to one list: none may be lost."""
    parent = with_marks(session, call, uuid.uuid4().hex)
    made = []
    for _ in range(PARALLEL):
        each = parent
        for where in inputs(session.document, parent.operation, parent.media_type):
            if where.location == "body" and samples.is_free_text(where):
                each = each.put(where, f"parallel-{uuid.uuid4().hex}")
        made.append(each)
    responses = session.map(lambda each: session.call(each, "parallel requests"), made)
    target = link.follow(session.document, made[0], responses[0])
    if target is None:
        return
    sent = sum(each.succeeded for each in responses)
    whole = settled(session, target, sent)
    if not whole.failed and len(whole.entries) != sent:
        message = f"{len(whole.entries)} entries are listed after {sent} parallel requests of {call}"
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
            # Version 1 has the time in it, version 4 is random: both are UUIDs.
            for unused in (uuid.uuid4(), uuid.uuid1()):
                unknown = call.put(where, str(unused))
                response = session.call(unknown, f"`{where.name}`: an id that does not exist", topic="unknown")
                if response.status not in {404, 429} and response.status < 500:
                    message = f"`{where.name}` with an id that does not exist got {response.status} instead of 404"
                    session.report(
                        *(link.target, "unknown_ids_rejected", message, unknown.request(), response),
                        location=where.pointer,
                        cause=f"{link.target.id} {where} unknown",
                    )
