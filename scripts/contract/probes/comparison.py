"""Comparison of what was sent with the entry that lists it."""

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from scripts.contract.findings import numbered
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import MAX_PAGES, PAGE_SIZE, FullList, item_schema
from scripts.contract.probes.responses import moment, parsed
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response
from scripts.openapi import Operation
from scripts.schemas import merge_all_of

LISTED, UNCHANGED, ROLES = "sent_data_listed", "sent_data_unchanged", "sent_data_in_its_property"
TIMES = "times_are_correct"
CLOCK_SECONDS = 300
# A property with the beginning of a text that is longer, unless its name says so.
LONG_TEXT, SHORTEST_EXCERPT = 200, 20
_EXCERPT = re.compile("preview|excerpt|snippet|summary|short|title", re.IGNORECASE)
# Usual names of properties that hold what a service received from a client, and what it sent to one.
RECEIVED = {"receive", "received", "request", "input", "question", "prompt"}
SENT = {"send", "sent", "reply", "response", "output", "answer"}


@dataclass(frozen=True)
class Sent:
    """A request that was accepted.

    Attributes:
        call: The request.
        mark: A text that all its free texts contain.
        response: Its response.
        varied: The input with a special value, if any.
        what: What is special; empty for a plain request.
    """

    call: Call
    mark: str
    response: Response
    varied: Input | None = None
    what: str = ""

    @property
    def may_be_hidden(self) -> bool:
        """True if it has a value of an enum, such as a state that a list leaves out by default."""
        return self.varied is not None and "enum" in self.varied.schema


def find(whole: FullList, sent: Sent) -> list[dict[str, Any]]:
    """Return the entries that contain the mark of a request, in any case."""
    return [each for each in whole.entries if isinstance(each, dict) and sent.mark in str(each).lower()]


def compare(  # noqa: PLR0913 - both sides of a comparison
    session: Session,
    link: Link,
    sent: Sent,
    target: Call,
    whole: FullList,
    *,
    must_be_listed: bool,
    is_own: bool,
    waited: float,
) -> None:
    """Report how the entry of a request differs from what was sent, or that the entry is missing.

    Args:
        session: The session.
        link: The operation that creates entries, and the one that lists them.
        sent: The request.
        target: The call of the list.
        whole: The list.
        must_be_listed: Whether a missing entry is a finding, instead of a note.
        is_own: Whether the list belongs to the request, so that it has no other entries.
        waited: The seconds of the pauses between the reads of the list.
    """
    operation, request = link.target, target.request()
    source = str(sent.call)
    must_be_listed = must_be_listed and not sent.may_be_hidden
    if whole.failed:
        if must_be_listed:
            _report_missing_list(session, link, sent, target)
        return
    if not whole.is_complete:
        session.note(
            f"{target}: more than {PAGE_SIZE * MAX_PAGES:,} entries; whether sent data is listed was not tested"
        )
        return
    found = find(whole, sent)
    if not found:
        if must_be_listed:
            topic = f": {sent.what}" if sent.what else ""
            message = f"data sent to {source} is not listed within {waited:g} s{topic}"
            cause, before = f"{link.source.id} {operation.id}", sent.call.request()
            session.report(operation, LISTED, message, request, cause=cause, before=before)
            session.incomplete_lists.add(operation.id)
        else:
            session.note(f"{source}: created data did not appear in {target} within a few seconds; it was not compared")
        return
    if len(found) > 1:
        message = f"one request of {source} is listed {len(found)} times"
        session.report(operation, LISTED, message, request, cause=f"{operation.id} twice", before=sent.call.request())
    if is_own and len(whole.entries) > len(found):
        others = numbered(len(whole.entries) - len(found), "entry")
        message = f"the list has {others} of other requests than those of its parent"
        session.report(operation, "lists_are_separate", message, request, cause=f"{operation.id} others")
    for where in inputs(session.document, sent.call.operation, sent.call.media_type):
        _compare_value(session, link, sent, found[0], where, target)
    _compare_times(session, operation, sent, found[0], target)
    _report_truncated_texts(session, operation, sent, found[0], target)


def _report_missing_list(session: Session, link: Link, sent: Sent, target: Call) -> None:
    with contextlib.suppress(NoResponse):
        response = session.call(target, "a list that has entries")
        if 300 <= response.status < 500:
            message = f"data sent to {sent.call} cannot be listed: {target} returned {response.status}"
            cause = f"{link.source.id} {link.target.id}"
            session.report(link.target, LISTED, message, target.request(), response, cause=cause)
            session.incomplete_lists.add(link.target.id)


