"""Violations of a schema, in words that do not repeat the value."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from scripts import patterns
from scripts.validation.errors import Violation

_MAX_ERRORS = 1000
_MAX_LOCATION = 200
# Branches of `anyOf` or `oneOf` whose violations are listed.
_MAX_BRANCHES = 4


def schema_violations(
    validator: jsonschema_rs.Validator, value: Any, location: str, *, first_only: bool = False
) -> list[Violation]:
    """Return the violations of a schema.

    Args:
        validator: The compiled schema.
        value: The value.
        location: Where the value is, such as `body`.
        first_only: Stop at the first: all take about 10 µs each.
    """
    if not first_only:
        errors: Iterable[jsonschema_rs.ValidationError] = islice(validator.iter_errors(value), _MAX_ERRORS)
        return list(dict.fromkeys(violation for error in errors for violation in _explain(error, location)))
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        return list(_explain(error, location))
    return []


def _explain(error: jsonschema_rs.ValidationError, location: str) -> Iterator[Violation]:
    kind = error.kind
    where = _join(location, error.instance_path)
    match kind:
        case Kind.Required():
            yield Violation(_join(where, [kind.property]), "is required")
        case Kind.AdditionalProperties() | Kind.UnevaluatedProperties():
            for name in kind.unexpected:
                yield Violation(_join(where, [name]), "is not allowed here")
        case Kind.AnyOf() | Kind.OneOfNotValid():
            yield from _alternatives(
                kind.context, "anyOf" if isinstance(kind, Kind.AnyOf) else "oneOf", location, where
            )
        case Kind.FalseSchema() if "additionalProperties" in error.schema_path[-1:]:
            yield Violation(where, "has a property that is not allowed here")
        case Kind.PropertyNames():
            yield Violation(where, "has a property with an invalid name")
        case _:
            yield Violation(where, _reason(error))


def _reason(error: jsonschema_rs.ValidationError) -> str:  # noqa: C901, PLR0911, PLR0912 - one line per keyword
    match error.kind:
        case Kind.Type(types):
            return f"must be {_either(types)}"
        case Kind.Enum(options):
            return f"must be one of {', '.join(map(_shown, options))}"
        case Kind.Constant(expected):
            return f"must be {_shown(expected)}"
        case Kind.Format(name):
            return f'must match format "{name}"'
        case Kind.Pattern(pattern):
            return f'must match pattern "{patterns.original(pattern)}"'
        case Kind.MinLength(limit):
            return f"must have at least {_count(limit, 'character')}"
        case Kind.MaxLength(limit):
            return f"must have at most {_count(limit, 'character')}"
        case Kind.MinItems(limit):
            return f"must have at least {_count(limit, 'item')}"
        case Kind.MaxItems(limit):
            return f"must have at most {_count(limit, 'item')}"
        case Kind.MinProperties(limit):
            return f"must have at least {_count(limit, 'property', 'properties')}"
        case Kind.MaxProperties(limit):
            return f"must have at most {_count(limit, 'property', 'properties')}"
        case Kind.Minimum(limit):
            return f"must be at least {limit}"
        case Kind.Maximum(limit):
            return f"must be at most {limit}"
        case Kind.ExclusiveMinimum(limit):
            return f"must be greater than {limit}"
        case Kind.ExclusiveMaximum(limit):
            return f"must be less than {limit}"
        case Kind.MultipleOf(divisor):
            return f"must be a multiple of {divisor}"
        case Kind.UniqueItems():
            return "must not have an item twice"
        case Kind.OneOfMultipleValid():
            return "must match exactly one schema of oneOf, and matches more"
        case Kind.FalseSchema():
            return "is not allowed here"
        case _:
            return f"must satisfy {error.kind.name}"


def _alternatives(
    branches: list[list[jsonschema_rs.ValidationError]], keyword: str, location: str, where: str
) -> Iterator[Violation]:
    """Yield why no branch of `anyOf` or `oneOf` matches, as precisely as a line can have it.

    Args:
        branches: The errors of each branch.
        keyword: The keyword.
        location: Where the whole value is.
        where: Where the value is that no branch matches.
    """
    own = [[each.kind for each in branch if _join(location, each.instance_path) == where] for branch in branches]
    only = [kinds[0] if len(kinds) == len(branch) == 1 else None for kinds, branch in zip(own, branches, strict=True)]
    required = [{kind.property: None for kind in kinds if isinstance(kind, Kind.Required)} for kinds in own]
    common_names = [name for name in required[0] if all(name in each for each in required)]
    names = [kind.property for kind in only if isinstance(kind, Kind.Required)]
    types = [name for kind in only if isinstance(kind, Kind.Type) for name in kind.types]
    constants = [_constants(branch, location) for branch in branches]
    common = [place for place in constants[0] if all(place in each for each in constants)]
    selected = [
        number
        for number in range(len(branches))
        if (others := constants[:number] + constants[number + 1 :])
        and any(place not in constants[number] for place in set.intersection(*map(set, others)))
    ]
    if common_names:
        yield from (Violation(_join(where, [name]), "is required") for name in common_names)
    elif len(names) == len(branches):
        yield Violation(where, f"one of {', '.join(names)} is required")
    elif len([kind for kind in only if isinstance(kind, Kind.Type)]) == len(branches):
        yield Violation(where, f"must be {_either(types)}")
    elif common:
        yield Violation(common[0], f"must be {_expected([each[common[0]] for each in constants], keyword)}")
    elif len(selected) == 1:
        # The constants of the other branches differ from the value: it is meant for this one.
        for error in branches[selected[0]]:
            for violation in _explain(error, location):
                yield Violation(violation.location, f"{violation.reason} ({keyword}/{selected[0]})")
    else:
        yield Violation(where, f"must match a schema of {keyword}{_listed(branches, keyword, location, where)}")


def _constants(branch: list[jsonschema_rs.ValidationError], location: str) -> dict[str, list[Any]]:
    """Return the values that a branch expects of properties that have others, by location."""
    found: dict[str, list[Any]] = {}
    for error in branch:
        match error.kind:
            case Kind.Constant(expected):
                found[_join(location, error.instance_path)] = [expected]
            case Kind.Enum(options):
                found[_join(location, error.instance_path)] = options
    return found


def _expected(constants: list[list[Any]], keyword: str) -> str:
    """Return the constants of the branches, each with the branch if there are few."""
    if len(constants) > _MAX_BRANCHES:
        return f"one of {', '.join(dict.fromkeys(_shown(value) for each in constants for value in each))}"
    return ", or ".join(f"{' or '.join(map(_shown, each))} ({keyword}/{n})" for n, each in enumerate(constants))


def _listed(branches: list[list[jsonschema_rs.ValidationError]], keyword: str, location: str, where: str) -> str:
    """Return the first violation of each branch; nothing if there are too many branches."""
    if len(branches) > _MAX_BRANCHES:
        return ""
    reasons = []
    for number, branch in enumerate(branches):
        violation = next(_explain(branch[0], location))
        place = violation.location.removeprefix(where).removeprefix(".")
        reasons.append(f"{place} {violation.reason} ({keyword}/{number})".strip())
    return f": {', or '.join(reasons)}"


def _either(types: Iterable[str]) -> str:
    """Return alternative types, null last."""
    return " or ".join(sorted(dict.fromkeys(types), key=lambda name: name == "null"))


def _join(location: str, path: Iterable[str | int]) -> str:
    """Return a location with further steps; names may be those of the client, so control characters are escaped."""
    joined = ".".join([location, *map(str, path)])
    if not joined.isprintable():
        joined = joined.encode("unicode_escape").decode("ascii")
    return joined if len(joined) <= _MAX_LOCATION else f"{joined[:_MAX_LOCATION]}…"


def _shown(value: Any) -> str:
    match value:
        case str():
            return value
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case _:
            return str(value)


def _count(limit: int, one: str, many: str = "") -> str:
    return f"{limit} {one}" if limit == 1 else f"{limit} {many or f'{one}s'}"
