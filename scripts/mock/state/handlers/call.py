"""The parts of a request to the state, and of its response, that the handlers share."""

import functools
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from msgspec.json import decode

from scripts.mock.durations import JobDurations
from scripts.mock.mismatch import ContractMismatch
from scripts.mock.state.accounts import account_name, has_access
from scripts.mock.state.models import chatbot_name, encode
from scripts.mock.state.store import ChatbotStore, Store
from scripts.openapi import Document, operations
from scripts.security import security_requirements
from scripts.validation.messages import ValidatedRequest

Response = tuple[int, bytes]
Handler = Callable[["Call"], Coroutine[Any, Any, Response]]

# The headers whose values name the chatbot, and the account.
_KEY, _TOKEN = b"api-key", b"caigunn-access-token"

FORBIDDEN: Response = 403, b'{"detail":"The access token does not give access to this chatbot"}'


class Call(NamedTuple):
    """A call of an operation.

    Attributes:
        store: The store of the state.
        durations: The durations of background jobs.
        request: The request.
        example: The documented response body.
    """

    store: Store
    durations: JobDurations
    request: ValidatedRequest
    example: bytes

    @property
    def chatbot(self) -> ChatbotStore:
        """The chatbot that the request is for."""
        return self.chatbot_of(self._credential(_KEY))

    @property
    def account_name(self) -> str:
        """The name of the account that the request is for."""
        return account_name(self._credential(_TOKEN))

    @property
    def account(self) -> ChatbotStore:
        """The account that the request is for."""
        return self.store.chatbot(self.account_name)

    @property
    def has_access(self) -> bool:
        """False if the chatbot was created by another account. Only meaningful if the operation requires both."""
        return has_access(self._credential(_TOKEN), self._credential(_KEY))

    def chatbot_of(self, key: str) -> ChatbotStore:
        """Return the chatbot of a key."""
        return self.store.chatbot(chatbot_name(key))

    @property
    def form(self) -> Mapping[str, Any]:
        """The properties of the body, which the contract required to be an object when the handlers were written.

        Raises:
            ContractMismatch: The contract was edited, and requires it no longer.
        """
        body = self.request.body
        if not isinstance(body, Mapping):
            raise self._mismatch("body")
        return body

    def required(self, part: Literal["body", "query", "path"], name: str) -> Any:
        """Return a value that the contract required of each request when the handlers were written.

        Raises:
            ContractMismatch: The contract was edited, and requires it no longer.
        """
        values = getattr(self.request, part)
        if not isinstance(values, Mapping) or name not in values:
            raise self._mismatch(f"{part}.{name}")
        return values[name]

    def required_id(self, part: Literal["body", "path"], name: str) -> str:
        """Return a UUID that the contract requires, in lower case.

        Raises:
            ContractMismatch: See `required`.
        """
        text: str = self.required(part, name)
        return text.lower()

    def confirmed(self) -> Response:
        """Return the documented response."""
        return 200, self.example

    def filled(self, **values: Any) -> Response:
        """Return the documented response with other values of its properties. It gets no further ones."""
        return filled(self.example, **values)

    def _mismatch(self, where: str) -> ContractMismatch:
        return ContractMismatch(
            f"{self.request.operation.id}: {where}: the state of the mock needs it, and the contract does not require "
            "it; adapt scripts/mock/state/handlers"
        )

    def _credential(self, header: bytes) -> str:
        return self.request.head.by_name.get(header, b"").decode("latin-1")


def operations_with_both(document: Document) -> frozenset[str]:
    """Return the ids of the operations that require both the key of a chatbot and the token of an account."""
    both = {_KEY.decode(), _TOKEN.decode()}
    requirements = {each.id: security_requirements(document, each) for each in operations(document)}
    return frozenset(
        name
        for name, alternatives in requirements.items()
        if alternatives and all(both <= {scheme.name.lower() for scheme in each} for each in alternatives)
    )


def filled(example: bytes, **values: Any) -> Response:
    """Return an example as a response, with other values of properties."""
    names = _properties(example).intersection(values)
    if not names:
        return 200, example
    return 200, encode({**decode(example), **{name: values[name] for name in names}})


@functools.lru_cache(maxsize=64)
def _properties(example: bytes) -> frozenset[str]:
    value = decode(example)
    return frozenset(value) if isinstance(value, dict) else frozenset()


def list_response(name: str, items: Iterable[bytes]) -> Response:
    """Return the response that lists items."""
    return 200, b'{"%b":[%b]}' % (name.encode(), b",".join(items))


def not_found(what: str) -> Response:
    """Return the response to a request for something that does not exist."""
    return 404, encode({"detail": f"{what} not found"})
