"""Routes of the inspector for the state: chatbots and webhook deliveries."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scripts.mock.admin.inspector import chatbots, responses, views
from scripts.mock.admin.inspector.events import state_events
from scripts.mock.admin.state_api import STATELESS, read_body
from scripts.mock.recorder import KEPT_REQUESTS, Recorder
from scripts.redaction import Redactor
from scripts.validation.json_body import parse_json

if TYPE_CHECKING:
    from scripts.mock.state import State

# A load test may create thousands.
_MAX_CHATBOTS = 50


def routes(recorder: Recorder, state: "State | None", redactor: Callable[[], Redactor]) -> list[Route]:
    """Return the routes; without a state they respond with 404.

    Args:
        recorder: The recorded requests.
        state: The state.
        redactor: Returns a redactor of all recorded credentials.
    """
    if state is None:
        paths = ("/events/deliveries", "/events/chatbots", "/deliveries/{id}/retry", "/chatbots/{address}")
        return [Route(path, _stateless, methods=["GET", "PUT", "POST", "DELETE"]) for path in paths]
    endpoints = _StateEndpoints(recorder, state, redactor)
    return [
        Route("/events/deliveries", partial(endpoints.events, "deliveries", endpoints.read_deliveries)),
        Route("/events/chatbots", partial(endpoints.events, "chatbots", endpoints.read_chatbots)),
        Route("/deliveries/{id}/retry", endpoints.retry, methods=["POST"]),
        Route("/chatbots/{address}", endpoints.chatbot, methods=["GET", "PUT", "DELETE"]),
    ]


class _StateEndpoints:
    def __init__(self, recorder: Recorder, state: "State", redactor: Callable[[], Redactor]) -> None:
        self._recorder = recorder
        self._state = state
        self._redactor = redactor

    async def events(self, kind: str, read: Callable[[], Any], request: Request) -> Response:
        """Stream the deliveries or the chatbots, again whenever they change."""
        return responses.stream(request, state_events(self._recorder, kind, read))

    async def read_deliveries(self) -> dict[str, Any]:
        """Return the views of the deliveries."""
        found = [each async for each in self._state.deliveries()]
        return {"deliveries": views.deliveries(found, self._redactor(), KEPT_REQUESTS)}

    async def read_chatbots(self) -> dict[str, Any]:
        """Return the views of the chatbots, of a state in memory the most recently changed first."""
        addresses = await self._state.addresses()
        latest = list(addresses.items())[: -_MAX_CHATBOTS - 1 : -1]
        found = [chatbots.summary(address, await self._state.document_of(name)) for address, name in latest]
        return {"chatbots": found, "total": len(addresses)}

    async def retry(self, request: Request) -> Response:
        """Deliver an event again."""
        if not await self._state.retry(request.path_params["id"]):
            raise HTTPException(409, "no such delivery has ended, or its chatbot has no webhook")
        return responses.json({"detail": "Delivery is pending"})

    async def chatbot(self, request: Request) -> Response:
        """Respond with the state of a chatbot without secrets, or replace or reset it."""
        name = (await self._state.addresses()).get(request.path_params["address"])
        if name is None:
            raise HTTPException(404, "no chatbot has this address")
        if request.method == "DELETE":
            await self._state.store.chatbot(name).reset()
            return responses.json({"detail": "State reset"})
        document = chatbots.decode(await self._state.document_of(name))
        if request.method == "PUT":
            edited = chatbots.restored(parse_json(await read_body(request)), document, self._redactor())
            document = chatbots.decode(await self._state.replace_by_name(name, edited))
        return responses.json(chatbots.redacted(document, self._redactor()))


async def _stateless(request: Request) -> Response:
    del request
    raise HTTPException(404, STATELESS)
