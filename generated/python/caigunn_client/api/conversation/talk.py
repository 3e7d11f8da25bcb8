from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.talk_answer import TalkAnswer
from ...models.talk_request import TalkRequest
from ...types import UNSET, Response, Unset

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key",),)


def _get_kwargs(
    *,
    body: TalkRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["uid"] = uid

    params: dict[str, Any] = {}

    params["nickname"] = nickname

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/chatbot/talk",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_success(response: httpx.Response) -> TalkAnswer:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    response_200 = TalkAnswer.from_dict({**response.json()})

    return response_200


def _parse_response(response: httpx.Response) -> Error | TalkAnswer:
    if response.status_code == 200:
        return _parse_success(response)
    if response.status_code == 400:
        response_400 = Error.from_dict({**response.json()})

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict({**response.json()})

        return response_401

    if response.status_code == 406:
        response_406 = Error.from_dict({**response.json()})

        return response_406

    if response.status_code == 500:
        response_500 = Error.from_dict({**response.json()})

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict({**response.json()})

        return response_503

    raise errors.status_error(response)


def _build_response(response: httpx.Response) -> Response[Error | TalkAnswer]:
    try:
        parsed = _parse_response(response)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        failure = errors.APIResponseValidationError(response, error)
    else:
        return Response(
            status_code=response.status_code,
            content=response.content,
            headers=response.headers,
            parsed=parsed,
        )
    raise failure


def sync_detailed(
    *,
    client: Client,
    body: TalkRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | TalkAnswer]:
    """Talk to the chatbot

    Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        body (TalkRequest): A message to the chatbot.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | TalkAnswer]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body does not match the contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    kwargs = _get_kwargs(
        body=body,
        nickname=nickname,
        uid=uid,
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(response)


def sync(
    *,
    client: Client,
    body: TalkRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | TalkAnswer:
    """Talk to the chatbot

    Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        body (TalkRequest): A message to the chatbot.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | TalkAnswer: The parsed body, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body does not match the contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    return sync_detailed(
        client=client,
        body=body,
        nickname=nickname,
        uid=uid,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: TalkRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | TalkAnswer]:
    """Talk to the chatbot

    Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        body (TalkRequest): A message to the chatbot.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | TalkAnswer]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body does not match the contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    kwargs = _get_kwargs(
        body=body,
        nickname=nickname,
        uid=uid,
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


async def asyncio(
    *,
    client: Client,
    body: TalkRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | TalkAnswer:
    """Talk to the chatbot

    Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        body (TalkRequest): A message to the chatbot.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | TalkAnswer: The parsed body, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 406 (Error): The request accepts no media type of the response.
            - 500 (Error): The service has failed.
            - 503 (Error): The service is temporarily unavailable.

    Raises:
        errors.MissingCredentialError: If the client lacks a required credential. The request is not sent.
        errors.APIStatusError: If the status code is not documented.
        errors.APIResponseValidationError: If the body does not match the contract.
        httpx.HTTPError: If no complete response arrives; httpx.TimeoutException if the client's timeout is exceeded.
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            nickname=nickname,
            uid=uid,
        )
    ).parsed
