"""Three requests before a run: the service must be reachable, have the contract's paths, and accept the credentials."""

from collections.abc import Sequence

from scripts import openapi
from scripts.contract.probes.calls import Call, calls
from scripts.contract.probes.transport import NoResponse, Response, Transport
from scripts.credentials import Credential, credentials
from scripts.openapi import Document
from scripts.project import UserError


def check(document: Document, transport: Transport) -> None:
    """Check that the service is reachable, has the paths of the contract, and accepts the credentials.

    Raises:
        UserError: One of these fails.
    """
    url = transport.base
    first, last = _fewest_and_most(document)
    try:
        bare = first.request()
        for name, _ in first.credentials:
            bare = bare.with_header(name, None)
        reached = transport.send(bare)
        responses = [transport.send(first.request()), transport.send(last.request())]
    except NoResponse as error:
        raise UserError(f"{url}: the service {error}; check URL= and that it runs") from None
    _check_path(url, document, [first, last], [reached, *responses])
    _check_credentials(document, [first, last], responses)


def _fewest_and_most(document: Document) -> tuple[Call, Call]:
    """Return the calls that need the fewest and the most credentials: if possible safe and without documented 404."""
    found = [calls(document, each)[0] for each in openapi.operations(document)]
    harmless = [each for each in found if each.operation.is_safe] or found
    clear = [each for each in harmless if "404" not in each.operation.definition.get("responses", {})] or harmless
    ordered = sorted(clear, key=lambda each: len(each.credentials))
    return ordered[0], ordered[-1]


def _check_path(url: str, document: Document, tried: Sequence[Call], responses: Sequence[Response]) -> None:
    first = responses[0]
    if all(300 <= each.status < 400 for each in responses):
        target = first.headers.get("location", "another address")
        raise UserError(f"{url}: redirects to {target.partition('?')[0]}; use the address that it redirects to as URL=")
    undocumented = ["404" not in call.operation.definition.get("responses", {}) for call in (tried[0], *tried)]
    if all(each.status == 404 for each in responses) and all(undocumented):
        paths = " and ".join(dict.fromkeys(each.operation.path for each in tried))
        base = openapi.base_url(document)
        remedy = f", such as {base}" if base else ""
        raise UserError(f"{url}: 404 for {paths}; URL= must end before the paths of the contract{remedy}")


def _check_credentials(document: Document, tried: Sequence[Call], responses: Sequence[Response]) -> None:
    known = {each.header: each for each in credentials(document).values()}
    accepted = {
        name for call, each in zip(tried, responses, strict=True) if each.status != 401 for name, _ in call.credentials
    }
    rejected = [call for call, each in zip(tried, responses, strict=True) if each.status == 401]
    for call in rejected:
        names = [known[name] for name, _ in call.credentials if name not in accepted]
        if names:
            raise UserError(f"{_listed(names)}: rejected with 401 by {call}; set the credentials of the service")


def _listed(found: Sequence[Credential]) -> str:
    return " or ".join(each.variable for each in found)
