"""Definition of a run: the server under test, what is tested, and how."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.contract.accepted import Accepted
from scripts.contract.probes import running
from scripts.credentials import Credential
from scripts.openapi import Document, Operation


@dataclass(frozen=True, kw_only=True)
class ContractRun:
    """A run.

    Attributes:
        document: The contract.
        contract: The path of the contract.
        url: The URL of the server under test, or None for a new mock.
        is_remote: Whether the server is on another machine.
        read_only: Whether only GET is sent.
        stateful: Whether the mock has state.
        operations: The operations to test.
        linked_operations: The operations whose data is compared, which are all or none.
        credentials: The credentials of the contract.
        phases: The phases of schemathesis.
        required_phases: The phases that fail the run if they test nothing; if empty, operations may be untestable too.
        settings: The settings of schemathesis.
        reports: The folder of the reports.
        options: Further options of schemathesis.
        workers: Requests that are sent concurrently.
        rate: The maximum number of requests per second, or None.
        stop_after: The number of findings after which the run stops, or None.
        fail_on: `violations`, or `warnings` for both.
        accepted: The list of accepted findings.
    """

    document: Document
    contract: Path
    url: str | None
    is_remote: bool
    read_only: bool
    stateful: bool
    operations: Sequence[Operation]
    linked_operations: Sequence[Operation]
    credentials: Sequence[Credential]
    phases: Sequence[str]
    required_phases: Sequence[str]
    settings: Mapping[str, Any]
    reports: Path
    options: Sequence[str]
    workers: int
    rate: float | None = None
    stop_after: int | None = None
    fail_on: str = "violations"
    accepted: Sequence[Accepted] = ()

    @property
    def is_concurrent(self) -> bool:
        """True if probes and schemathesis may send requests at the same time, because no limit applies to both."""
        return self.rate is None and self.stop_after is None and self.workers != 1

    def describe(self) -> Iterator[str]:
        """Yield the lines of a dry run."""
        yield f"contract: dry run, nothing is sent to {self.url}; a run would test:"
        for each in self.operations:
            yield f"  {each.method:6} {each.path}  ({each.id})"
        if not self.read_only:
            yield "  and the undocumented methods of each path, which the server must reject with 405"
        subjects = ", ".join(name for name, _ in (*running.OF_DATA, *running.OF_OPERATIONS))
        yield f"probes: {subjects}"
        yield f"phases: {', '.join(self.phases)}; at most {self.settings['generation']['max-examples']} examples each"
        yield f"rate limit: {f'{self.rate:g}/s' if self.rate else 'none'}"
        for credential in self.credentials:
            yield f"credential: {credential.variable} is {_state(credential)}"


def _state(credential: Credential) -> str:
    return "set" if os.environ.get(credential.variable) else "missing"