def _compare_value(  # noqa: PLR0913, PLR0917 - both sides of a comparison
    session: Session, link: Link, sent: Sent, entry: dict[str, Any], where: Input, target: Call
) -> None:
    """Compare one input with the properties of its entry."""
    value, operation = sent.call.value(where), link.target
    is_default = (where.location, where.name) not in sent.call.values
    if is_default and "default" in where.schema and where.name in entry:
        value = where.schema["default"]
    if not isinstance(value, str):
        return
    body = parsed(sent.response)
    replies = {each for each in body.values() if isinstance(each, str)} if isinstance(body, dict) else set()
    if where.name in entry:
        names = [where.name]
    elif where.location == "body" and RECEIVED & entry.keys():
        names = sorted(RECEIVED & entry.keys())
        # A reply may contain the text: if that is listed in another form, so is the reply.
        is_kept = sent.varied is None or any(entry[name] == value for name in names)
        for name in SENT & entry.keys():
            if replies and is_kept and entry[name] not in replies:
                listed, reply = _short(entry[name], min(replies)), _short(min(replies), entry[name])
                message = f"`{name}` is {listed}, but the reply of {sent.call} was {reply}"
                cause, before = f"{operation.id} {name}", sent.call.request()
                session.report(operation, ROLES, message, target.request(), cause=cause, before=before)
    else:
        # Only a property that holds plain texts unchanged is compared.
        return
    for name in names:
        # A name that requests do not have may be that of an underlying model; the response's schema decides on it.
        is_other_name = entry[name] not in where.schema.get("enum", [entry[name]])
        if entry[name] != value and sent.varied in (None, where) and not is_other_name:
            check = UNCHANGED if name == where.name or sent.varied else ROLES
            listed = f"is listed as {_short(entry[name], value)} in `{name}`"
            how = "was left out, which means" if is_default else "was sent as"
            message = f"`{where.name}` {how} {_short(value, entry[name])}, and {listed}"
            if sent.varied:
                message += f" ({sent.what})"
            cause = f"{operation.id} {name} {_kind_of_change(value, str(entry[name]))}"
            before = sent.call.request()
            session.report(
                operation, check, message, target.request(), location=where.pointer, cause=cause, before=before
            )


def _compare_times(session: Session, operation: Operation, sent: Sent, entry: dict[str, Any], target: Call) -> None:
    """Compare the times of a new entry with the clock of the service."""
    try:
        now = parsedate_to_datetime(sent.response.headers["date"])
    except (KeyError, ValueError):
        return
    for name, value in entry.items():
        at = moment(value) if name.endswith("_at") else None
        if at is not None and abs((at - now).total_seconds()) > CLOCK_SECONDS:
            message = f"`{name}` of a new entry is {value}, but the clock of the service is at {now.isoformat()}"
            session.report(operation, TIMES, message, target.request(), cause=f"{operation.id} {name}")


def _report_truncated_texts(
    session: Session, operation: Operation, sent: Sent, entry: dict[str, Any], target: Call
) -> None:
    """Report documented properties with only the beginning of a long text, which was sent or returned."""
    body = parsed(sent.response)
    texts = [*sent.call.body().values(), *(body.values() if isinstance(body, dict) else ())]
    long_texts = [each for each in texts if isinstance(each, str) and len(each) > LONG_TEXT]
    if not long_texts:
        return
    declared = item_schema(session.document, operation).get("properties", {})
    compared = {*RECEIVED, *SENT, *sent.call.body()}
    for name, value in entry.items():
        if name in compared or name not in declared or _EXCERPT.search(name) or not isinstance(value, str):
            continue
        if "maxLength" in merge_all_of(session.document, declared[name]):
            continue
        beginning = value.rstrip("….")
        for text in long_texts:
            if len(text) > len(beginning) > SHORTEST_EXCERPT and value != text and text.startswith(beginning):
                message = f"`{name}` has the first {len(beginning)} of {len(text):,} characters of a text"
                cause, before = f"{operation.id} {name} truncated", sent.call.request()
                session.report(operation, UNCHANGED, message, target.request(), cause=cause, before=before)


def _kind_of_change(value: str, listed: str) -> str:
    """Return how a text changed, so that each kind is reported once."""
    if listed == value.lower() or listed == value.upper():
        return "case"
    if value.startswith(listed) or value.encode().startswith(listed.encode()):
        return "truncated"
    if listed == value.strip() or " ".join(listed.split()) == " ".join(value.split()):
        return "blanks"
    if "&lt;" in listed or "&amp;" in listed or "&#" in listed or "&quot;" in listed:
        return "escaped"
    if "?" in listed or "\ufffd" in listed:
        return "encoding"
    return "other"


def _short(text: Any, other: Any) -> str:
    """Return a text for a message; with its code points if it looks like the other one."""
    is_similar = unicodedata.normalize("NFKC", str(text)) == unicodedata.normalize("NFKC", str(other))
    shown = ascii(text) if is_similar else repr(text)
    return shown if len(shown) <= 60 else f"{shown[:28]}…{shown[-28:]} ({len(str(text)):,} characters)"
