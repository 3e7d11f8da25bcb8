"""One operation of a contract, compiled: validates requests in two steps, head and body."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scripts.openapi import Document, Operation, operations, resolve
from scripts.schemas import Direction, SchemaCompiler, is_30
from scripts.validation.body import BodyReader, BodyValidator, JsonValidator, OpaqueValidator, TextValidator
from scripts.validation.errors import RequestError, Violation
from scripts.validation.form_fields import MULTIPART, URLENCODED
from scripts.validation.forms import FormValidator
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.multipart import Part
from scripts.validation.negotiation import essence, find_media_type, is_json, negotiate
from scripts.validation.parameters import ParametersValidator, parse_cookies
from scripts.validation.routing import Router
from scripts.validation.security import SecurityValidator
from scripts.validation.styles import RawValues, parse_pairs

_MAX_CACHED = 256
_NO_PAIRS: RawValues = {}
_NOTHING: Mapping[str, Any] = {}
# Methods whose `requestBody` is ignored in OpenAPI 3.0: HTTP defines no meaning for their bodies (3.0.3, 4.7.10.1).
_WITHOUT_BODY = {"GET", "HEAD", "DELETE", "TRACE"}


class PendingRequest:
    """A request whose head satisfies the contract, and whose body is arriving.

    Attributes:
        request: The request; its body is missing until `finish`.
    """

    __slots__ = ("_is_empty", "_reader", "request")

    def __init__(self, request: ValidatedRequest, reader: BodyReader | None) -> None:
        self.request = request
        self._reader = reader
        self._is_empty = True

    @property
    def parts(self) -> Sequence[Part]:
        """The parts of a multipart form that have arrived."""
        return () if self._reader is None else self._reader.parts()

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body.

        Raises:
            RequestError: 400; the body cannot be valid whatever follows.
        """
        if self._reader is not None:
            self._is_empty = self._is_empty and not chunk
            self._reader.feed(chunk)

    def finish(self) -> ValidatedRequest:
        """Return the request with its body, which has arrived as a whole.

        Raises:
            RequestError: 400; the body violates the contract.
        """
        request = self.request
        if self._reader is not None:
            if self._is_empty:
                # Announced by `Transfer-Encoding`, and then empty.
                request.operation.check_missing_body()
                request.media_type = None
            else:
                request.body, request.files = self._reader.finish()
        return request


class OperationValidator:
    """Validates the requests of one operation.

    Attributes:
        operation: The operation.
        id: Its operationId.
        response_types: The media types of its success, the preferred first.
    """

    def __init__(
        self,
        document: Document,
        operation: Operation,
        compiler: SchemaCompiler,
        credentials: Mapping[str, str],
        response_types: Sequence[str],
    ) -> None:
        """Compile an operation.

        Args:
            document: The contract.
            operation: One of its operations.
            compiler: Compiles schemas for requests.
            credentials: See `SecurityValidator`.
            response_types: The media types of the response to a valid request.

        Raises:
            UserError: A schema cannot be compiled, or a part of the operation is not valid OpenAPI.
        """
        pointer = f"/paths/{operation.path.replace('~', '~0').replace('/', '~1')}/{operation.method.lower()}"
        self.operation = operation
        self.id = operation.id
        self.response_types = response_types
        self._security = SecurityValidator(document, operation, credentials)
        self._parameters = ParametersValidator(document, operation, compiler, pointer)
        self._needs_query = self._security.needs_query or not self._parameters.query.is_empty
        body = resolve(document, operation.definition.get("requestBody", {}))
        if is_30(document) and operation.method in _WITHOUT_BODY:
            body = {}
        content: Mapping[str, Document] = body.get("content", {})
        self._content = tuple(content)
        self._is_body_required: bool = body.get("required", False)
        self._bodies = _Bodies(document, content, compiler, f"{pointer}/requestBody/content")
        # By `Accept` as it was sent: real clients send few.
        self._accepted: dict[bytes, str | None] = {}

    def open(self, head: RequestHead, path: Mapping[str, str]) -> PendingRequest:
        """Validate the head of a request.

        Args:
            head: The head.
            path: The path parameters as they were sent.

        Raises:
            RequestError: 401, 406 or 400; the head violates the contract.
        """
        pairs = parse_pairs(head.query, "query") if head.query and self._needs_query else _NO_PAIRS
        self._security.validate(head, pairs)
        if b"accept" in head.by_name:
            self.response_type(head)
        violations: list[Violation] = []
        parameters = self._parameters
        request = ValidatedRequest(
            self,
            head,
            parameters.read_path(path, violations) if path else path,
            _NOTHING if parameters.query.is_empty else parameters.query.read(pairs, violations),
            parameters.read_headers(head, violations) if parameters.headers else _NOTHING,
            _NOTHING if parameters.cookies.is_empty else parameters.cookies.read(parse_cookies(head), violations),
        )
        if violations:
            raise RequestError(400, violations)
        return PendingRequest(request, self._open_body(request) if self._content else None)

    def response_type(self, head: RequestHead) -> str | None:
        """Return the media type of the response to a valid request; None if it has no content.

        Raises:
            RequestError: 406; the client accepts none of the documented media types.
        """
        accept = head.by_name.get(b"accept")
        if not accept or not self.response_types:
            return self.response_types[0] if self.response_types else None
        if len(head.headers) != len(head.by_name):
            accept = b", ".join(head.all(b"accept"))
        if accept not in self._accepted:
            if len(self._accepted) >= _MAX_CACHED:
                self._accepted.clear()
            self._accepted[accept] = negotiate(accept.decode("latin-1"), self.response_types)
        accepted = self._accepted[accept]
        if accepted is None:
            raise RequestError.at(406, "header.Accept", f"must allow {' or '.join(self.response_types)}")
        return accepted

    def check_missing_body(self) -> None:
        """Check that a request may be without a body.

        Raises:
            RequestError: 400; the body is required.
        """
        if self._is_body_required:
            raise RequestError.at(400, "body", f"is required, as {' or '.join(self._content)}")

    def _open_body(self, request: ValidatedRequest) -> BodyReader | None:
        head = request.head
        length = head.by_name.get(b"content-length", b"0")
        if not length.strip(b"0 \t") and b"transfer-encoding" not in head.by_name:
            self.check_missing_body()
            return None
        request.media_type, validator = self._bodies.find(head.by_name.get(b"content-type", b""))
        return validator.open(head)


