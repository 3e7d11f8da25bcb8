"""List of equivalent mutants: equivalent.yaml, edited by hand."""

import fnmatch
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from scripts.mutation.mutant import Mutant, Verdict
from scripts.openapi import read_yaml
from scripts.project import UserError

LIST = Path(__file__).with_name("equivalent.yaml")


def load(path: Path) -> dict[str, str]:
    """Return the patterns of ids in a list, each with the reason why the mutants are equivalent.

    Raises:
        UserError: The file cannot be read, or has another structure.
    """
    found = read_yaml(path)
    if not isinstance(found, dict) or not all(isinstance(reason, str) and reason for reason in found.values()):
        raise UserError(f"{path}: must map ids of mutants to reasons")
    return found


def matches(mutant: Mutant, pattern: str) -> bool:
    """Return True if a pattern matches a mutant: `*` is any text, all other characters match themselves."""
    return fnmatch.fnmatchcase(mutant.id, pattern.replace("[", "[[]"))


def is_listed(mutant: Mutant, listed: Mapping[str, str]) -> bool:
    """Return True if a mutant is listed as equivalent."""
    return any(matches(mutant, pattern) for pattern in listed)


def select(listed: Mapping[str, str], groups: Collection[str], all_groups: Collection[str]) -> dict[str, str]:
    """Return the patterns of some groups of mutants; a pattern without the name of a group is the server's."""

    def group(pattern: str) -> str:
        name = pattern.partition("/")[0]
        return name if name in all_groups else "server"

    return {pattern: reason for pattern, reason in listed.items() if group(pattern) in groups}


def errors(
    listed: Mapping[str, str], mutants: Sequence[Mutant], verdicts: Mapping[str, Verdict], path: Path
) -> Iterator[str]:
    """Yield the errors of a list: patterns that match no mutant, and mutants that were killed.

    Args:
        listed: The list.
        mutants: All mutants, tested or not.
        verdicts: The verdicts of the tested mutants, by their ids.
        path: The path of the list.
    """
    for pattern in listed:
        matching = [mutant for mutant in mutants if matches(mutant, pattern)]
        if not matching:
            yield f"{path.name}: {pattern}: matches no mutant; remove it"
        for mutant in matching:
            verdict = verdicts.get(mutant.id)
            if verdict is not None and verdict.outcome == "killed":
                yield f"{path.name}: {pattern}: {mutant.id} is not equivalent, {verdict.reason} kills it; remove it"
