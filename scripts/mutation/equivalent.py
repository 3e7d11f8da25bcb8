"""List of equivalent mutants: equivalent.yaml, edited by hand."""

import fnmatch
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from scripts.mutation.mutant import Mutant, Verdict
from scripts.openapi import read_yaml
from scripts.project import UserError

LIST = Path(__file__).with_name("equivalent.yaml")
_OF_EDITION = re.compile(r"\d{4}-\d{2}-\d{2}: ")


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


def of_edition(listed: Mapping[str, str], edition: str | None, mutants: Sequence[Mutant]) -> dict[str, str]:
    """Return the patterns for the mutants of an edition.

    Args:
        listed: The list. A pattern such as `2024-11-19: a/b` is for this edition only; the others are for openapi.yaml,
            and for those mutants of other editions that they match.
        edition: The edition; see `edition_of`.
        mutants: Its mutants.
    """
    own = {pattern: reason for pattern, reason in listed.items() if not _OF_EDITION.match(pattern)}
    if edition is None:
        return own
    shared = {each: reason for each, reason in own.items() if any(matches(mutant, each) for mutant in mutants)}
    prefix = f"{edition}: "
    named = {each.removeprefix(prefix): reason for each, reason in listed.items() if each.startswith(prefix)}
    return shared | named


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
