from typing import Any, cast
from uuid import UUID

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import Response
from ...models.chatbot import Chatbot
from ...models.error import Error

_SECURITY: tuple[tuple[str, ...], ...] = (("caigunn_access_token",),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(Chatbot._parse)),)),
    (400, 400, (("application/json", _responses.read_json(Error._parse)),)),
    (401, 401, (("application/json", _responses.read_json(Error._parse)),)),
    (403, 403, (("application/json", _responses.read_json(Error._parse)),)),
    (404, 404, (("application/json", _responses.read_json(Error._parse)),)),
    (406, 406, (("application/json", _responses.read_json(Error._parse)),)),
    (500, 500, (("application/json", _responses.read_json(Error._parse)),)),
    (503, 503, (("application/json", _responses.read_json(Error._parse)),)),
)
_DEFAULT: _responses.Bodies | None = None


def _get_kwargs(
    chatbot_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/user/chatbot/" + _encoding.path("chatbot_id", chatbot_id),
    }
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> Chatbot:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("Chatbot", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Chatbot | Error:
    return cast("Chatbot | Error", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Chatbot | Error]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    chatbot_id: UUID,
    *,
    client: Client,
) -> Response[Chatbot | Error]:
    """Get a chatbot

    Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.

    Args:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
            and the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.

    Returns:
        Response[Chatbot | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Chatbot): The chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
            - 404 (Error): A resource that the request names doesn't exist.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body is not JSON; if the client is strict, also if it does not match the
            contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    _kwargs = _get_kwargs(
        chatbot_id=chatbot_id,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


def sync(
    chatbot_id: UUID,
    *,
    client: Client,
) -> Chatbot | Error:
    """Get a chatbot

    Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.

    Args:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
            and the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.

    Returns:
        Chatbot | Error: The parsed body, by status code:
            - 200 (Chatbot): The chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
            - 404 (Error): A resource that the request names doesn't exist.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body is not JSON; if the client is strict, also if it does not match the
            contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    return sync_detailed(
        chatbot_id=chatbot_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    chatbot_id: UUID,
    *,
    client: Client,
) -> Response[Chatbot | Error]:
    """Get a chatbot

    Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.

    Args:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
            and the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.

    Returns:
        Response[Chatbot | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Chatbot): The chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
            - 404 (Error): A resource that the request names doesn't exist.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body is not JSON; if the client is strict, also if it does not match the
            contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    _kwargs = _get_kwargs(
        chatbot_id=chatbot_id,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    chatbot_id: UUID,
    *,
    client: Client,
) -> Chatbot | Error:
    """Get a chatbot

    Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.

    Args:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
            and the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.

    Returns:
        Chatbot | Error: The parsed body, by status code:
            - 200 (Chatbot): The chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
            - 404 (Error): A resource that the request names doesn't exist.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body is not JSON; if the client is strict, also if it does not match the
            contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    return (
        await asyncio_detailed(
            chatbot_id=chatbot_id,
            client=client,
        )
    ).parsed
