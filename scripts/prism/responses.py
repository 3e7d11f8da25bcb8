"""Responses that an operation documents, and the choice among them."""

from collections.abc import Mapping

from scripts.openapi import Document, Operation, resolve


class DocumentedResponses:
    """The responses of one operation.

    Attributes:
        document: The contract.
        statuses: Their status codes as the contract writes them, such as `200`, `2XX` or `default`. `1XX` responses and
            extensions are left out, as neither can end a request. An operation that documents none may have any.
        default_status: The status code of the response to a valid request: the lowest 2xx, else `2XX` and `default` as
            200, else the lowest of the others.
    """

    def __init__(self, document: Document, operation: Operation) -> None:
        """Read the responses of an operation.

        Raises:
            UserError: A reference leads nowhere.
        """
        self.document = document
        self._responses: Mapping[str, Document] = {
            status: resolve(document, response)
            for status, response in operation.definition.get("responses", {}).items()
            if status == "default" or (status[:1] in "2345" and status[1:].replace("X", "0").isdecimal())
        } or {"default": {}}
        self.statuses = tuple(self._responses)
        self.default_status = _default_status(self.statuses)

    def resolve(self, status: int) -> str | None:
        """Return the documented status of a status code: the code itself, else its range, else `default`, else None."""
        candidates = (str(status), f"{status // 100}XX", "default")
        return next((each for each in candidates if each in self._responses), None)

    def response(self, status: str) -> Document:
        """Return the response object of a documented status."""
        return self._responses[status]

    def media_types(self, status: str) -> tuple[str, ...]:
        """Return the media types and ranges of a documented status, in the contract's order."""
        return tuple(self._responses[status].get("content", {}))

    def default_media_type(self, status: str) -> str | None:
        """Return the media type for requests without `Accept`, as Prism chooses it; None without content."""
        media_types = self.media_types(status)
        return next(
            (each for each in ("*/*", "application/json") if each in media_types), next(iter(media_types), None)
        )

    @property
    def default_media_types(self) -> tuple[str, ...]:
        """The media types of the response to a valid request, that for requests without `Accept` first."""
        status = self.resolve(self.default_status)
        default = None if status is None else self.default_media_type(status)
        if status is None or default is None:
            return ()
        return (default, *(each for each in self.media_types(status) if each != default))

    def examples(self, status: str, media_type: str) -> tuple[str, ...]:
        """Return the names of the examples of a media type of a documented status."""
        return tuple(self._responses[status]["content"][media_type].get("examples", {}))


def _default_status(statuses: tuple[str, ...]) -> int:
    by_rank = sorted(statuses, key=lambda status: (status[0] != "2", status == "default", status))
    success = [status for status in by_rank if status[0] == "2"]
    chosen = success[0] if success else "default" if "default" in statuses else by_rank[0]
    return 200 if chosen == "default" else int(chosen.replace("X", "0"))
