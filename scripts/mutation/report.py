"""Mutation report, as text and as JSON."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutation.mutant import Mutant, Verdict

TEXT, JSON = "mutation.txt", "mutation.json"
# In the order of the report: what needs attention comes first.
OUTCOMES = ("error", "survived", "equivalent", "killed")


@dataclass(frozen=True)
class Result:
    """A tested mutant. `outcome` is that of the verdict, or `equivalent` for an equivalent mutant that survived."""

    mutant: Mutant
    outcome: str
    reason: str | None
    seconds: float


def results(mutants: Sequence[Mutant], verdicts: Mapping[str, Verdict], equivalent: Collection[str]) -> list[Result]:
    """Return the results of mutants, errors and survivors first.

    Args:
        mutants: The tested mutants.
        verdicts: The verdicts by the ids of the mutants.
        equivalent: The ids of the equivalent mutants.
    """
    found = []
    for mutant in mutants:
        verdict = verdicts[mutant.id]
        is_equivalent = verdict.outcome == "survived" and mutant.id in equivalent
        outcome = "equivalent" if is_equivalent else verdict.outcome
        found.append(Result(mutant, outcome, verdict.reason, verdict.seconds))
    return sorted(found, key=lambda each: (OUTCOMES.index(each.outcome), each.mutant.id))


def score(found: Sequence[Result]) -> float:
    """Return the mutation score, which is the share of killed mutants among killed and survived ones; 1 for none."""
    counts = Counter(each.outcome for each in found)
    total = counts["killed"] + counts["survived"]
    return counts["killed"] / total if total else 1.0


def summary(found: Sequence[Result]) -> str:
    """Return the number of mutants by outcome, and the mutation score."""
    counts = Counter(each.outcome for each in found)
    listed = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("killed", "survived", "equivalent"))
    errors = f", {counts['error']} errors" if counts["error"] else ""
    return f"{len(found)} mutants: {listed}{errors}; mutation score {score(found):.1%}"


def write(found: Sequence[Result], folder: Path) -> None:
    """Write the report into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TEXT).write_text("\n".join([summary(found), "", *map(_line, found), ""]), encoding="utf-8")
    counts = Counter(each.outcome for each in found)
    document = {
        "counts": {outcome: counts[outcome] for outcome in OUTCOMES},
        "mutation_score": round(score(found), 4),
        "mutants": [
            {
                "id": each.mutant.id,
                "kind": each.mutant.kind,
                "description": each.mutant.description,
                "outcome": each.outcome,
                "reason": each.reason,
                "seconds": round(each.seconds, 3),
            }
            for each in found
        ],
    }
    (folder / JSON).write_text(f"{json.dumps(document, indent=2, ensure_ascii=False)}\n", encoding="utf-8")


def _line(result: Result) -> str:
    reason = f"  [{result.reason}]" if result.reason else ""
    return f"{result.outcome:10}  {result.seconds:5.1f} s  {result.mutant.id}: {result.mutant.description}{reason}"
