"""Generators of responses: Prism, or the examples of the contract where Prism is not installed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class GeneratedResponse:
    """A response as Prism generates it.

    Attributes:
        status: The status code.
        media_type: The media type as the document writes it; `text/plain` without content.
        is_text: Whether the body comes from a string rather than from another JSON value.
        headers: JSON values by the names of the headers.
        body: The body.
    """

    status: int
    media_type: str
    is_text: bool
    headers: Mapping[str, Any]
    body: bytes


class ResponseGenerator(Protocol):
    """Generates responses from the time of its start until it is stopped."""

    async def start(self) -> None:
        """Get ready.

        Raises:
            UserError: The generator cannot run.
        """

    async def stop(self) -> None:
        """Stop, and leave nothing running."""

    async def generate(
        self, document: str, status: int, example: str | None, *, is_dynamic: bool = False
    ) -> GeneratedResponse:
        """Generate a response.

        Args:
            document: The document of `response_document`.
            status: The status code of the response.
            example: The name of an example, None for the first one.
            is_dynamic: Whether to generate random values by the schema instead of the first example.

        Raises:
            Unavailable: It cannot be generated.
        """
