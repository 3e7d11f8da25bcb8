"""Probes with the credentials of a second caller: no caller sees or changes the data of another one."""

import contextlib
import json
import os
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace

from scripts.contract.findings import numbered
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call
from scripts.contract.probes.creation import different, settled
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import FullList, read_all, reads
from scripts.contract.probes.round_trip import with_marks
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.credentials import Credential, credentials, synthetic_credentials
from scripts.openapi import Document

CHECK = "callers_are_separate"
# Requests of each of two callers that are sent in parallel.
PARALLEL = 15
# Random texts are in all data of probes.
_MARK = re.compile("[0-9a-f]{32}")


def second(variable: str) -> str:
    """Return the environment variable of a second caller's credential."""
    return f"{variable}_2"


def two_callers(known: Iterable[Credential]) -> tuple[dict[str, str], dict[str, str]]:
    """Return random credentials of two callers.

    Returns:
        The environment variables of a client that sends them, and those of a mock that accepts no others.
    """
    listed = list(known)
    (client, mock), (other_client, other_mock) = synthetic_credentials(listed), synthetic_credentials(listed)
    client |= {second(name): value for name, value in other_client.items()}
    return client, {name: f"{value}\n{other_mock[name]}" for name, value in mock.items()}


def run(session: Session, baselines: Baselines) -> None:
    """Create data as one caller, and look for it as another one."""
    if baselines.is_stateless:
        return
    if names := missing_variables(session.document):
        session.note(f"{' and '.join(names)}: not set; whether callers see each other's data was not tested")
        return
    with contextlib.suppress(NoResponse):
        _linked(session, baselines)
        _parallel(session, baselines)
        _listed(session, baselines)


def missing_variables(document: Document) -> list[str]:
    """Return the environment variables of a second caller that are not set."""
    known = credentials(document).values()
    return [name for each in known if not os.environ.get(name := second(each.variable))]


def as_second(session: Session, call: Call) -> Call:
    """Return a call with the credentials of the second caller."""
    values = {
        each.header: f"{each.prefix}{os.environ[second(each.variable)]}"
        for each in credentials(session.document).values()
    }
    return replace(call, credentials=tuple((name, values.get(name, value)) for name, value in call.credentials))


def _linked(session: Session, baselines: Baselines) -> None:
    for link in baselines.links:
        call = baselines.first(link.source)
        if call is None or not call.credentials or link.source.method == "GET":
            continue
        if link.target.id in session.incomplete_lists:
            continue
        mark = uuid.uuid4().hex
        made = with_marks(session, call, mark)
        response = session.call(made, "a valid request")
        target = link.follow(session.document, made, response)
        if target is None or not response.succeeded:
            continue
        # One right after the other: a cache of responses may be shared.
        own = read_all(session, target, "a list")
        seen = read_all(session, as_second(session, target), "a list of another caller")
        if mark in str(seen.entries) or _has_same_entries(own, seen):
            message = f"a second caller sees what the first one sent to {made}"
            request = as_second(session, target).request()
            session.report(link.target, CHECK, message, request, cause=f"{link.target.id} seen")
        other = uuid.uuid4().hex
        # The same parent, such as a conversation, may exist for both callers.
        foreign = as_second(session, with_marks(session, call, other))
        shared = {key: value for key, value in made.values.items() if key[0] == "header"}
        foreign = replace(foreign, values={**foreign.values, **shared})
        if session.call(foreign, "a valid request of another caller").succeeded:
            _compare(session, made, target, mark, other)


def _has_same_entries(one: FullList, other: FullList) -> bool:
    """Return True if two lists have an entry in common that only one caller can have created."""
    texts = [{json.dumps(each, sort_keys=True) for each in whole.entries} for whole in (one, other)]
    return any(map(_MARK.search, texts[0] & texts[1]))


def _compare(session: Session, made: Call, target: Call, mark: str, other: str) -> None:
    """Check that a list has what its caller sent, and not what a second caller sent."""
    whole = FullList([])
    for whole in reads(session, target):
        if other in str(whole.entries) or mark in str(whole.entries):
            break
    operation = target.operation
    if other in str(whole.entries):
        message = f"a caller sees what a second one sent to {made}"
        session.report(operation, CHECK, message, target.request(), cause=f"{operation.id} seen")
    elif not whole.failed and whole.is_complete and mark not in str(whole.entries):
        message = f"what a caller sent to {made} is lost after a second one sent something"
        session.report(operation, CHECK, message, target.request(), cause=f"{operation.id} lost")


def _parallel(session: Session, baselines: Baselines) -> None:
    """Send requests of both callers in parallel: each one's data must stay its own."""
    for link in baselines.links:
        call = baselines.first(link.source)
        if call is None or not call.credentials or not link.passes_values:
            continue
        if link.target.id in session.incomplete_lists or link.source.method == "GET":
            continue
        own = with_marks(session, call, uuid.uuid4().hex)
        foreign = as_second(session, with_marks(session, call, uuid.uuid4().hex))
        responses = session.map(
            lambda each: session.call(different(session, each), "a request while another caller sends one"),
            [own, foreign] * PARALLEL,
        )
        for made, first in ((own, 0), (foreign, 1)):
            sent = sum(each.succeeded for each in responses[first::2])
            target = link.follow(session.document, made, responses[first])
            if target is None:
                continue
            target = replace(target, credentials=made.credentials)
            whole = settled(session, target, sent)
            if not whole.failed and len(whole.entries) != sent:
                found = numbered(len(whole.entries), "entry")
                message = f"the list has {found} after {sent} requests of {call}, while another caller sent requests"
                session.report(link.target, CHECK, message, target.request())


def _accepts_any(session: Session, link: Link, used: Call) -> bool:
    """Return True if an operation accepts an id that does not exist; then it says nothing about callers."""
    names = dict.fromkeys(link.response_values(session.document), str(uuid.uuid4()))
    return session.call(
        replace(used, values={**used.values, **names}), "an id that does not exist", validate=False
    ).succeeded


def _listed(session: Session, baselines: Baselines) -> None:
    """Check that what one caller lists is neither listed nor usable for another one."""
    for link in baselines.links:
        source, call = baselines.first(link.source), baselines.first(link.target)
        if source is None or call is None or not source.credentials or link.source.method != "GET":
            continue
        response = session.call(source, "a list")
        ids = {str(each.get("id")) for each in read_all(session, source, "a list").entries if isinstance(each, dict)}
        foreign = as_second(session, source)
        seen = {str(each.get("id")) for each in read_all(session, foreign, "a list").entries if isinstance(each, dict)}
        if shared := (ids & seen) - {"None"}:
            message = f"a second caller sees {numbered(len(shared), 'entry')} of the first one"
            session.report(link.source, CHECK, message, foreign.request(), cause=f"{link.source.id} seen")
            continue
        target = link.follow(session.document, source, response)
        if target is not None:
            used = as_second(session, target)
            result = session.call(used, "a value of another caller")
            if result.succeeded and not _accepts_any(session, link, used):
                message = f"a second caller can use what only the first one's {source} lists"
                session.report(link.target, CHECK, message, used.request(), result, cause=f"{link.target.id} used")
