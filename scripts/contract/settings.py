"""Settings of schemathesis: schemathesis.toml, and what follows from the contract and the server under test."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts import openapi
from scripts.credentials import Credential, credentials
from scripts.openapi import Document
from scripts.openapi.structure import walk
from scripts.project import ROOT, UserError

SETTINGS = ROOT / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
# Probes cover what the stateful phase does, whose requests are sent one after the other.
STATEFUL_EXAMPLES = 10
# Options of a mock with state. A trained model is listed before a later phase looks for it.
STATEFUL_OPTIONS = ("--stateful", "--job-duration", "20ms")
# Pointers of objects whose examples are sent.
_IN_REQUESTS = re.compile("/(parameters|requestBody|requestBodies)/")


def settings(
    contract: Document, reports: Path, *, is_mock: bool, read_only: bool, allow_404: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the settings of a run. They contain the names of the credentials' environment variables, not the values.

    Args:
        contract: The contract.
        reports: The folder of the reports.
        is_mock: Whether the server is the mock, which has no reason to respond to a valid request with an error.
        read_only: Whether only GET is sent.
        allow_404: The ids of operations that may respond to a valid request with 404, because its resource may not
            exist.

    Raises:
        UserError: schemathesis.toml is not TOML, or a security scheme of the contract is not supported.
    """
    try:
        found = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{SETTINGS}: {error}") from error
    known = credentials(contract)
    found["reports"] = {"directory": str(reports)}
    if known:
        found["auth"] = {"openapi": {scheme: _auth(credential) for scheme, credential in known.items()}}
    found["output"]["sanitization"]["keys-to-sanitize"] += [credential.header for credential in known.values()]
    if statuses := rejection_statuses(contract):
        # The default counts 403, 404, 406 and 5xx as rejections too.
        found["checks"]["negative_data_rejection"] = {"expected-statuses": statuses}
    if not is_mock:
        del found["checks"]["positive_data_acceptance"]
    if allow_404:
        statuses = [*found["checks"]["positive_data_acceptance"]["expected-statuses"], "404"]
        found["operations"] = [
            {"include-operation-id": each, "checks": {"positive_data_acceptance": {"expected-statuses": statuses}}}
            for each in allow_404
        ]
    # A limit of the service is respected; hooks/rate_limit.py applies ours.
    found["rate-limit"] = "auto"
    if read_only:
        # Many wrong credentials may lock an account.
        found["checks"]["ignored_auth"] = {"enabled": False}
        # By default every undocumented method is sent. A remote server may support it.
        found.setdefault("phases", {}).setdefault("coverage", {})["unexpected-methods"] = []
    return found


def rejection_statuses(contract: Document) -> list[str]:
    """Return the documented status codes of requests that are invalid or lack credentials."""
    documented = {status for each in openapi.operations(contract) for status in each.definition.get("responses", {})}
    if not {"400", "422", "4XX"} & documented:
        return []
    return [status for status in ("400", "401", "413", "414", "415", "422", "4XX") if status in documented]


def untestable_phases(contract: Document) -> set[str]:
    """Return the phases for which a contract has nothing: examples in requests, and links."""
    parts = list(walk(contract))
    has_examples = any(
        {"example", "examples"} & part.value.keys() for part in parts if _IN_REQUESTS.search(part.pointer)
    )
    has_links = any(part.value.get("links") for part in parts if part.kind == "response")
    return {name for name, is_there in (("examples", has_examples), ("stateful", has_links)) if not is_there}


def operations_with_404(contract: Document) -> list[str]:
    """Return the ids of the operations that document a 404."""
    return [each.id for each in openapi.operations(contract) if "404" in each.definition.get("responses", {})]


def _auth(credential: Credential) -> dict[str, str]:
    return {"bearer" if credential.prefix else "api_key": f"${{{credential.variable}}}"}
