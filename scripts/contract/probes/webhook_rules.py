"""Validation of the requests of webhooks by `webhooks` of the contract."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scripts.contract.probes.webhook_receiver import ReceivedRequest
from scripts.openapi import Document, Operation, operations, resolve
from scripts.schemas import Direction, SchemaCompiler, merge_all_of
from scripts.validation.errors import LimitExceeded, RequestError, Violation
from scripts.validation.messages import RequestHead
from scripts.validation.operation import OperationValidator

Path = tuple[str, ...]
# Schemas may contain themselves.
_MAX_DEPTH = 5


class ValidatedWebhook(NamedTuple):
    """The webhook of a request, and how the request violates it.

    Attributes:
        webhook: The webhook; None if no webhook of the contract matches.
        violations: The violations.
    """

    webhook: Operation | None
    violations: tuple[Violation, ...]


class WebhookRules:
    """Validates the requests of webhooks.

    Attributes:
        webhooks: The webhooks of the contract.
    """

    def __init__(self, document: Document) -> None:
        """Compile the webhooks of a contract.

        Raises:
            UserError: A schema cannot be compiled.
        """
        self.webhooks = list(operations(document, "webhooks"))
        self._document = document
        self._schemas = {each.id: _schema(document, each) for each in self.webhooks}
        self._constants = {name: dict(_constants(document, schema)) for name, schema in self._schemas.items()}
        # A service sends requests and responses: both have the properties that are `readOnly`.
        compiler = SchemaCompiler(document, Direction.RESPONSE)
        # Webhooks have names instead of paths. Credentials that all operations need are not those of webhooks.
        named = {**document, "paths": {**document["paths"], **document.get("webhooks", {})}, "security": []}
        self._validators = {each.id: OperationValidator(named, each, compiler, {}, ()) for each in self.webhooks}

    def validate(self, request: ReceivedRequest) -> ValidatedWebhook:
        """Find the webhook of a request by the constant properties of the body, and validate the request.

        Raises:
            LimitExceeded: The body is too large, or nested too deeply.
        """
        body = request.json
        properties = body if isinstance(body, dict) else {}
        candidates = [
            each
            for each in self.webhooks
            if all(properties.get(name, value) == value for name, value in self._constants[each.id].items())
        ]
        if not candidates:
            names = sorted({name for each in self._constants.values() for name in each} & properties.keys())
            reason = f"no webhook of the contract has this {' and '.join(f'`{each}`' for each in names)}"
            return ValidatedWebhook(None, (Violation("body", reason),))
        validated = [ValidatedWebhook(each, self._violations(request, each)) for each in candidates]
        return min(validated, key=lambda each: len(each.violations))

    def texts(self, request: ReceivedRequest, webhook: Operation) -> Mapping[str, str]:
        """Return the texts of properties whose names are unique in the schema of a webhook, by these names."""
        found: dict[str, list[str]] = {}
        for path in _text_paths(self._document, self._schemas[webhook.id], ()):
            value = request.json
            for name in path:
                value = value.get(name) if isinstance(value, dict) else None
            found.setdefault(path[-1], []).append(value if isinstance(value, str) else "")
        return {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}

    def _violations(self, request: ReceivedRequest, webhook: Operation) -> tuple[Violation, ...]:
        if request.method != webhook.method:
            return (Violation("method", f"must be {webhook.method}, not {request.method}"),)
        head = RequestHead(request.method, b"", b"", request.headers)
        try:
            pending = self._validators[webhook.id].open(head, {})
            if request.body:
                pending.feed(request.body)
            pending.finish()
        except LimitExceeded:
            raise
        except RequestError as error:
            return tuple(error.violations)
        return ()


def _schema(document: Document, webhook: Operation) -> Document:
    """Return the schema of the JSON body of a webhook; empty without a body."""
    body = resolve(document, webhook.definition.get("requestBody", {}))
    return merge_all_of(document, body.get("content", {}).get("application/json", {}).get("schema", {}))


def _constants(document: Document, schema: Document) -> Iterator[tuple[str, Any]]:
    """Yield the properties of an object that have one value, with that."""
    for name, node in schema.get("properties", {}).items():
        merged = merge_all_of(document, node)
        if "const" in merged:
            yield name, merged["const"]


def _text_paths(document: Document, schema: Document, path: Path) -> Iterator[Path]:
    """Yield the paths of the texts of an object, except in arrays."""
    for name, node in schema.get("properties", {}).items():
        merged = merge_all_of(document, node)
        if merged.get("type") == "string":
            yield (*path, name)
        elif len(path) < _MAX_DEPTH:
            yield from _text_paths(document, merged, (*path, name))
