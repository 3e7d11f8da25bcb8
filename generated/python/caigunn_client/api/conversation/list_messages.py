import datetime
from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.message_list import MessageList
from ...types import UNSET, Response, Unset

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key",),)


def _get_kwargs(
    *,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["uid"] = uid

    params: dict[str, Any] = {}

    params["offset"] = offset

    params["limit"] = limit

    json_start_at: str | Unset = UNSET
    if not isinstance(start_at, Unset):
        json_start_at = start_at.isoformat()
    params["start_at"] = json_start_at

    json_end_at: str | Unset = UNSET
    if not isinstance(end_at, Unset):
        json_end_at = end_at.isoformat()
    params["end_at"] = json_end_at

    params["nickname"] = nickname

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/chatbot/messages",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_success(response: httpx.Response) -> MessageList:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    response_200 = MessageList.from_dict({**response.json()})

    return response_200


def _parse_response(response: httpx.Response) -> Error | MessageList:
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


def _build_response(response: httpx.Response) -> Response[Error | MessageList]:
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
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | MessageList]:
    """Get the messages of a conversation

    Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
    response for a conversation that doesn't exist.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (datetime.datetime | Unset): Excludes messages before this time (assumed from the name). The
            documents type it `datetime`, without a
            description or a sample; that this is the date-time of RFC 3339 is assumed.
        end_at (datetime.datetime | Unset): Excludes messages after this time (assumed from the name). See
            `start_at`.
        nickname (str | Unset): The nickname of the participant. That it includes only messages with this nickname
            is assumed from the other
            parameters of the list.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | MessageList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (MessageList): The messages.
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
        offset=offset,
        limit=limit,
        start_at=start_at,
        end_at=end_at,
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
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | MessageList:
    """Get the messages of a conversation

    Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
    response for a conversation that doesn't exist.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (datetime.datetime | Unset): Excludes messages before this time (assumed from the name). The
            documents type it `datetime`, without a
            description or a sample; that this is the date-time of RFC 3339 is assumed.
        end_at (datetime.datetime | Unset): Excludes messages after this time (assumed from the name). See
            `start_at`.
        nickname (str | Unset): The nickname of the participant. That it includes only messages with this nickname
            is assumed from the other
            parameters of the list.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | MessageList: The parsed body, by status code:
            - 200 (MessageList): The messages.
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
        offset=offset,
        limit=limit,
        start_at=start_at,
        end_at=end_at,
        nickname=nickname,
        uid=uid,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | MessageList]:
    """Get the messages of a conversation

    Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
    response for a conversation that doesn't exist.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (datetime.datetime | Unset): Excludes messages before this time (assumed from the name). The
            documents type it `datetime`, without a
            description or a sample; that this is the date-time of RFC 3339 is assumed.
        end_at (datetime.datetime | Unset): Excludes messages after this time (assumed from the name). See
            `start_at`.
        nickname (str | Unset): The nickname of the participant. That it includes only messages with this nickname
            is assumed from the other
            parameters of the list.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | MessageList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (MessageList): The messages.
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
        offset=offset,
        limit=limit,
        start_at=start_at,
        end_at=end_at,
        nickname=nickname,
        uid=uid,
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


async def asyncio(
    *,
    client: Client,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | MessageList:
    """Get the messages of a conversation

    Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
    response for a conversation that doesn't exist.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (datetime.datetime | Unset): Excludes messages before this time (assumed from the name). The
            documents type it `datetime`, without a
            description or a sample; that this is the date-time of RFC 3339 is assumed.
        end_at (datetime.datetime | Unset): Excludes messages after this time (assumed from the name). See
            `start_at`.
        nickname (str | Unset): The nickname of the participant. That it includes only messages with this nickname
            is assumed from the other
            parameters of the list.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | MessageList: The parsed body, by status code:
            - 200 (MessageList): The messages.
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
            offset=offset,
            limit=limit,
            start_at=start_at,
            end_at=end_at,
            nickname=nickname,
            uid=uid,
        )
    ).parsed
