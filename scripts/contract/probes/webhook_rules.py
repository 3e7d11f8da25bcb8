"""Rules for the requests of webhooks, derived from `webhooks` of the contract."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from scripts.contract.probes.webhook_receiver import ReceivedRequest
from scripts.openapi import Document, Operation, operations, resolve
from scripts.schemas import merge_all_of
from scripts.validation.errors import RequestError, Violation
from scripts.validation.operation import compile_operations, validate


class Verdict(NamedTuple):
    """The webhook of a request, and how the request violates it.

    Attributes:
        webhook: The webhook; None if no webhook of the contract matches.
        violations: The violations.
    """

    webhook: Operation | None
    violations: tuple[Violation, ...]


class WebhookRules:
    """Validates the requests of webhooks."""

    def __init__(self, document: Document) -> None:
        """Compile the webhooks of a contract.

        Raises:
            UserError: A schema cannot be compiled.
        """
        self.webhooks = list(operations(document, "webhooks"))
        self._constants = {each.path: _constants(document, each) for each in self.webhooks}
        # Webhooks have no paths: each becomes an operation of a separate contract, whose path is its number.
        self._paths = {name: f"/{number}" for number, name in enumerate(document.get("webhooks", {}))}
        paths = {self._paths[name]: item for name, item in document.get("webhooks", {}).items()}
        self._router = compile_operations({**document, "paths": paths, "security": []}, {}, {})

    def judge(self, request: ReceivedRequest) -> Verdict:
        """Find the webhook of a request by the constant properties of the body, and validate the request."""
        body = request.json()
        properties = body if isinstance(body, dict) else {}
        known = {name for constants in self._constants.values() for name in constants}
        values = {name: properties[name] for name in sorted(known & properties.keys())}
        candidates = [
            each
            for each in self.webhooks
            if all(values.get(name, value) == value for name, value in self._constants[each.path].items())
        ]
        if not candidates:
            found = " and ".join(f"`{name}` {json.dumps(value)}" for name, value in values.items())
            return Verdict(None, (Violation("body", f"is that of no webhook of the contract: {found}"),))
        judged = [Verdict(each, self._violations(request, each)) for each in candidates]
        return min(judged, key=lambda each: len(each.violations))

    def _violations(self, request: ReceivedRequest, webhook: Operation) -> tuple[Violation, ...]:
        try:
            validate(self._router, request.head(self._paths[webhook.path]), request.body)
        except RequestError as error:
            return tuple(error.violations)
        return ()


def _constants(document: Document, webhook: Operation) -> Mapping[str, Any]:
    """Return the properties of the JSON body that have one value, with that."""
    body = resolve(document, webhook.definition.get("requestBody", {}))
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    declared = merge_all_of(document, schema).get("properties", {})
    merged = {name: merge_all_of(document, each) for name, each in declared.items()}
    return {name: each["const"] for name, each in merged.items() if "const" in each}
