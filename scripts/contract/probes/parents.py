"""Probes of parents, such as conversations, whose ids are similar: each one's list has its own entries only."""

import contextlib
import uuid

from scripts.contract.probes import samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import read_all
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse

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
    known = f"Parent-{uuid.uuid4().hex}"
    similar = (known.lower(), known.upper(), f"{known}x", f"x{known}", known[:-1], f"{known[:-1]}_", f"{known[:-1]}%")
    for value in similar:
        session.call(call.put(where, value), f"`{where.name}`: a value similar to another one", topic=str(where))
    made = call.put(where, known)
    response = session.call(made, "a valid request")
    target = link.follow(session.document, made, response)
    if target is None or not response.succeeded:
        return
    whole = read_all(session, target, "a list")
    if not whole.failed and len(whole.entries) > 1:
        message = f"the list of one `{where.name}` has {len(whole.entries) - 1} entries of similar ones"
        session.report(link.target, CHECK, message, target.request(), location=where.pointer)
