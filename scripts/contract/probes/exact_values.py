"""Probes of sent data by whole values, such as an empty text, which have no room for a mark that identifies them."""

import contextlib
import time
from collections import Counter
from collections.abc import Sequence

from scripts.contract.probes import samples
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import PAUSES, read_all
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse


def check(session: Session, link: Link, call: Call, received: Sequence[str], check_name: str) -> None:
    """Send values of each text of a body, and check that a list has one more entry with each.

    Args:
        session: The session.
        link: The operation that creates entries, and the list that has them.
        call: A request that creates an entry.
        received: Names of properties that hold a text of the body, if none has its name.
        check_name: The name of the check.
    """
    for where in inputs(session.document, call.operation, call.media_type):
        value = call.value(where)
        if where.location == "body" and samples.is_free_text(where) and not samples.syntax(value):
            with contextlib.suppress(NoResponse):
                _check_input(session, link, call, where, [where.name, *received], check_name)


def _check_input(  # noqa: PLR0913, PLR0917 - both sides of a comparison
    session: Session, link: Link, call: Call, where: Input, names: Sequence[str], check_name: str
) -> None:
    values = [str(each.value) for each in samples.WORDS]
    first = session.call(call, "a valid request")
    target = link.follow(session.document, call, first)
    if target is None:
        return
    before = _count(session, target, names)
    if before is None:
        return

    def send(value: str) -> str | None:
        response = session.call(call.put(where, value), f"`{where.name}`: {value!r}", topic=str(where))
        return value if response.succeeded else None

    expected = [each for each in session.map(send, values) if each is not None]
    missing = expected
    for pause in PAUSES:
        time.sleep(pause)
        after = _count(session, target, names)
        if after is None:
            return
        missing = [each for each in expected if after[each] <= before[each]]
        if not missing:
            return
    if len(missing) == len(expected):
        # Then nothing that was sent is listed, which is reported elsewhere.
        return
    message = f"`{where.name}` was sent as {missing[0]!r}, and no new entry of the list has this value"
    cause = f"{link.target.id} {where.name} whole values"
    made = call.put(where, missing[0]).request()
    session.report(link.target, check_name, message, target.request(), location=where.pointer, cause=cause, before=made)


def _count(session: Session, target: Call, names: Sequence[str]) -> Counter[str] | None:
    """Return how many entries have each text in the first known property; None if that cannot be said."""
    whole = read_all(session, target, "a list")
    if whole.failed or not whole.is_complete:
        return None
    known = [each for each in whole.entries if isinstance(each, dict)]
    name = next((each for each in names if any(each in entry for entry in known)), None)
    return Counter(str(each.get(name)) for each in known) if name else None