class _Bodies:
    """The bodies of an operation by media type."""

    def __init__(
        self, document: Document, content: Mapping[str, Document], compiler: SchemaCompiler, pointer: str
    ) -> None:
        self._validators = {
            media_type: _compile_body(
                document, media_type, each, compiler, f"{pointer}/{media_type.replace('~', '~0').replace('/', '~1')}"
            )
            for media_type, each in content.items()
        }
        self._has_parameters = any(";" in media_type for media_type in content)
        # By `Content-Type` as it was sent, without its parameters: each form has another boundary.
        self._found: dict[bytes, tuple[str, BodyValidator]] = {}

    def find(self, given: bytes) -> tuple[str, BodyValidator]:
        """Return the documented media type of a body, and its validator.

        Raises:
            RequestError: 400; the contract documents no such media type.
        """
        key = given if self._has_parameters else given.partition(b";")[0]
        found = self._found.get(key)
        if found is None:
            found = self._find(given.decode("latin-1"))
            if len(self._found) >= _MAX_CACHED:
                self._found.clear()
            self._found[key] = found
        return found

    def _find(self, given: str) -> tuple[str, BodyValidator]:
        # A body without `Content-Type` may be any bytes (RFC 9110, 8.3).
        documented = find_media_type(self._validators, given or "application/octet-stream")
        if documented is None:
            expected = " or ".join(self._validators)
            name = given.partition(";")[0].strip()
            known = f", not {name}" if name.isprintable() and name else ""
            raise RequestError.at(400, "header.Content-Type", f"must be {expected}{known}")
        return documented, self._validators[documented][_kind(given)]


def _compile_body(
    document: Document, media_type: str, content: Document, compiler: SchemaCompiler, pointer: str
) -> Mapping[str, BodyValidator]:
    """Return the validators for a documented media type or range, by the kind of media type that is sent."""
    schema = content.get("schema", True)
    makers: dict[str, Callable[[], BodyValidator]] = {
        "json": lambda: JsonValidator(compiler, schema, f"{pointer}/schema"),
        MULTIPART: lambda: FormValidator(document, MULTIPART, content, compiler, pointer),
        URLENCODED: lambda: FormValidator(document, URLENCODED, content, compiler, pointer),
        "text": lambda: TextValidator(document, compiler, schema, f"{pointer}/schema"),
        "opaque": lambda: OpaqueValidator(compiler, schema, f"{pointer}/schema"),
    }
    kinds = makers if "*" in media_type else [_kind(media_type)]
    return {kind: makers[kind]() for kind in kinds}


def _kind(media_type: str) -> str:
    """Return how bodies of a media type are read."""
    name = essence(media_type)
    if name in {MULTIPART, URLENCODED}:
        return name
    if is_json(media_type):
        return "json"
    return "text" if name.startswith("text/") else "opaque"


def compile_operations(
    document: Document, credentials: Mapping[str, str], response_types: Mapping[str, Sequence[str]]
) -> Router[OperationValidator]:
    """Compile the operations of a contract.

    Args:
        document: The contract.
        credentials: See `SecurityValidator`.
        response_types: The media types of the response to a valid request, by operationId.

    Raises:
        UserError: A schema cannot be compiled, or a part of the contract is not valid OpenAPI.
    """
    router = Router[OperationValidator](document)
    compiler = SchemaCompiler(document, Direction.REQUEST)
    for operation in operations(document):
        types = response_types.get(operation.id, ())
        router.add(
            operation.method, operation.path, OperationValidator(document, operation, compiler, credentials, types)
        )
    return router


def validate(router: Router[OperationValidator], head: RequestHead, body: bytes) -> ValidatedRequest:
    """Validate a request that has arrived as a whole.

    Args:
        router: The operations of the contract.
        head: The head.
        body: The body; empty without one.

    Raises:
        RequestError: The request violates the contract.
    """
    operation, path = router.route(head.method, head.path)
    pending = operation.open(head, path)
    if body:
        pending.feed(body)
    return pending.finish()
