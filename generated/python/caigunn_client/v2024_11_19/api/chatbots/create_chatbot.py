from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import Response
from ...models.chatbot_creation import ChatbotCreation
from ...models.create_chatbot_multipart import CreateChatbotMultipart
from ...models.create_chatbot_urlencoded import CreateChatbotUrlencoded
from ...models.error import Error

_SECURITY: tuple[tuple[str, ...], ...] = (("caigunn_access_token",),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(ChatbotCreation._parse)),)),
    (400, 400, (("application/json", _responses.read_json(Error._parse)),)),
    (401, 401, (("application/json", _responses.read_json(Error._parse)),)),
    (403, 403, (("application/json", _responses.read_json(Error._parse)),)),
    (406, 406, (("application/json", _responses.read_json(Error._parse)),)),
    (500, 500, (("application/json", _responses.read_json(Error._parse)),)),
    (503, 503, (("application/json", _responses.read_json(Error._parse)),)),
)
_DEFAULT: _responses.Bodies | None = None


def _get_kwargs(
    *,
    body: CreateChatbotMultipart | CreateChatbotUrlencoded,
) -> dict[str, Any]:
    _headers: dict[str, str] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/user/chatbot",
    }
    if isinstance(body, CreateChatbotMultipart):
        _kwargs["files"] = _encoding.multipart(body, {}, {})
    elif isinstance(body, CreateChatbotUrlencoded):
        _kwargs["data"] = _encoding.form(body, {})
        _headers["Content-Type"] = "application/x-www-form-urlencoded"
    else:
        raise TypeError(f"body must be CreateChatbotMultipart | CreateChatbotUrlencoded, not {type(body).__name__}")

    _kwargs["headers"] = _headers
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> ChatbotCreation:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("ChatbotCreation", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> ChatbotCreation | Error:
    return cast("ChatbotCreation | Error", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[ChatbotCreation | Error]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    *,
    client: Client,
    body: CreateChatbotMultipart | CreateChatbotUrlencoded,
) -> Response[ChatbotCreation | Error]:
    """Create a chatbot

    Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a boolean
    is
    `true` or `false`; that other spellings are rejected is assumed.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        body (CreateChatbotMultipart | CreateChatbotUrlencoded): Its class determines the media type.
            - CreateChatbotMultipart as multipart/form-data: A chatbot to create, with or without images.
            - CreateChatbotUrlencoded as application/x-www-form-urlencoded: A chatbot to create, without images.

    Returns:
        Response[ChatbotCreation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (ChatbotCreation): The chatbot is created.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
        body=body,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


def sync(
    *,
    client: Client,
    body: CreateChatbotMultipart | CreateChatbotUrlencoded,
) -> ChatbotCreation | Error:
    """Create a chatbot

    Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a boolean
    is
    `true` or `false`; that other spellings are rejected is assumed.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        body (CreateChatbotMultipart | CreateChatbotUrlencoded): Its class determines the media type.
            - CreateChatbotMultipart as multipart/form-data: A chatbot to create, with or without images.
            - CreateChatbotUrlencoded as application/x-www-form-urlencoded: A chatbot to create, without images.

    Returns:
        ChatbotCreation | Error: The parsed body, by status code:
            - 200 (ChatbotCreation): The chatbot is created.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: CreateChatbotMultipart | CreateChatbotUrlencoded,
) -> Response[ChatbotCreation | Error]:
    """Create a chatbot

    Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a boolean
    is
    `true` or `false`; that other spellings are rejected is assumed.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        body (CreateChatbotMultipart | CreateChatbotUrlencoded): Its class determines the media type.
            - CreateChatbotMultipart as multipart/form-data: A chatbot to create, with or without images.
            - CreateChatbotUrlencoded as application/x-www-form-urlencoded: A chatbot to create, without images.

    Returns:
        Response[ChatbotCreation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (ChatbotCreation): The chatbot is created.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
        body=body,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    body: CreateChatbotMultipart | CreateChatbotUrlencoded,
) -> ChatbotCreation | Error:
    """Create a chatbot

    Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a boolean
    is
    `true` or `false`; that other spellings are rejected is assumed.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        body (CreateChatbotMultipart | CreateChatbotUrlencoded): Its class determines the media type.
            - CreateChatbotMultipart as multipart/form-data: A chatbot to create, with or without images.
            - CreateChatbotUrlencoded as application/x-www-form-urlencoded: A chatbot to create, without images.

    Returns:
        ChatbotCreation | Error: The parsed body, by status code:
            - 200 (ChatbotCreation): The chatbot is created.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
            client=client,
            body=body,
        )
    ).parsed
