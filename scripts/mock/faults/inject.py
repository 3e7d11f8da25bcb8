"""Fault injector: decides, for each request, how long the response is held back and how it fails."""

import random
import socket
import struct
from asyncio import Transport
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from scripts.mock.faults.options import Fault, Latency
from scripts.mock.faults.scenario import FaultRule, Scenario
from scripts.prism.responses import DocumentedResponses
from scripts.project import UserError
from scripts.validation.errors import RequestError
from scripts.validation.messages import ValidatedRequest

# The request headers that inject faults, and the longest latency that one may have: a client that disconnects is
# waited for as well, so that many of them could use up the connections.
LATENCY_HEADER, FAIL_HEADER = "Mock-Latency", "Mock-Fail"
MAX_HEADER_SECONDS = 60.0

T = TypeVar("T")


class FaultPlan(NamedTuple):
    """The faults of one response: its delay in seconds, and the kind of failure; None if it does not fail."""

    seconds: float
    kind: str | None


class FaultInjector:
    """Applies the rules of a mock, and those of the headers of a request."""

    def __init__(self, scenario: Scenario, responses: Mapping[str, DocumentedResponses]) -> None:
        """Check the rules.

        Args:
            scenario: The rules.
            responses: The documented responses, by operationId.

        Raises:
            UserError: A rule is for an unknown operation, or for a status that an operation does not document.
        """
        self._scenario = scenario
        self._responses = responses
        self._random = random.Random(scenario.seed)  # noqa: S311 - chances, not secrets
        self._is_active = bool(scenario.rules) or scenario.default != FaultRule()
        for name in scenario.rules:
            if name not in responses:
                raise UserError(f"scenario: {name!r} is not an operation of the contract: use {', '.join(responses)}")
        for name, each in responses.items():
            fault = scenario.rules.get(name, scenario.default).fault
            if fault and fault.kind.isdecimal() and each.resolve(int(fault.kind)) is None:
                raise UserError(f"{name} cannot fail with {fault.kind}: the contract has {', '.join(each.statuses)}")

    def plan(self, request: ValidatedRequest) -> FaultPlan | None:
        """Return what happens to the response to a request; None if nothing does.

        Raises:
            RequestError: 400; a header is not a latency or a fault.
        """
        names = request.head.by_name
        if not self._is_active and b"mock-latency" not in names and b"mock-fail" not in names:
            return None
        rule = self._scenario.rules.get(request.operation.id, self._scenario.default)
        latency = _from_header(request, LATENCY_HEADER, Latency.parse) or rule.latency
        if latency is not rule.latency and latency is not None and latency.most > MAX_HEADER_SECONDS:
            raise RequestError.at(400, f"header.{LATENCY_HEADER}", f"must be at most {MAX_HEADER_SECONDS:.0f}s")
        fault = _from_header(request, FAIL_HEADER, Fault.parse) or rule.fault
        seconds = self._random.uniform(latency.least, latency.most) if latency else 0.0
        kind = fault.kind if fault and self._random.random() < fault.share else None
        responses = self._responses[request.operation.id]
        if kind and kind.isdecimal() and responses.resolve(int(kind)) is None:
            raise RequestError.at(400, f"header.{FAIL_HEADER}", f"{kind} is not one of {', '.join(responses.statuses)}")
        return FaultPlan(seconds, kind)


def reset(transport: Transport) -> None:
    """End a connection with RST, as a host does that has lost it."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _from_header(request: ValidatedRequest, name: str, parse: Callable[[str], T]) -> T | None:
    given = request.head.by_name.get(name.lower().encode())
    if given is None:
        return None
    try:
        return parse(given.decode("latin-1"))
    except ValueError as error:
        raise RequestError.at(400, f"header.{name}", str(error)) from None
