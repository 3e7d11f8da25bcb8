"""Exit code and final line of a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.contract.findings import Finding, numbered
from scripts.contract.shard import OTHER_SHARDS


def outcome(  # noqa: PLR0913, PLR0917 - the results of the run
    summary: Mapping[str, Any] | None,
    operations: int,
    phases: Sequence[str],
    findings: Sequence[Finding],
    counted: Sequence[Finding],
    probes: int,
    seconds: float,
    stopped: str | None = None,
) -> tuple[int, str]:
    """Return the exit code and the final line of a run.

    Args:
        summary: The JSON report of schemathesis, or None if it did not run.
        operations: The number of operations that must be tested.
        phases: The phases that must test something; if empty, operations may be untestable too.
        findings: All findings.
        counted: The findings that fail the run.
        probes: The number of requests of probes.
        seconds: How long the run took.
        stopped: Why the run ended before schemathesis, or None.
    """
    violations = sum(each.severity == "violation" and not each.accepted for each in findings)
    warnings = sum(each.severity == "warning" and not each.accepted for each in findings)
    number = f"{numbered(violations, 'violation')}, {numbered(warnings, 'warning')}"
    if summary is None:
        return (
            1 if counted else 2
        ), f"{'failed' if counted else 'incomplete'} ({number}; {stopped}); {probes} requests, {seconds:.1f} s"
    counts = summary["operations"] or {"tested": 0, "total": operations, "skip_reasons": []}
    statuses = {name: phase["status"] for name, phase in (summary["phases"] or {}).items()}
    skipped = [name for name, status in statuses.items() if status not in {"success", "failure"}]
    figures = (
        f"{counts['tested']} of {counts['total']} operations, {probes + summary['test_cases']['generated']} requests, "
        f"{len(statuses) - len(skipped)} of {len(statuses)} phases, seed {summary['seed']}, "
        f"{seconds:.1f} s"
    )
    if counted:
        return 1, f"failed ({number}); {figures}"
    # Failures that are accepted, or of the same cause as an accepted finding, do not fail the run.
    if summary["errors"] or (not summary["complete"] and not summary["failures"]):
        reasons = "; ".join(error["title"] for error in summary["errors"]) or summary["stop_reason"]
        return 2, f"incomplete ({reasons}); {figures}"
    missing = [name for name in skipped if name in phases]
    # The stateful phase of a shard follows links to operations of other shards.
    untested = phases and set(counts["skip_reasons"]) - OTHER_SHARDS
    if counts["tested"] < operations or missing or untested:
        return 2, f"incomplete (skipped: {', '.join(missing) or 'operations'}); {figures}"
    return 0, f"passed{f' ({number})' if warnings else ''}; {figures}"
