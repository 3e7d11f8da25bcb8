"""Small contracts, and requests that are validated by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from scripts.openapi import Document, operations
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.operation import OperationValidator, compile_operations
from scripts.validation.routing import Router

JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


def contract(
    *parameters: Document,
    version: str = "3.1.0",
    path: str = "/things",
    body: Any = None,
    schemas: Mapping[str, Any] | None = None,
    **operation: Any,
) -> Document:
    """Return a contract of one operation.

    Args:
        parameters: Its parameters.
        version: The version of OpenAPI.
        path: Its path.
        body: The schema of its JSON body, which is required.
        schemas: The schemas of the contract.
        operation: Other keywords of the operation.
    """
    definition: Document = {"operationId": "send", "responses": {"200": {"description": "Sent."}}, **operation}
    if parameters:
        definition["parameters"] = list(parameters)
    if body is not None:
        definition["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {"post": definition}},
        "components": {"schemas": dict(schemas or {})},
    }


def accepting(media_type: str, schema: Any, *, version: str = "3.1.0", **content: Any) -> Document:
    """Return a contract whose body has one media type.

    Args:
        media_type: The media type.
        schema: Its schema.
        version: The version of OpenAPI.
        content: Other keywords of the media type.
    """
    body = {"required": True, "content": {media_type: {"schema": schema, **content}}}
    return contract(version=version, requestBody=body)


@dataclass(frozen=True)
class Api:
    """Validates requests by a contract.

    Attributes:
        router: The compiled operations.
    """

    router: Router[OperationValidator]

    @classmethod
    def of(
        cls,
        document: Document,
        credentials: Mapping[str, str] | None = None,
        response_types: Sequence[str] = (),
    ) -> "Api":
        """Compile a contract.

        Args:
            document: The contract.
            credentials: The valid credentials; see `SecurityValidator`.
            response_types: The media types of every operation's response.
        """
        types = {operation.id: response_types for operation in operations(document)}
        return cls(compile_operations(document, credentials or {}, types))

    def send(
        self,
        method: str = "POST",
        target: str = "/things",
        headers: Headers = (),
        body: bytes | str = b"",
        *,
        chunks: int = 1,
    ) -> ValidatedRequest:
        """Validate a request.

        Args:
            method: The method.
            target: Path and query as they are sent.
            headers: The headers.
            body: The body; its length is announced by `Content-Length`.
            chunks: In how many pieces the body arrives.

        Raises:
            RequestError: It is rejected.
        """
        raw = body.encode() if isinstance(body, str) else body
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        lines = [(name.lower().encode(), value.encode()) for name, value in pairs]
        if raw and b"transfer-encoding" not in {name for name, _ in lines}:
            lines.append((b"content-length", str(len(raw)).encode()))
        path, _, query = target.partition("?")
        head = RequestHead(method, path.encode(), query.encode(), lines)
        operation, parameters = self.router.route(method, head.path)
        pending = operation.open(head, parameters)
        size = max(-(-len(raw) // chunks), 1)
        for start in range(0, len(raw), size):
            pending.feed(raw[start : start + size])
        return pending.finish()

    def query(self, query: str) -> Mapping[str, Any]:
        """Return the query parameters of a request."""
        return self.send(target=f"/things?{query}").query

    def body(self, body: bytes | str, content_type: str = JSON) -> Any:
        """Return the body of a request."""
        return self.send(headers={"Content-Type": content_type}, body=body).body

    def error(self, *arguments: Any, **keywords: Any) -> RequestError:
        """Return the error of a request that is rejected."""
        with pytest.raises(RequestError) as caught:
            self.send(*arguments, **keywords)
        assert "\n" not in str(caught.value)
        return caught.value

    def query_error(self, query: str) -> str:
        """Return why the query of a request is rejected."""
        return str(self.error(target=f"/things?{query}"))

    def body_error(self, body: bytes | str, content_type: str = JSON) -> str:
        """Return why the body of a request is rejected."""
        return str(self.error(headers={"Content-Type": content_type}, body=body))


def multipart(*parts: tuple[str, str | bytes, str, str] | tuple[str, str | bytes]) -> bytes:
    """Return a multipart form.

    Args:
        parts: Name and content of each part; then, if it is a file, its filename, and its `Content-Type`.
    """
    made = b""
    for name, content, *rest in parts:
        filename, media_type = (*rest, "", "")[:2]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{filename}"' if filename else ""
        head += f"\r\nContent-Type: {media_type}" if media_type else ""
        made += head.encode() + b"\r\n\r\n" + (content.encode() if isinstance(content, str) else content) + b"\r\n"
    return made + f"--{BOUNDARY}--\r\n".encode()


def parameter(name: str, location: str, schema: Any, **keywords: Any) -> Document:
    """Return a parameter."""
    required = {"required": True} if location == "path" else {}
    return {"name": name, "in": location, "schema": schema, **required, **keywords}
