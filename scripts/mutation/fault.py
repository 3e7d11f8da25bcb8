"""Faults of servers: another contract that the mock serves, or changes that the fault proxy makes."""

from dataclasses import dataclass
from typing import Literal

from scripts.mutation.fault_proxy import Middleware
from scripts.openapi import Document, Operation

Part = Literal["request", "response", "error", "behaviour", "state"]


@dataclass(frozen=True, kw_only=True)
class ServerFault:
    """A deliberate bug in one operation of a server.

    Attributes:
        operation: The operation.
        part: The part of it that is wrong.
        kind: The kind of fault: `property-removed`.
        location: Where it is, if the part has several such places: `models.-1.id`.
        description: The fault in one line.
        contract: The contract that the server implements, if not the original.
        middleware: The change of requests and responses, if any.
        stateful: Whether the fault shows only in a server with state, in tests of all operations.
        probes_only: Whether only the probes test it, without schemathesis.
        max_response_time: The seconds that a response may take, if not the default.
    """

    operation: Operation
    part: Part
    kind: str
    description: str
    location: str = ""
    contract: Document | None = None
    middleware: Middleware | None = None
    stateful: bool = False
    probes_only: bool = False
    max_response_time: float | None = None

    @property
    def id(self) -> str:
        """The id of the mutant."""
        return "/".join(filter(None, (self.operation.id, self.part, self.kind, self.location)))
