"""Creation of entries, whose lists are then tested."""

import time
import uuid
from collections.abc import Mapping, Sequence

from scripts.contract.probes import lists, samples
from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import FullList, read_all, reads
from scripts.contract.probes.responses import moment
from scripts.contract.probes.session import Session

# The number of entries.
FEW = 7
# A service may record times in seconds.
RESOLUTION_SECONDS = 1.1


def create(
    session: Session, link: Link, parent: Call, labels: Sequence[Input]
) -> tuple[Call | None, list[tuple[Call, Mapping[str, str]]]]:
    """Create entries; return the list that has them, and the requests with their values of filters."""
    is_own = link.passes_values
    sent: list[tuple[Call, Mapping[str, str]]] = []
    target = None
    for number in range(FEW):
        made, label = numbered_request(session, parent, number, labels, is_own=is_own)
        response = session.call(made, "a valid request")
        target = link.follow(session.document, made, response)
        if not response.succeeded or target is None:
            return None, []
        sent.append((made, label))
        if number in {2, 4}:
            time.sleep(RESOLUTION_SECONDS if number == 4 and not _has_fractions(session, target) else 0.02)
    return target, sent


def _has_fractions(session: Session, target: Call) -> bool:
    """Return True if a list shows times more precisely than in seconds."""
    name = lists.time_property(session.document, target.operation)
    found = [moment(each.get(name)) for each in read_all(session, target, "a list").entries if isinstance(each, dict)]
    return name is not None and any(each is not None and each.microsecond for each in found)


def numbered_request(
    session: Session, parent: Call, number: int, labels: Sequence[Input], *, is_own: bool
) -> tuple[Call, Mapping[str, str]]:
    """Return the request of an entry, and its values of the parameters that filter the list."""
    made, label = parent, {}
    for where in inputs(session.document, parent.operation, parent.media_type):
        if not samples.is_free_text(where) or where.location == "path":
            continue
        if where.location == "body" or (not is_own and where.location == "header"):
            made = made.put(where, f"entry-{number}-{uuid.uuid4().hex}")
        if where in labels:
            label[where.name] = ("Mei", "Bo", "Mei", "mei", "Mei Lin", "M_i%", "Mei")[number % 7]
            made = made.put(where, label[where.name])
    return made, label


def different(session: Session, call: Call) -> Call:
    """Return a call with other texts in its body."""
    for where in inputs(session.document, call.operation, call.media_type):
        if where.location == "body" and samples.is_free_text(where):
            call = call.put(where, f"text-{uuid.uuid4().hex}")
    return call


def mark_of(call: Call, *, is_own: bool) -> str:
    """Return a text by which the entry of a request is found."""
    location = "body" if is_own else "header"
    return next((str(value) for (where, _), value in call.values.items() if where == location), "no mark")


def settled(session: Session, target: Call, count: int) -> FullList:
    """Return a list when it has a number of entries, or after a few seconds."""
    whole = FullList([])
    for whole in reads(session, target):
        if len(whole.entries) >= count:
            break
    return whole
