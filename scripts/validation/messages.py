"""Requests, as they arrive and as they are once validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scripts.validation.operation import OperationValidator

Headers = Sequence[tuple[bytes, bytes]]

# The value of a file in a form. Its bytes are not kept.
FILE: Final = "file"


@dataclass(slots=True, eq=False)
class RequestHead:
    """The head of a request.

    Attributes:
        method: The method, such as `GET`.
        path: The path as it was sent, percent-encoded.
        query: What follows the `?`, as it was sent; empty without one.
        headers: The headers in their order, with lower-case names.
        http_version: `1.1` or `1.0`.
    """

    method: str
    path: bytes
    query: bytes
    headers: Headers
    http_version: str = "1.1"
    by_name: dict[bytes, bytes] = field(init=False)

    def __post_init__(self) -> None:
        """Index the headers: of a name that repeats, the last value."""
        self.by_name = dict(self.headers)

    @property
    def target(self) -> bytes:
        """Path and query as they were sent."""
        return self.path + b"?" + self.query if self.query else self.path

    def all(self, name: bytes) -> list[bytes]:
        """Return the values of a header, each as it was sent."""
        return [value for each, value in self.headers if each == name]


@dataclass(slots=True, eq=False)
class ValidatedRequest:
    """A request that satisfies the contract.

    Attributes:
        operation: The operation that it calls.
        head: Its head.
        path: Its path parameters, deserialized, by name.
        query: Its query parameters. Names that the contract does not define are left out here and below.
        headers: Its header parameters, by lower-case name.
        cookies: Its cookie parameters.
        media_type: The media type of the body as the contract spells it; None without a body.
        body: The body, deserialized. A file is `FILE`.
        files: The names of the files in the body.
    """

    operation: "OperationValidator"
    head: RequestHead
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    cookies: Mapping[str, Any]
    media_type: str | None = None
    body: Any = None
    files: Sequence[str] = ()
