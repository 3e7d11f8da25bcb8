"""Checks of values that schemathesis seldom makes: beside those that are permitted, and far out among them."""

from collections.abc import Iterator, Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName

from scripts.contract.places import LIMITS, Put, body, content, places
from scripts.contract.probe import Case, Context, OncePerOperation, departure, is_taken, send
from scripts.openapi import Document

URLENCODED = "application/x-www-form-urlencoded"
FAR: Sequence[int] = (-1, 1_000_003)
LONG = "x" * 2000
# Of a format: what is written in another way than usual.
UNUSUAL = {"uuid": "3FA85F64-5717-4562-B3FC-2C963F66AFA6", "date-time": "2024-05-09T12:00:00.5+02:00"}
# How a server says that it is the request that is wrong.
REFUSED = {400, 413, 414, 422}


@schemathesis.check
class what_is_nearly_permitted_is_refused(OncePerOperation):  # noqa: N801 - reports name it so
    """A value in another case than those of an enumeration, or with a blank behind it, isn't one of them."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        for name, schema, _, put in places(case):
            permitted = schema.get("enum", ())
            texts = [value for value in permitted if isinstance(value, str)]
            # Where anything is taken, schemathesis tells.
            if not texts or is_taken(_answer(ctx, case, put, f"{texts[0]} or not")[1]):
                continue
            near = [value for text in texts for value in (text.lower(), text.upper(), f"{text} ")]
            for value in dict.fromkeys(near):
                probe, answer = _answer(ctx, case, put, value)
                if value not in permitted and is_taken(answer):
                    yield departure(probe, f"Not refused: {name} with another value", f"{value!r}", answer)
                    break


@schemathesis.check
class what_is_permitted_is_taken(OncePerOperation):  # noqa: N801 - reports name it so
    """A text without a limit may be long, of any script, or empty, and a number without one negative or large."""

    # What is created so comes after the examples, which may count.
    phases = frozenset({PhaseName.COVERAGE})

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        for name, schema, given, put in places(case):
            for value in _permitted(name, schema, given):
                probe, answer = _answer(ctx, case, put, value)
                if answer.status_code in REFUSED:
                    told = value if len(str(value)) < 100 else f"{len(value)} characters"
                    yield departure(probe, f"Refused, though permitted: {name}", told, answer)


def _permitted(name: str, schema: Document, given: Any) -> Sequence[Any]:
    """Return values far out among those that a place permits, which has one already, or None."""
    if limited := LIMITS & schema.keys():
        return [UNUSUAL[schema["format"]]] if limited == {"format"} and schema["format"] in UNUSUAL else ()
    if schema.get("type") == "integer":
        return FAR
    if schema.get("type") != "string" or not isinstance(given, str | None):
        return ()
    # A header's text is of Latin-1, and an empty one is hardly told from none.
    further, empty = ("\u00e9", False) if name.startswith("header.") else ("\u5b57", not schema.get("minLength"))
    # Made from the value that was taken: what it has to begin with isn't the matter here.
    return [f"{given or ''}{more}" for more in (LONG, further)] + [""] * empty


@schemathesis.check
class one_of_several_is_needed(OncePerOperation):  # noqa: N801 - reports name it so
    """A body that has none of several members, one of which it needs, is refused."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        members, schema = body(case)
        choices = [each.get("required", ()) for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
        if not choices or not all(choices):
            return
        needed = {name for choice in choices for name in choice}
        probe = case.derive()
        probe.body = {name: value for name, value in members.items() if name not in needed} | {"another": "text"}
        if is_taken(answer := send(ctx, case, probe)):
            yield departure(probe, "Not refused: none of several", f"one of {', '.join(sorted(needed))}", answer)


@schemathesis.check
class other_media_types_are_refused(OncePerOperation):  # noqa: N801 - reports name it so
    """A body of a media type that isn't documented is refused."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        documented = content(case.operation)
        if case.media_type not in documented or not isinstance(case.body, dict):
            return
        for media_type in ("text/plain", URLENCODED):
            if media_type in documented:
                continue
            probe = case.derive()
            if media_type == URLENCODED:
                probe.media_type = media_type
            else:
                probe.headers["Content-Type"] = media_type
            answer = send(ctx, case, probe)
            if is_taken(answer):
                yield departure(probe, "Not refused: another media type", media_type, answer)


def _answer(ctx: Context, case: Case, put: Put, value: Any) -> tuple[Case, Response]:
    probe = case.derive()
    put(probe, value)
    return probe, send(ctx, case, probe)
