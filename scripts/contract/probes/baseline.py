"""Valid requests that the service accepts. All other probes change one thing of them."""

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scripts.contract.probes.calls import Call, calls
from scripts.contract.probes.links import Link, links
from scripts.contract.probes.responses import entries, parsed
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response
from scripts.openapi import METHODS, Operation, resolve

# Status codes that say that a request is invalid.
REJECTED = frozenset({400, 415, 422})
OTHERS = {method.upper() for method in METHODS} - {"GET", "DELETE"}
# The check that ids which a service lists or sends can be used.
AVAILABLE = "listed_items_available"
_PAUSES = (0, 0.1, 0.3, 0.6, 1, 2)


@dataclass
class Baselines:
    """Requests that the service accepts.

    Attributes:
        accepted: The calls of each operation that were accepted, by its id.
        is_stateless: Whether the service responds with the contract's examples, whatever it was sent.
        links: The links between tested operations, without those to a resource that a request has created: it is
            not a list of what was sent.
    """

    accepted: Mapping[str, Sequence[Call]]
    is_stateless: bool
    links: Sequence[Link] = field(default=())

    def first(self, operation: Operation) -> Call | None:
        """Return the first accepted call of an operation."""
        return next(iter(self.accepted.get(operation.id, ())), None)

    def per_media_type(self, operation: Operation) -> list[Call]:
        """Return an accepted call of an operation for each media type."""
        return list({each.media_type: each for each in reversed(self.accepted.get(operation.id, ()))}.values())


def find(session: Session, tested: Sequence[Operation]) -> Baselines:
    """Return the calls that the service accepts; a rejected example of the contract is a violation."""
    followed = [each for each in links(session.document) if each.source in tested and each.target in tested]
    linked = {each.target.id for each in followed if each.definition.get("requestBody") or each.uses_response}
    accepted: dict[str, Sequence[Call]] = {}
    # Creation first, so that the object exists when it is read, and removal last.
    for methods in (OTHERS, {"GET"}, {"DELETE"}):
        first = [each for each in tested if each.id not in linked and each.method in methods]
        found_calls = session.map(lambda each: _accepted(session, each), first)
        accepted |= dict(zip([each.id for each in first], found_calls, strict=True))
    for operation in tested:
        if operation.id in linked:
            found = _linked(session, operation, followed, accepted)
            accepted[operation.id] = [found] if found else _accepted(session, operation)
    for operation in tested:
        if not accepted[operation.id]:
            session.note(f"{operation.label}: no valid request was accepted; most probes are left out")
    to_lists = [each for each in followed if each.source.method == "GET" or not each.uses_response]
    return Baselines(accepted, _is_stateless(session, tested, accepted), to_lists)


def _accepted(session: Session, operation: Operation) -> list[Call]:
    found = []
    for call in calls(session.document, operation):
        with contextlib.suppress(NoResponse):
            response = session.call(call, "the contract's example")
            if response.succeeded:
                found.append(call)
            elif response.status in REJECTED:
                message = f"the contract's example was rejected with {response.status}"
                session.report(operation, "examples_accepted", message, call.request(), response)
    return found


def _linked(
    session: Session, operation: Operation, followed: Sequence[Link], accepted: Mapping[str, Sequence[Call]]
) -> Call | None:
    """Return an accepted call with values of another operation's response; create an item if that lists none."""
    for link in (each for each in followed if each.target == operation):
        source = next(iter(accepted.get(link.source.id, ())), None)
        if source is None:
            continue
        for pause in _PAUSES:
            time.sleep(pause)
            with contextlib.suppress(NoResponse):
                response = session.call(source, "a valid request")
                call = link.follow(session.document, source, response)
                if call is None and pause == 0:
                    _create(session, link.source.path, accepted)
                if call is None:
                    continue
                result = session.call(call, f"a value that {source} lists")
                if result.succeeded:
                    return call
                message = f"{source} lists a value that is rejected here with {result.status}"
                session.report(operation, AVAILABLE, message, call.request(), result)
                return None
    return None


def _create(session: Session, path: str, accepted: Mapping[str, Sequence[Call]]) -> None:
    for operation in session.operations:
        if operation.path == path and operation.method == "POST" and (made := accepted.get(operation.id)):
            session.call(made[0], "a valid request")


def _is_stateless(session: Session, tested: Sequence[Operation], accepted: Mapping[str, Sequence[Call]]) -> bool:
    """Return True if each list is an example of the contract, which a service with state would change."""
    lists = [each for each in tested if each.method == "GET" and accepted[each.id]]
    results = []
    for operation in lists:
        with contextlib.suppress(NoResponse):
            response = session.call(accepted[operation.id][0], "a valid request")
            if entries(response) is not None:
                results.append(is_example(session, operation, response))
    return bool(results) and all(results)


def is_example(session: Session, operation: Operation, response: Response) -> bool:
    """Return True if a response is an example of the contract."""
    node = resolve(session.document, operation.definition.get("responses", {}).get(str(response.status), {}))
    media = node.get("content", {}).values()
    examples = [
        resolve(session.document, each).get("value") for one in media for each in one.get("examples", {}).values()
    ]
    return parsed(response) in examples
