"""Probes of the entries that a list has before others are created: they stay listed, with their time of creation."""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.contract.findings import Severity, numbered
from scripts.contract.probes.calls import Call
from scripts.contract.probes.comparison import LISTED, TIMES
from scripts.contract.probes.lists import PAUSES, key, read_all
from scripts.contract.probes.responses import moment
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.openapi import operations

Entries = dict[str, dict[str, Any]]
# Services may round a time when they store it.
ROUNDING_SECONDS = 1


def read(session: Session, listed: Call) -> Entries | None:
    """Return the entries of a list that have an id, by their ids; None if it cannot be read as a whole."""
    with contextlib.suppress(NoResponse):
        whole = read_all(session, listed, "a list")
        if whole.is_complete and not whole.failed:
            found = [(key(each), each) for each in whole.entries if isinstance(each, dict)]
            counts = Counter(name for name, _ in found)
            return {name: each for name, each in found if counts[name] == 1 and name.startswith(("id=", "uid="))}
    return None


def _reads(session: Session, listed: Call) -> Iterator[Entries | None]:
    """Yield the entries of a list, and then again after each pause."""
    for pause in PAUSES:
        time.sleep(pause)
        yield read(session, listed)


def read_first(session: Session, listed: Call) -> Entries:
    """Return the entries of a list once it has some, because jobs may create the first ones; empty if it has none."""
    for found in _reads(session, listed):
        if found or found is None:
            return found or {}
    return {}


def read_lasting(session: Session, listed: Call) -> Entries:
    """Return the entries of a list that must stay: none if the contract has operations that change or delete some."""
    path = listed.operation.path
    item = f"{path[path.rindex('/') :]}/{{"
    may_change = any(
        (each.method in {"DELETE", "PUT", "PATCH"} and (each.path == path or item in each.path))
        or (each.method != "GET" and each.path.startswith(f"{path}/"))
        for each in operations(session.document)
    )
    return {} if may_change else read(session, listed) or {}


def check(session: Session, made: Call, listed: Call, before: Mapping[str, Any]) -> None:
    """Compare the entries of a list with the former ones, after further ones were created.

    Args:
        session: The session.
        made: A request that creates an entry.
        listed: The request of the list.
        before: The former entries.
    """
    after: Entries = {}
    for found in _reads(session, listed):
        if found is None:
            return
        if before.keys() <= found.keys():
            _compare_creation(session, listed, before, found)
            return
        after = found
    _report_lost(session, made, listed, before, after)


def _report_lost(session: Session, made: Call, listed: Call, before: Mapping[str, Any], after: Entries) -> None:
    """Report lost entries: as a violation if one more request displaces further ones, such as in a list of ten."""
    with contextlib.suppress(NoResponse):
        session.call(made, "a valid request")
    is_displaced = any(last is not None and not after.keys() <= last.keys() for last in _reads(session, listed))
    severity: Severity = "violation" if is_displaced else "warning"
    lost = len(before.keys() - after.keys())
    message = f"{lost} of {numbered(len(before), 'entry')} disappeared from the list after further {made}"
    cause = f"{made.operation.id} {listed.operation.id} lost"
    session.report(
        listed.operation, LISTED, message, listed.request(), cause=cause, before=made.request(), severity=severity
    )
    session.incomplete_lists.add(listed.operation.id)


def _compare_creation(session: Session, listed: Call, before: Mapping[str, Any], after: Entries) -> None:
    if not _changed(before, after, 0):
        return
    # Then a time of the request, instead of the creation, is later by more than a rounded one can be.
    time.sleep(2 * ROUNDING_SECONDS)
    found = _changed(before, read(session, listed) or {}, ROUNDING_SECONDS)
    if found:
        message = f"`created_at` of {found[0]} was {found[1]}, and is {found[2]} now"
        cause = f"{listed.operation.id} created_at changes"
        session.report(listed.operation, TIMES, message, listed.request(), cause=cause)


def _changed(before: Mapping[str, Any], after: Entries, seconds: float) -> tuple[str, str, str] | None:
    """Return the id and both times of an entry whose time of creation differs by more than some seconds."""
    for id_ in before.keys() & after.keys():
        first, second = (moment(each[id_].get("created_at")) for each in (before, after))
        if first and second and abs((second - first).total_seconds()) > seconds:
            return id_.partition("=")[2], first.isoformat(), second.isoformat()
    return None
