"""Runs the probes of all subjects."""

import time
from collections.abc import Callable, Sequence

from scripts.contract.findings import numbered
from scripts.contract.probes import (
    authentication,
    baseline,
    callers,
    http_semantics,
    parents,
    repetition,
    round_trip,
    selection,
    values,
    webhooks,
)
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.session import Session
from scripts.openapi import Operation

Subject = tuple[str, Callable[[Session, Baselines], None]]
# Subjects in their order. The comparison of data of several operations comes first: lists are short then, and nothing
# else may create data at the same time.
OF_DATA: Sequence[Subject] = (
    ("webhooks", webhooks.run),
    ("sent data", round_trip.run),
    ("parents", parents.run),
    ("callers", callers.run),
    ("lists", selection.run),
    ("numbers", repetition.run_linked),
)
OF_OPERATIONS: Sequence[Subject] = (
    ("credentials", authentication.run),
    ("HTTP", http_semantics.run),
    ("values", values.run),
    ("repetition", repetition.run),
    ("sent data, again", round_trip.run_again),
)


def run(
    session: Session,
    tested: Sequence[Operation],
    linked: Sequence[Operation],
    progress: Callable[[str], None],
    start_others: Callable[[], None] | None = None,
) -> None:
    """Run all probes.

    Args:
        session: The session.
        tested: The operations to test.
        linked: The operations whose data is compared.
        progress: Is called with a line after each subject.
        start_others: Is called when others may create data at the same time.

    Raises:
        ServiceDown: The service stopped responding.
        Stopped: The run has as many findings as it should stop after.
    """
    started = time.monotonic()

    def run_all(subjects: Sequence[Subject], operations: Sequence[Operation]) -> None:
        session.operations = list(operations)
        for name, subject in subjects:
            if operations:
                subject(session, found)
            count = f"{numbered(session.transport.count, 'request')}, {numbered(len(session.findings), 'finding')}"
            progress(f"{name}: {count}, {time.monotonic() - started:.1f} s")

    try:
        found = baseline.find(session, list({each.id: each for each in (*tested, *linked)}.values()))
        run_all(OF_DATA, linked)
        if start_others is not None:
            start_others()
        run_all(OF_OPERATIONS, tested)
        session.repeat_slow()
    finally:
        session.transport.close()
