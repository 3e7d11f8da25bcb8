"""The mutants that nobody can tell from the original, kept by hand: equivalent.yaml."""

import fnmatch
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from scripts.mutants.mutant import Mutant, Verdict
from scripts.openapi import read_yaml
from scripts.project import Failure

LIST = Path(__file__).with_name("equivalent.yaml")


def read(path: Path) -> dict[str, str]:
    """Return the patterns of ids in a list, each with the reason why no observer could tell.

    Raises:
        Failure: The file is no such list.
    """
    found = read_yaml(path) or {}
    if not isinstance(found, dict) or not all(isinstance(reason, str) and reason for reason in found.values()):
        raise Failure(f"{path}: not a map of mutants to reasons")
    return found


def matches(mutant: Mutant, pattern: str) -> bool:
    """Tell whether a pattern is about a mutant: `*` is any text, and a bracket is a bracket."""
    return fnmatch.fnmatchcase(mutant.id, pattern.replace("[", "[[]"))


def is_listed(mutant: Mutant, listed: Mapping[str, str]) -> bool:
    """Tell whether a mutant is one that is known to be equivalent."""
    return any(matches(mutant, pattern) for pattern in listed)


def about(listed: Mapping[str, str], groups: Collection[str], all_groups: Collection[str]) -> dict[str, str]:
    """Return what a list says of some groups of mutants; what begins with no group's name is the server's."""

    def group(pattern: str) -> str:
        name = pattern.partition("/")[0]
        return name if name in all_groups else "server"

    return {pattern: reason for pattern, reason in listed.items() if group(pattern) in groups}


def faults(
    listed: Mapping[str, str], mutants: Sequence[Mutant], verdicts: Mapping[str, Verdict], path: Path
) -> Iterator[str]:
    """Yield what is wrong with a list: what is about nothing, or about a mutant that was killed after all.

    Args:
        listed: The list.
        mutants: All mutants, tried or not.
        verdicts: What became of those that were tried, by their ids.
        path: Where the list is.
    """
    for pattern in listed:
        meant = [mutant for mutant in mutants if matches(mutant, pattern)]
        if not meant:
            yield f"{path.name}: {pattern}: there is no such mutant"
        for mutant in meant:
            verdict = verdicts.get(mutant.id)
            if verdict is not None and verdict.outcome == "killed":
                yield f"{path.name}: {pattern}: {mutant.id} isn't equivalent: {verdict.by} kills it"
