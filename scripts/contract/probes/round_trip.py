"""Probes of what was sent: it is listed back once, unchanged, and in the right property."""

import contextlib
import time
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any

from scripts.contract.findings import numbered
from scripts.contract.probes import exact_values, samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import MAX_PAGES, PAGE_SIZE, PAUSES, FullList, moment, read_all
from scripts.contract.probes.responses import TOO_LARGE, parsed
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response
from scripts.openapi import Operation

LISTED, UNCHANGED, ROLES = "sent_data_listed", "sent_data_unchanged", "sent_data_in_its_property"
CHUNKED = "Chinese characters in a chunked body"
CLOCK_SECONDS = 300
# Further reads of a list that grows.
MORE_READS = 8
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
        what: What is special.
    """

    call: Call
    mark: str
    response: Response
    varied: Input | None = None
    what: str = ""


def run(session: Session, baselines: Baselines) -> None:
    """Send special values, and compare them with what is listed."""
    if baselines.is_stateless:
        session.note("the service returns the contract's examples: sent data, lists and callers are not tested")
        return
    done = set()
    for link in baselines.links:
        call = baselines.first(link.source)
        if call is None or link.source.id in done or link.source.method == "GET":
            continue
        done.add(link.source.id)
        sent = _send_all(session, call)
        for each in (each for each in baselines.links if each.source == link.source):
            if each.definition.get("parameters"):
                _check_own_lists(session, each, sent)
            else:
                _check_shared_list(session, each, sent, must_be_listed=True)
            if each.definition.get("parameters"):
                own = with_marks(session, call, uuid.uuid4().hex)
                exact_values.check(session, each, own, sorted(RECEIVED), UNCHANGED)
    for source, target in collections(session, baselines):
        made = baselines.first(source)
        if made is not None and source.id not in done:
            link = Link(source, "", target, {})
            if _check_shared_list(session, link, _send_all(session, made), must_be_listed=False):
                session.listing.append(link)
            exact_values.check(session, link, made, (), UNCHANGED)


def run_again(session: Session, baselines: Baselines) -> None:
    """Send data after all other requests: a list that had everything before may be limited to some entries."""
    for link in session.listing:
        call = baselines.first(link.source)
        if call is None:
            continue
        mark = uuid.uuid4().hex
        made = with_marks(session, call, mark)
        with contextlib.suppress(NoResponse):
            response = session.call(made, "a valid request")
            if response.succeeded:
                what = f"after {session.counts[link.source.id]} requests; it was before"
                _check_shared_list(session, link, [Sent(made, mark, response, None, what)], must_be_listed=True)


def collections(session: Session, baselines: Baselines) -> Iterator[tuple[Operation, Operation]]:
    """Yield the operations that create and list the items of a path."""
    for source in session.operations:
        for target in session.operations:
            if (source.path, source.method, target.method) == (target.path, "POST", "GET") and baselines.first(target):
                yield source, target


def with_marks(session: Session, call: Call, mark: str) -> Call:
    """Return a call whose free texts all contain a mark."""
    for where in inputs(session.document, call.operation, call.media_type):
        if samples.is_free_text(where) and where.location != "path" and not samples.has_syntax(call.value(where)):
            call = call.put(where, f"{where.name}-{mark}")
    return call


def _send_all(session: Session, call: Call) -> list[Sent]:
    planned: list[tuple[Call, str, Input | None, str]] = []
    for _ in range(2):
        mark = uuid.uuid4().hex
        planned.append((with_marks(session, call, mark), mark, None, "a text"))
    for where in inputs(session.document, call.operation, call.media_type):
        if not samples.is_free_text(where) or where.location == "path" or samples.has_syntax(call.value(where)):
            continue
        if not where.required and _has_other_text(session, call, where):
            mark = uuid.uuid4().hex
            absent = with_marks(session, call, mark).having(where.location, **{where.name: None})
            planned.append((absent, mark, where, f"without `{where.name}`"))
        texts = [*_texts(where), *([(CHUNKED, f"{'字' * 200}MARK")] if where.location == "body" else [])]
        for what, value in texts:
            mark = uuid.uuid4().hex
            text = value.replace("MARK", mark)
            planned.append((with_marks(session, call, mark).put(where, text), mark, where, what))

    def send(each: tuple[Call, str, Input | None, str]) -> Sent | None:
        made, mark, where, what = each
        with contextlib.suppress(NoResponse):
            # Chunks end within characters, which must be decoded as a whole.
            request = replace(made.request(), chunked=what == CHUNKED)
            shown = what if where is None or made.value(where) is None else f"`{where.name}`: {what}"
            tolerated = TOO_LARGE | {400, 411, 501}
            response = session.send(made.operation, request, shown, topic=str(where), tolerated=tolerated)
            return Sent(made, mark, response, where, what) if response.succeeded else None
        return None

    return [each for each in session.map(send, planned) if each is not None]


def _has_other_text(session: Session, call: Call, where: Input) -> bool:
    """Return True if another input than the given one has the mark of a request."""
    declared = inputs(session.document, call.operation, call.media_type)
    return any(
        each != where and samples.is_free_text(each) and each.location in {"body", "header", "query"}
        for each in declared
        if not samples.has_syntax(call.value(each))
    )


def _texts(where: Input) -> Iterator[tuple[str, str]]:
    """Yield texts with a placeholder for a mark. A text is also before the mark, because it may be cut off."""
    if where.location == "header":
        yield "capital letters", "MiXed-CASE-MARK"
        yield "256 characters", f"MARK{'x' * 224}"
        yield "1,000 characters", f"MARK{'x' * 968}"
        yield "punctuation", "'<b>&;,=%41{}-MARK"
        yield "a leading zero", "007MARK"
        yield "a blank within", "a  b MARK"
        return
    yield "capital letters", "MiXed CASE MARK"
    for each in samples.TEXTS:
        text = str(each.value)
        if each.expected == "accepted" and not (where.location == "query" and len(text) > 1000):
            yield each.what, f"MARK{text}" if len(text) > 50 else f"{text}MARK{text}"


def _check_own_lists(session: Session, link: Link, sent: Sequence[Sent]) -> None:
    """Compare what was sent with lists that belong to single requests, such as those of conversations."""
    missing: list[Sent] = []

    def check(each: Sent) -> None:
        target = link.follow(session.document, each.call, each.response)
        if target is None:
            return
        whole = FullList([])
        # After one list without the data, do not wait for it again: it is the same finding.
        for pause in PAUSES if not missing else PAUSES[:1]:
            time.sleep(pause)
            with contextlib.suppress(NoResponse):
                whole = read_all(session, target, "a list")
            if not whole.is_complete or _find(whole, each):
                break
        else:
            missing.append(each)
        _compare(session, link, each, target, whole, must_be_listed=True, is_own=True)

    for each in sent[:1]:
        check(each)
    session.map(check, sent[1:])


def _check_shared_list(session: Session, link: Link, sent: Sequence[Sent], *, must_be_listed: bool) -> bool:
    """Compare what was sent with the list that has all of it; return True if it has."""
    target = link.follow(session.document, sent[0].call, sent[0].response) if sent else None
    if target is None:
        return False
    whole, found, sizes = FullList([]), [False], [0]
    # Background jobs may create the entries: a list that grows is read again.
    for number, pause in enumerate((*PAUSES, *PAUSES[-1:] * MORE_READS)):
        time.sleep(pause)
        with contextlib.suppress(NoResponse):
            whole = read_all(session, target, "a list")
        found = [bool(_find(whole, each)) for each in sent]
        sizes.append(len(whole.entries))
        has_settled = number >= len(PAUSES) - 1 and len(set(sizes[-3:])) == 1
        if all(found) or not whole.is_complete or has_settled:
            break
    else:
        if len(set(sizes[-3:])) > 1:
            session.note(f"{target}: grows for a long time; what was sent last was not compared")
            must_be_listed = False
    for each in sent if not whole.failed else sent[:1]:
        _compare(session, link, each, target, whole, must_be_listed=must_be_listed, is_own=False)
    return all(found)


def _find(whole: FullList, sent: Sent) -> list[dict[str, Any]]:
    """Return the entries that contain the mark of a request, in any case."""
    return [each for each in whole.entries if isinstance(each, dict) and sent.mark in str(each).lower()]


def _compare(  # noqa: PLR0913 - both sides of a comparison
    session: Session, link: Link, sent: Sent, target: Call, whole: FullList, *, must_be_listed: bool, is_own: bool
) -> None:
    operation, request = link.target, target.request()
    source = str(sent.call)
    if whole.failed:
        if must_be_listed:
            _report_missing_list(session, link, sent, target)
        return
    if not whole.is_complete:
        session.note(
            f"{target}: more than {PAGE_SIZE * MAX_PAGES:,} entries; whether sent data is listed was not tested"
        )
        return
    found = _find(whole, sent)
    topic = sent.what if sent.varied else ""
    if not found:
        if must_be_listed:
            message = f"data sent to {source} is not listed within {sum(PAUSES):g} s" + (f": {topic}" if topic else "")
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
    if value is None and "default" in where.schema and where.name in entry:
        value = where.schema["default"]
    if not isinstance(value, str):
        return
    body = parsed(sent.response)
    replies = {each for each in body.values() if isinstance(each, str)} if isinstance(body, dict) else set()
    if where.name in entry:
        names = [where.name]
    elif where.location == "body" and RECEIVED & entry.keys():
        names = sorted(RECEIVED & entry.keys())
        for name in SENT & entry.keys():
            if replies and entry[name] not in replies and sent.varied is None:
                message = f"`{name}` is {entry[name]!r}, but the reply of {sent.call} was {min(replies)!r}"
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
            is_default = sent.call.value(where) is None
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
            session.report(operation, "times_are_correct", message, target.request(), cause=f"{operation.id} {name}")


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
