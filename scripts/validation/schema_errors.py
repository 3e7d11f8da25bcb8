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
            yield Violation(where, _alternatives(kind.context, "anyOf" if isinstance(kind, Kind.AnyOf) else "oneOf"))
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


def _alternatives(branches: list[list[jsonschema_rs.ValidationError]], keyword: str) -> str:
    """Return why no branch of `anyOf` or `oneOf` matches, as precisely as a line can have it."""
    kinds = [branch[0].kind if len(branch) == 1 and not branch[0].instance_path else None for branch in branches]
    if all(isinstance(kind, Kind.Required) for kind in kinds):
        names = [kind.property for kind in kinds if isinstance(kind, Kind.Required)]
        return f"one of {', '.join(names)} is required"
    if all(isinstance(kind, Kind.Type) for kind in kinds):
        types = [name for kind in kinds if isinstance(kind, Kind.Type) for name in kind.types]
        return f"must be {_either(types)}"
    return f"must match a schema of {keyword}"


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
