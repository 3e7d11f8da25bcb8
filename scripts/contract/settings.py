"""What schemathesis is told for a run: schemathesis.toml, and what depends on the contract and on the server."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts import openapi
from scripts.credentials import Credential, credentials
from scripts.openapi import Document
from scripts.project import ROOT, Failure

SETTINGS = ROOT / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
# The options of a mock with state that is tested. What is trained is listed before a later phase looks for it.
STATEFUL = ("--stateful", "--work", "20ms")


def settings(
    contract: Document, reports: Path, *, mock: bool, read_only: bool, may_miss: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the settings of schemathesis for a run. Credentials stand in them by the names of their variables.

    Args:
        contract: The contract.
        reports: Where reports go.
        mock: The server is our own mock, where an accepted request has no reason to be answered with anything but 2xx.
        read_only: Send nothing but GET.
        may_miss: The ids of operations that may answer 404 to an accepted request, as what it names may not be there.

    Raises:
        Failure: schemathesis.toml is no TOML, or the contract wants credentials that can't be sent.
    """
    try:
        found = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Failure(f"{SETTINGS}: {error}") from error
    known = credentials(contract)
    found["reports"] = {"directory": str(reports)}
    found["auth"] = {"openapi": {scheme: _auth(credential) for scheme, credential in known.items()}}
    sanitized = found["output"]["sanitization"]
    sanitized["keys-to-sanitize"] += [credential.header for credential in known.values()]
    if refusals := documented_refusals(contract):
        # By default 403, 404, 406 and 5xx pass for a refusal, too.
        found["checks"]["negative_data_rejection"] = {"expected-statuses": refusals}
    if not mock:
        del found["checks"]["positive_data_acceptance"]
    if may_miss:
        statuses = [*found["checks"]["positive_data_acceptance"]["expected-statuses"], "404"]
        found["operations"] = [
            {"include-operation-id": each, "checks": {"positive_data_acceptance": {"expected-statuses": statuses}}}
            for each in may_miss
        ]
    if read_only:
        # Otherwise every undocumented method is tried, to see it refused; a live service may know it.
        found.setdefault("phases", {}).setdefault("coverage", {})["unexpected-methods"] = []
    return found


def _auth(credential: Credential) -> dict[str, str]:
    return {"bearer" if credential.prefix else "api_key": f"${{{credential.variable}}}"}


def documented_refusals(contract: Document) -> list[str]:
    """Return the statuses by which operations document that a request doesn't fit, or lacks credentials."""
    documented = {status for each in openapi.operations(contract) for status in each.definition.get("responses", {})}
    if not {"400", "422", "4XX"} & documented:
        return []
    return [status for status in ("400", "401", "413", "414", "415", "422", "4XX") if status in documented]


def documenting_404(contract: Document) -> list[str]:
    """Return the ids of the operations that document a 404."""
    return [each.id for each in openapi.operations(contract) if "404" in each.definition.get("responses", {})]
