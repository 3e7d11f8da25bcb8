"""Operations of the API on the state.

The contract does not define the lifetime and order of data. docs/mock.md lists the assumptions made here: for example,
lists are in the order of creation, and an unknown conversation is empty.
"""

from collections.abc import Awaitable, Collection, Coroutine, Mapping
from typing import Any

from scripts.mock.durations import JobDurations
from scripts.mock.state.handlers.call import FORBIDDEN, Call, Handler, Response
from scripts.mock.state.store import Store
from scripts.validation.messages import ValidatedRequest


class StateHandlers:
    """Handlers of the operations that read or change the state."""

    def __init__(
        self, handlers: Mapping[str, Handler], with_both: Collection[str], store: Store, job_durations: JobDurations
    ) -> None:
        """Prepare the handlers.

        Args:
            handlers: The handlers of a contract, by operationId.
            with_both: The ids of its operations that require key and token.
            store: The store of the state.
            job_durations: The durations of background jobs.
        """
        self._handlers = handlers
        self._with_both = with_both
        self._store = store
        self._durations = job_durations

    def supports(self, operation_id: str) -> bool:
        """Return True if there is a handler for an operation."""
        return operation_id in self._handlers

    def respond(self, request: ValidatedRequest, example: bytes) -> Response | Awaitable[Response]:
        """Return status code and JSON body of the response; with a remote store, an awaitable of them.

        Args:
            request: The request.
            example: The documented response body.

        Raises:
            Unavailable: Too many jobs are running, or the store is unavailable.
        """
        call = Call(self._store, self._durations, request, example)
        name = request.operation.id
        if name in self._with_both and not call.has_access:
            return FORBIDDEN
        response = self._handlers[name](call)
        return response if self._store.is_remote else _result(response)


def _result(response: Coroutine[Any, Any, Response]) -> Response:
    """Return the result of a coroutine that never suspends, without the event loop."""
    try:
        response.send(None)
    except StopIteration as stop:
        result: Response = stop.value
        return result
    raise RuntimeError("the coroutine of a local store is suspended")
