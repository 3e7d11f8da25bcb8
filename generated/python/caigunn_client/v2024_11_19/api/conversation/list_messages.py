import datetime
from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import UNSET, Response, Unset
from ...models.error import Error
from ...models.message_list import MessageList

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(MessageList._parse)),)),
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
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: datetime.datetime | Unset = UNSET,
    end_at: datetime.datetime | Unset = UNSET,
    nickname: str | Unset = UNSET,
    uid: str,
) -> dict[str, Any]:
    _headers: dict[str, str] = {}
    if _encoding.is_sent(uid):
        _headers["uid"] = _encoding.header(uid)
    _params: _encoding.Pairs = {}
    _params |= _encoding.query("offset", offset)
    _params |= _encoding.query("limit", limit)
    _params |= _encoding.query("start_at", start_at)
    _params |= _encoding.query("end_at", end_at)
    _params |= _encoding.query("nickname", nickname)

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/chatbot/messages",
        "params": _params,
    }
    _kwargs["headers"] = _headers
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> MessageList:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("MessageList", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | MessageList:
    return cast("Error | MessageList", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | MessageList]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


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
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
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
        offset=offset,
        limit=limit,
        start_at=start_at,
        end_at=end_at,
        nickname=nickname,
        uid=uid,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


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
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
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
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
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
        offset=offset,
        limit=limit,
        start_at=start_at,
        end_at=end_at,
        nickname=nickname,
        uid=uid,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


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
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
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
            offset=offset,
            limit=limit,
            start_at=start_at,
            end_at=end_at,
            nickname=nickname,
            uid=uid,
        )
    ).parsed
