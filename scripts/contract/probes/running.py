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
)
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.session import Session
from scripts.openapi import Operation

# Subjects in their order: the name, the function, and whether it compares data of several operations. Lists are last,
# because nothing else may create data at the same time.
SUBJECTS: Sequence[tuple[str, Callable[[Session, Baselines], None], bool]] = (
    ("credentials", authentication.run, False),
    ("HTTP", http_semantics.run, False),
    ("values", values.run, False),
    ("sent data", round_trip.run, True),
    ("parents", parents.run, True),
    ("callers", callers.run, True),
    ("repetition", repetition.run, False),
    ("lists", selection.run, True),
)


def run(
    session: Session, tested: Sequence[Operation], linked: Sequence[Operation], progress: Callable[[str], None]
) -> None:
    """Run all probes.

    Args:
        session: The session.
        tested: The operations to test.
        linked: The operations whose data is compared.
        progress: Is called with a line after each subject.

    Raises:
        ServiceDown: The service does not respond any more.
        Stopped: The run has as many findings as it should stop after.
    """
    started = time.monotonic()
    try:
        _run(session, tested, linked, progress, started)
    finally:
        session.transport.close()


def _run(
    session: Session,
    tested: Sequence[Operation],
    linked: Sequence[Operation],
    progress: Callable[[str], None],
    started: float,
) -> None:
    found = baseline.find(session, list({each.id: each for each in (*tested, *linked)}.values()))
    for name, subject, needs_all in SUBJECTS:
        session.operations = list(linked if needs_all else tested)
        if session.operations:
            subject(session, found)
        count = f"{numbered(session.transport.count, 'request')}, {numbered(len(session.findings), 'finding')}"
        progress(f"{name}: {count}, {time.monotonic() - started:.1f} s")
