"""What became of the mutants, for people and for programs."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutants.mutant import Mutant, Verdict

TEXT, JSON = "mutants.txt", "mutants.json"
# The order of the report: what there is to do comes first.
ORDER = ("error", "survived", "equivalent", "killed")


@dataclass(frozen=True)
class Result:
    """What became of a mutant; `outcome` is the verdict's, or `equivalent` for one that survived and had to."""

    mutant: Mutant
    outcome: str
    by: str | None
    seconds: float


def results(mutants: Sequence[Mutant], verdicts: Mapping[str, Verdict], equivalent: Collection[str]) -> list[Result]:
    """Return what became of mutants, survivors first.

    Args:
        mutants: Those that were tried.
        verdicts: What became of each, by its id.
        equivalent: The ids of those that nobody can tell from the original.
    """
    found = []
    for mutant in mutants:
        verdict = verdicts[mutant.id]
        excused = verdict.outcome == "survived" and mutant.id in equivalent
        found.append(Result(mutant, "equivalent" if excused else verdict.outcome, verdict.by, verdict.seconds))
    return sorted(found, key=lambda each: (ORDER.index(each.outcome), each.mutant.id))


def rate(found: Sequence[Result]) -> float:
    """Return the share of those killed among all that could be: 1 if there are none."""
    counts = Counter(each.outcome for each in found)
    possible = counts["killed"] + counts["survived"]
    return counts["killed"] / possible if possible else 1.0


def summary(found: Sequence[Result]) -> str:
    """Return the closing line: how many of each outcome, and the rate."""
    counts = Counter(each.outcome for each in found)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("killed", "survived", "equivalent"))
    errors = f", {counts['error']} not tried" if counts["error"] else ""
    return f"{len(found)} mutants: {told}{errors}; kill rate {rate(found):.1%}"


def lines(found: Sequence[Result]) -> list[str]:
    """Return one line a mutant."""
    return [
        f"{each.outcome:10}  {each.seconds:5.1f} s  {each.mutant.id}: {each.mutant.what}"
        + (f"  [{each.by}]" if each.by else "")
        for each in found
    ]


def write(found: Sequence[Result], folder: Path) -> None:
    """Write both reports."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TEXT).write_text("\n".join([summary(found), "", *lines(found), ""]), encoding="utf-8")
    listed: list[dict[str, object]] = [
        {"id": each.mutant.id, "kind": each.mutant.kind, "what": each.mutant.what, "outcome": each.outcome}
        | {"by": each.by, "seconds": round(each.seconds, 3)}
        for each in found
    ]
    counts = Counter(each.outcome for each in found)
    whole = {"counts": {outcome: counts[outcome] for outcome in ORDER}, "rate": round(rate(found), 4)}
    told = json.dumps({**whole, "mutants": listed}, indent=2, ensure_ascii=False)
    (folder / JSON).write_text(f"{told}\n", encoding="utf-8")
