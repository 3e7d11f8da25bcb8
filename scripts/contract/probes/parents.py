"""Probes of parents, such as conversations, whose ids are similar: each one's list has its own entries only."""

import contextlib
import uuid
from collections.abc import Sequence

from scripts.contract.findings import numbered
from scripts.contract.probes import samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link, links
from scripts.contract.probes.lists import read_all, reads
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response

CHECK = "lists_are_separate"


def run(session: Session, baselines: Baselines) -> None:
    """Send one request to each of several parents, and read the list of one."""
    for link in baselines.links:
        call = baselines.first(link.source)
        if call is None or link.source.method == "GET" or link.target.id in session.incomplete_lists:
            continue
        expressions = link.definition.get("parameters", {}).values()
        for where in inputs(session.document, call.operation, call.media_type):
            if f"$request.{where}" in expressions and samples.is_free_text(where):
                with contextlib.suppress(NoResponse):
                    _check(session, link, call, where)


def _check(session: Session, link: Link, call: Call, where: Input) -> None:
    mark, number = uuid.uuid4().hex, str(uuid.uuid4().int)[:20]
    known = f"Parent-{mark}"
    similar = (known.lower(), known.upper(), f"{known}x", f"x{known}", known[:-1], f"{known[:-1]}_", f"{known[:-1]}%")
    _check_similar(session, link, call, where, known, similar)
    # Ids that a service may take for numbers, which have no zeros in front and are not as precise.
    following = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    _check_similar(session, link, call, where, f"00{number}", (number, f"0{number}", following, f"{number}.0"))


def _check_similar(  # noqa: PLR0913, PLR0917 - a value and its similar ones
    session: Session, link: Link, call: Call, where: Input, known: str, similar: Sequence[str]
) -> None:
    what = f"`{where.name}`: a value similar to another one"
    responses = session.map(lambda value: session.call(call.put(where, value), what, topic=str(where)), similar)
    accepted = [value for value, each in zip(similar, responses, strict=True) if each.succeeded]
    made = call.put(where, known)
    response = session.call(made, "a valid request")
    target = link.follow(session.document, made, response)
    if target is None or not response.succeeded:
        return
    whole = read_all(session, target, "a list")
    if not whole.failed and len(whole.entries) > 1:
        count = numbered(len(whole.entries) - 1, "request")
        message = f"the list of one `{where.name}` has entries of {count} with similar ones, such as `{similar[0]}`"
        session.report(link.target, CHECK, message, target.request(), location=where.pointer)
        return
    for each in links(session.document):
        if each.source == link.source and not each.passes_values:
            _check_listed(session, each, made, response, where, [known, *accepted])


def _check_listed(  # noqa: PLR0913, PLR0917 - a list and what it should have
    session: Session, link: Link, made: Call, response: Response, where: Input, values: Sequence[str]
) -> None:
    """Check that the list of all parents has each of them."""
    target = link.follow(session.document, made, response)
    if target is None or link.target.id in session.incomplete_lists:
        return
    missing: list[str] = []
    for whole in reads(session, target):
        found = {each.get(where.name) for each in whole.entries if isinstance(each, dict)}
        missing = [each for each in values if each not in found]
        if not missing or not found & set(values) or not whole.is_complete:
            break
    if missing and found & set(values) and whole.is_complete and not whole.failed:
        message = f"of several `{where.name}` that are similar, `{missing[0]}` is not listed"
        session.report(link.target, CHECK, message, target.request(), location=where.pointer)
