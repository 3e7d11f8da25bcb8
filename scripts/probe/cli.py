"""Command line of the probe: `python -m scripts.probe URL`."""

import argparse
import time
import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import httpx

from scripts.addresses import is_loopback
from scripts.credentials import credentials
from scripts.editions.contracts import load_all
from scripts.openapi import Document
from scripts.probe.evidence import NOT_FOUND, Observation, contradiction, supports
from scripts.project import UserError
from scripts.reference.requests import sample_requests

# Seconds between requests to another machine.
PAUSE = 0.2
TIMEOUT = 20


def main(arguments: list[str] | None = None) -> int:
    """Print which edition a server implements, with the evidence; return 1 if none or several fit, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.probe",
        description="Infer the edition that a server implements from its responses to GET requests without effects. "
        "The credentials of the environment are sent, if there are any.",
    )
    parser.add_argument("url", metavar="URL", help="the server, such as http://127.0.0.1:8000")
    url = parser.parse_args(arguments).url.rstrip("/")
    documents = load_all()
    observations = list(_observations(url, documents))
    for observation in observations:
        for line in _explained(observation, documents):
            print(line)
    against = {
        name: sum(contradiction(each, document) is not None for each in observations)
        for name, document in documents.items()
    }
    fitting = [name for name, count in against.items() if count == 0]
    counts = "; ".join(
        f"{name}: {len(observations) - count} of {len(observations)} fit" for name, count in against.items()
    )
    if len(fitting) == 1:
        print(f"probe: {url} implements the edition of {fitting[0]} ({counts})")
        return 0
    closest = min(against, key=lambda name: against[name])
    verdict = f"several editions fit: {', '.join(fitting)}" if fitting else f"no edition fits, the closest is {closest}"
    print(f"probe: {url}: {verdict} ({counts})")
    return 1


def _explained(observation: Observation, documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield the evidence in an observation, if it distinguishes editions."""
    fits = [name for name in documents if supports(observation, documents[name], documents)]
    against = {name: found for name in documents if (found := contradiction(observation, documents[name]))}
    if against:
        reasons = "; ".join(f"not {name}: {reason}" for name, reason in against.items())
        yield f"{observation}; {'fits ' + ', '.join(fits) if fits else 'fits no edition'}; {reasons}"


def _observations(url: str, documents: Mapping[str, Document]) -> Iterator[Observation]:
    """Send a GET request to each path of all editions.

    Raises:
        UserError: The server does not respond.
    """
    pause = 0.0 if is_loopback(url) else PAUSE
    targets, excluded = _targets(documents)
    with httpx.Client(timeout=TIMEOUT, headers=_credential_headers(documents)) as client:
        unknown = _get(client, f"{url}/api/external/{uuid.uuid4()}", {})
        # A gateway may reject all requests before it looks at the path.
        shows_paths = unknown.status_code == NOT_FOUND
        for path, (target, headers) in targets.items():
            if path in excluded:
                continue
            time.sleep(pause)
            response = _get(client, url + target, headers)
            is_missing = response.status_code == NOT_FOUND
            # An object that does not exist gets 404 too.
            is_known = None if not shows_paths or (is_missing and "{" in path) else not is_missing
            yield Observation(path, response, is_known)


def _get(client: httpx.Client, url: str, headers: Mapping[str, str]) -> httpx.Response:
    try:
        return client.get(url, headers=headers)
    except httpx.HTTPError as error:
        parts = urlsplit(url)
        raise UserError(f"{parts.scheme}://{parts.netloc}: {error}; check the URL") from error


def _targets(documents: Mapping[str, Document]) -> tuple[dict[str, tuple[str, dict[str, str]]], set[str]]:
    """Return the URLs and headers by path template, and the paths whose GET has effects."""
    targets: dict[str, tuple[str, dict[str, str]]] = {}
    excluded: set[str] = set()
    for document in documents.values():
        for sample in sample_requests(document, ""):
            path = sample.operation.path
            if sample.operation.method == "GET" or path not in targets:
                targets[path] = sample.url, sample.headers
            if sample.operation.method == "GET" and not sample.operation.is_safe:
                excluded.add(path)
    return targets, excluded


def _credential_headers(documents: Mapping[str, Document]) -> dict[str, str]:
    """Return the headers of all credentials in the environment."""
    found = [each for document in documents.values() for each in credentials(document).values()]
    return {each.header: each.header_value() for each in found if each.header_value().removeprefix(each.prefix)}
