"""Probes of what was sent: special values, and lists that must have them."""

import contextlib
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scripts.contract.probes import exact_values, kept_entries, samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.comparison import RECEIVED, UNCHANGED, Sent, compare, find
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import PAUSES, FullList, read_all
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.openapi import Operation

CHUNKED = "Chinese characters in a chunked body"
# Further reads of a list that grows.
MORE_READS = 8
# Values of an enum that are sent.
_MOST_VALUES = 10


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
            if each.passes_values:
                _check_own_lists(session, each, sent)
                own = with_marks(session, call, uuid.uuid4().hex)
                exact_values.check(session, each, own, sorted(RECEIVED), UNCHANGED)
            elif _check_shared_list(session, each, sent, must_be_listed=True):
                target = each.follow(session.document, sent[0].call, sent[0].response)
                if target is not None:
                    session.listing.append((each, kept_entries.read_lasting(session, target)))
    for source, collection in collections(session, baselines):
        made, listed = baselines.first(source), baselines.first(collection)
        if made is not None and listed is not None and source.id not in done:
            _check_collection(session, made, listed)


def run_again(session: Session, baselines: Baselines) -> None:
    """Send data after all other requests: a list that had everything before may be limited to some entries."""
    for link, before in session.listing:
        call = baselines.first(link.source)
        if call is None:
            continue
        mark = uuid.uuid4().hex
        made = with_marks(session, call, mark)
        with contextlib.suppress(NoResponse):
            response = session.call(made, "a valid request")
            target = link.follow(session.document, made, response)
            if response.succeeded and target is not None:
                what = f"after {session.counts[link.source.id]} requests of {made}; earlier data is listed"
                sent = [Sent(made, mark, response, None, what)]
                _check_shared_list(session, link, sent, must_be_listed=True, wait_longer=True)
                kept_entries.check(session, with_marks(session, call, uuid.uuid4().hex), target, before)


def _check_collection(session: Session, made: Call, listed: Call) -> None:
    link = Link(made.operation, "", listed.operation, {})
    before = kept_entries.read_first(session, listed)
    is_listed = _check_shared_list(session, link, _send_all(session, made), must_be_listed=False)
    kept_entries.check(session, made, listed, before)
    if is_listed:
        session.listing.append((link, kept_entries.read_lasting(session, listed)))
    if link.target.id not in session.incomplete_lists:
        exact_values.check(session, link, made, (), UNCHANGED)


def collections(session: Session, baselines: Baselines) -> Iterator[tuple[Operation, Operation]]:
    """Yield the operations that create and list the items of a path."""
    for source in session.operations:
        for target in session.operations:
            if (source.path, source.method, target.method) == (target.path, "POST", "GET") and baselines.first(target):
                yield source, target


def with_marks(session: Session, call: Call, mark: str) -> Call:
    """Return a call whose free texts all contain a mark."""
    for where in inputs(session.document, call.operation, call.media_type):
        if samples.is_free_text(where) and where.location != "path" and not samples.syntax(call.value(where)):
            call = call.put(where, f"{where.name}-{mark}")
    return call


def _send_all(session: Session, call: Call) -> list[Sent]:
    planned: list[tuple[Call, str, Input | None, str]] = []
    for _ in range(2):
        mark = uuid.uuid4().hex
        planned.append((with_marks(session, call, mark), mark, None, "a text"))
    for where in inputs(session.document, call.operation, call.media_type):
        if where.location == "body":
            for value in where.schema.get("enum", ())[:_MOST_VALUES]:
                mark = uuid.uuid4().hex
                planned.append((with_marks(session, call, mark).put(where, value), mark, where, f"`{value}`"))
        if not samples.is_free_text(where) or where.location == "path" or samples.syntax(call.value(where)):
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
            special = "" if where is None else what
            return Sent(made, mark, response, where, special) if response.succeeded else None
        return None

    return [each for each in session.map(send, planned) if each is not None]


def _has_other_text(session: Session, call: Call, where: Input) -> bool:
    """Return True if another input than the given one has the mark of a request."""
    declared = inputs(session.document, call.operation, call.media_type)
    return any(
        each != where and samples.is_free_text(each) and each.location in {"body", "header", "query"}
        for each in declared
        if not samples.syntax(call.value(each))
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
            if not whole.is_complete or find(whole, each):
                break
        else:
            missing.append(each)
        compare(session, link, each, target, whole, must_be_listed=True, is_own=True, waited=sum(PAUSES))

    for each in sent[:1]:
        check(each)
    session.map(check, sent[1:])


def _check_shared_list(
    session: Session, link: Link, sent: Sequence[Sent], *, must_be_listed: bool, wait_longer: bool = False
) -> bool:
    """Compare what was sent with the list that has all of it; return True if it has.

    Args:
        session: The session.
        link: The operation that creates entries, and the one that lists them.
        sent: The requests.
        must_be_listed: Whether a missing entry is a finding, instead of a note.
        wait_longer: Whether to wait for the entries even if the list does not grow, as after many requests: a queue of
            jobs may create them.
    """
    target = link.follow(session.document, sent[0].call, sent[0].response) if sent else None
    if target is None:
        return False
    whole, found, sizes, waited = FullList([]), [False], [0], 0.0
    # Background jobs may create the entries: a list that grows is read again.
    for number, pause in enumerate((*PAUSES, *PAUSES[-1:] * MORE_READS)):
        time.sleep(pause)
        with contextlib.suppress(NoResponse):
            whole = read_all(session, target, "a list")
        found = [bool(find(whole, each)) for each in sent]
        sizes.append(len(whole.entries))
        waited += pause
        has_settled = number >= len(PAUSES) - 1 and len(set(sizes[-3:])) == 1 and not wait_longer
        if all(found) or not whole.is_complete or has_settled:
            break
    else:
        if len(set(sizes[1:] if wait_longer else sizes[-3:])) > 1:
            session.note(f"{target}: grows for a long time; what was sent last was not compared")
            must_be_listed = False
    for each in sent if not whole.failed else sent[:1]:
        compare(session, link, each, target, whole, must_be_listed=must_be_listed, is_own=False, waited=waited)
    return all(is_found or each.may_be_hidden for is_found, each in zip(found, sent, strict=True))
