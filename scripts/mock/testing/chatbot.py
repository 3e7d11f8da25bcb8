"""A chatbot of the mock, as a test sees it."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scripts.mock.testing.server import MockServer

_POLL_SECONDS = 0.01
_UNSET = object()


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that the mock has received.

    Attributes:
        operation: The operationId; None if the contract has no such operation.
        method: The method.
        path: The path.
        query: The query parameters; of a name that repeats, the last value.
        headers: The headers, with lower-case names. Credentials are redacted.
        text: The body, up to 16 KiB.
        status: The status code of the response.
        reason: Why the request was rejected, or why the response to a valid one is an error; None if nothing is wrong.
    """

    operation: str | None
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    text: str
    status: int
    reason: str | None

    @property
    def json(self) -> Any:
        """The body as a JSON value."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Delivery:
    """An event, and its delivery to the webhook.

    Attributes:
        kind: The name of the event in the contract, such as `training.completed`.
        event: The event.
        url: The URL of the webhook; None if none was set.
        status: `pending`, `delivered`, `failed`, `withheld` (its host is not this machine) or `no webhook`.
        outcomes: The status code or the error of each attempt.
    """

    kind: str
    event: Mapping[str, Any]
    url: str | None
    status: str
    outcomes: Sequence[str]


class MockChatbot:
    """A chatbot with its own credentials.

    Attributes:
        url: The URL of the mock.
        api_key: Its API key.
        access_token: Its access token.
    """

    def __init__(self, server: "MockServer") -> None:
        """Create credentials; the mock has a new chatbot for each API key."""
        self._server = server
        self.url = server.url
        self.api_key = f"test-key-{secrets.token_hex(8)}"
        self.access_token = f"test-token-{secrets.token_hex(8)}"

    def __repr__(self) -> str:
        return f"MockChatbot(url={self.url!r})"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that the clients of the API read."""
        return {
            "CAIGUNN_BASE_URL": self.url,
            "CAIGUNN_API_KEY": self.api_key,
            "CAIGUNN_ACCESS_TOKEN": self.access_token,
        }

    @property
    def requests(self) -> list[ReceivedRequest]:
        """The last requests with this API key, the oldest first."""
        return [ReceivedRequest(**each) for each in self._server.call("GET", "chatbot/requests", self.api_key)]

    @property
    def state(self) -> dict[str, Any]:
        """The state: training data, models, messages, jobs and deliveries."""
        found: dict[str, Any] = self._server.call("GET", "state", self.api_key)
        return found

    @property
    def deliveries(self) -> list[Delivery]:
        """The events so far, the oldest first."""
        return [
            Delivery(
                kind=f"{each['event']['event']}.{each['event']['status']}",
                event=each["event"],
                url=each["url"],
                status=each["status"],
                outcomes=[attempt["outcome"] for attempt in each["attempts"]],
            )
            for each in self.state["deliveries"]
        ]

    def respond(  # noqa: PLR0913 - the parts of a custom response
        self,
        operation: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = _UNSET,
        sequence: Sequence[Mapping[str, Any]] | None = None,
        when: Mapping[str, Any] | None = None,
        invalid: bool = False,
    ) -> None:
        """Let an operation respond otherwise until the test ends. The last call whose condition is satisfied applies.

        Args:
            operation: The operationId, such as `talk`.
            status: The status code; that of a success by default.
            headers: Further headers.
            body: The body; that of the documented response by default.
            sequence: Several responses, one after the other, instead of these; the last one repeats.
            when: The condition, such as `{"body.text": "Hello"}`. `call` counts all requests of the operation, those of
                other chatbots too.
            invalid: Whether the response may violate the contract.

        Raises:
            ValueError: The contract does not document the response.
        """
        rule: dict[str, Any] = {"sequence": list(sequence)} if sequence is not None else {}
        rule |= {"status": status} if status is not None else {}
        rule |= {"headers": dict(headers)} if headers is not None else {}
        rule |= {"body": body} if body is not _UNSET else {}
        rule |= {"when": dict(when)} if when is not None else {}
        rule |= {"invalid": True} if invalid else {}
        self._server.add_rule(self.api_key, operation, rule)

    def wait_for(self, kind: str, *, count: int = 1, timeout: float = 10.0) -> Delivery:
        """Wait until an event has occurred and its delivery has ended, and return it.

        Args:
            kind: The name of the event, such as `training.completed`.
            count: How many of these events to wait for; the last one is returned.
            timeout: The seconds to wait.

        Raises:
            TimeoutError: The event has not occurred.
        """
        end = time.monotonic() + timeout
        while True:
            deliveries = self.deliveries
            found = [each for each in deliveries if each.kind == kind and each.status != "pending"]
            if len(found) >= count:
                return found[count - 1]
            if time.monotonic() > end:
                occurred = ", ".join(f"{each.kind} ({each.status})" for each in deliveries) or "none"
                raise TimeoutError(f"{kind} has not occurred {count} times in {timeout} s; events: {occurred}")
            time.sleep(_POLL_SECONDS)

    def advance(self, seconds: float) -> None:
        """Move the clock of the background jobs: what is due by then is finished at once.

        Args:
            seconds: By how much; at most a day.

        Raises:
            ValueError: It is negative, or more than a day.
        """
        self._server.call("POST", "time", self.api_key, {"advance": f"{seconds:.3f}s"})

    def close(self) -> None:
        """Remove the chatbot and its custom responses."""
        self._server.remove_rules(self.api_key)
        self._server.call("POST", "reset", self.api_key)
