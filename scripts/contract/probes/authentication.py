"""Probes of credentials: each one separately missing, empty, wrong, altered or in the wrong place."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Request
from scripts.credentials import Credential, accepted_schemes, credentials

CHECK = "invalid_credentials_rejected"


@dataclass(frozen=True)
class AlteredRequest:
    """A request with one altered credential.

    Attributes:
        header: The header of the credential.
        state: The change, which completes the sentence `with the api-key …`.
        request: The request.
        is_wrong: Whether it has a wrong value; many of them may lock an account.
        is_in_query: Whether the query has it, where a service may reject undocumented parameters first.
    """

    header: str
    state: str
    request: Request
    is_wrong: bool = True
    is_in_query: bool = False


def run(session: Session, baselines: Baselines) -> None:
    """Send altered credentials to every operation; they must get the documented 401."""
    probes = []
    for operation in session.operations:
        call = baselines.first(operation)
        if call is not None and "401" in operation.definition.get("responses", {}):
            probes += [(call, altered) for altered in _altered(session, call)]
    if session.read_only:
        wrong = [each for each in probes if each[1].is_wrong]
        first = list({each[1].header: each for each in reversed(wrong)}.values())
        probes = [each for each in probes if not each[1].is_wrong] + [
            each for each in first if each[1].state == "wrong"
        ]
        session.note("wrong credentials: one request each, because more may lock an account; ALLOW_WRITES=1 sends all")
    groups: dict[tuple[str, str], list[tuple[Call, AlteredRequest]]] = {}
    for call, altered in probes:
        groups.setdefault((call.operation.id, altered.header), []).append((call, altered))
    rejected = [each for each in session.map(lambda group: _send_group(session, group), groups.values()) if each]
    if not session.read_only:
        # Alone, because valid requests of other threads could be the ones that a service caches.
        by_headers = {(altered.header, call.credentials): (call, altered) for call, altered in reversed(rejected)}
        for call, altered in by_headers.values():
            _send_after_valid(session, call, altered)


def _send_group(session: Session, probes: Sequence[tuple[Call, AlteredRequest]]) -> tuple[Call, AlteredRequest] | None:
    """Send the requests with one altered credential; where one is accepted, others are for the same reason.

    Returns:
        The request with the wrong credential, if it was rejected; else None.
    """
    accepted: set[str] = set()
    rejected = None
    for call, altered in probes:
        if "missing" in accepted or (altered.is_wrong and "wrong" in accepted):
            continue
        if not _send(session, call, altered):
            accepted.add(altered.state)
        elif altered.state == "wrong":
            rejected = call, altered
    return rejected


def _send_after_valid(session: Session, call: Call, altered: AlteredRequest) -> None:
    """Send a wrong credential right after the valid one, which a service may cache for the caller."""
    with contextlib.suppress(NoResponse):
        session.call(call, "a valid request")
    _send(session, call, replace(altered, state="wrong, right after a valid request"), before=call.request())


def _send(session: Session, call: Call, altered: AlteredRequest, before: Request | None = None) -> bool:
    """Send a request; return True if it was rejected with 401, or failed."""
    operation, request = call.operation, altered.request
    what = f"a request whose {altered.header} is {altered.state}"
    with contextlib.suppress(NoResponse):
        tolerated = TOO_LARGE | ({400} if altered.is_in_query else set())
        response = session.send(operation, request, what, topic="credentials", tolerated=tolerated)
        if altered.is_in_query and response.status == 400:
            return True
        location = f"components, securitySchemes, {altered.header}"
        if response.status != 401 and response.status < 500:
            outcome = "was accepted" if response.succeeded else f"got {response.status} instead of 401"
            message = f"{what} {outcome}"
            cause = f"{altered.header} {altered.state} {response.succeeded or response.status}"
            session.report(operation, CHECK, message, request, response, location=location, cause=cause, before=before)
            return False
        value = request.header(altered.header) or ""
        if len(value) >= 8 and value.encode("latin-1") in response.body and response.status == 401:
            message = f"the 401 response repeats the value of {altered.header}, which may be a mistyped credential"
            session.warn(operation, "credentials_not_repeated", message, request, response)
    return True


def _altered(session: Session, call: Call) -> Iterator[AlteredRequest]:
    document, operation = session.document, call.operation
    known = credentials(document)
    alternatives = accepted_schemes(document, operation)
    if not all(alternatives):
        return
    required = set.intersection(*map(set, alternatives))
    used = [known[name] for name in next(iter(alternatives)) if name in required]
    request = call.request()
    for credential in used:
        for state, value, shell in _values(credential):
            if value is None:
                yield AlteredRequest(credential.header, state, request.with_header(credential.header, None), False)
            else:
                session.shell_values.setdefault(value, shell)
                is_wrong = value.strip() != ""
                yield AlteredRequest(credential.header, state, request.with_header(credential.header, value), is_wrong)
        bare = request.with_header(credential.header, None)
        in_query = bare.with_query(**{credential.header: credential.header_value()})
        yield AlteredRequest(credential.header, "in the query instead of the header", in_query, is_in_query=True)
        if not credential.prefix:
            bearer = bare.with_header("Authorization", f"Bearer {credential.header_value()}")
            session.shell_values.setdefault(f"Bearer {credential.header_value()}", f"Bearer ${credential.variable}")
            yield AlteredRequest(credential.header, "in Authorization instead of its header", bearer)
    if len(used) > 1:
        swapped = request
        for one, other in zip(used, [*used[1:], used[0]], strict=True):
            replaced = request.with_header(one.header, other.header_value())
            yield AlteredRequest(one.header, f"the value of {other.header}", replaced)
            swapped = swapped.with_header(one.header, other.header_value())
        yield AlteredRequest(used[0].header, "swapped with the other credential", swapped)
        bare = request
        for each in used:
            bare = bare.with_header(each.header, None)
        yield AlteredRequest(used[0].header, "missing like all others", bare, False)


def _values(credential: Credential) -> Iterator[tuple[str, str | None, str]]:
    """Yield altered values of a credential: the change, the value, and its shell expression."""
    value, variable = credential.header_value(), credential.variable
    yield "missing", None, ""
    yield "empty", "", ""
    yield "wrong", "wrong-credential", "wrong-credential"
    yield "another UUID", "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000"
    yield "`null`", "null", "null"
    yield "`*`", "*", "*"
    yield "`' OR '1'='1`", "' OR '1'='1", "' OR '1'='1"
    yield "`%`", "%", "%"
    if credential.prefix:
        yield "without its scheme", value.removeprefix(credential.prefix), f"${variable}"
        return
    if len(value) > 1:
        yield "valid, without its last character", value[:-1], f"${{{variable}%?}}"
        yield "valid, without its first character", value[1:], f"${{{variable}#?}}"
    yield "valid, with a further character", f"{value}x", f"${{{variable}}}x"
    yield "valid, with the prefix `Bearer`", f"Bearer {value}", f"Bearer ${variable}"
    yield "valid, twice with a comma", f"{value}, {value}", f"${variable}, ${variable}"
    if value.upper() != value:
        yield "valid, but in capitals", value.upper(), f"${{{variable}^^}}"
    elif value.lower() != value:
        yield "valid, but in lower case", value.lower(), f"${{{variable},,}}"
