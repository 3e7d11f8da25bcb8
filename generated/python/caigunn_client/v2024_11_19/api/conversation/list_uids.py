from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import UNSET, Response, Unset
from ...models.error import Error
from ...models.uid_list import UidList

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(UidList._parse)),)),
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
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> dict[str, Any]:
    _params: _encoding.Pairs = {}
    _params |= _encoding.query("offset", offset)
    _params |= _encoding.query("limit", limit)
    _params |= _encoding.query("start_at", start_at)
    _params |= _encoding.query("end_at", end_at)

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/chatbot/uids",
        "params": _params,
    }
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> UidList:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("UidList", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | UidList:
    return cast("Error | UidList", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | UidList]:
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
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Response[Error | UidList]:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (str | Unset): Excludes conversations whose `last_sent_at` is before this time. The documents type
            it `datetime`, but the
            documented default isn't a date-time of RFC 3339, and which formats are supported isn't documented, so no
            format is declared. That a date-time as in `listMessages` works is assumed.
             Default: '1970-1-1'.
        end_at (str | Unset): Excludes conversations whose `last_sent_at` is after this time; the default is now.
            See `start_at`.

    Returns:
        Response[Error | UidList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (UidList): The conversations.
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
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Error | UidList:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (str | Unset): Excludes conversations whose `last_sent_at` is before this time. The documents type
            it `datetime`, but the
            documented default isn't a date-time of RFC 3339, and which formats are supported isn't documented, so no
            format is declared. That a date-time as in `listMessages` works is assumed.
             Default: '1970-1-1'.
        end_at (str | Unset): Excludes conversations whose `last_sent_at` is after this time; the default is now.
            See `start_at`.

    Returns:
        Error | UidList: The parsed body, by status code:
            - 200 (UidList): The conversations.
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
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Response[Error | UidList]:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (str | Unset): Excludes conversations whose `last_sent_at` is before this time. The documents type
            it `datetime`, but the
            documented default isn't a date-time of RFC 3339, and which formats are supported isn't documented, so no
            format is declared. That a date-time as in `listMessages` works is assumed.
             Default: '1970-1-1'.
        end_at (str | Unset): Excludes conversations whose `last_sent_at` is after this time; the default is now.
            See `start_at`.

    Returns:
        Response[Error | UidList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (UidList): The conversations.
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
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Error | UidList:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        offset (int | Unset): How many entries to skip (assumed from the name; the description in the documents is
            empty). Default: 0.
        limit (int | Unset): How many entries to return at most (assumed from the name; the description in the
            documents is empty). Default: 30.
        start_at (str | Unset): Excludes conversations whose `last_sent_at` is before this time. The documents type
            it `datetime`, but the
            documented default isn't a date-time of RFC 3339, and which formats are supported isn't documented, so no
            format is declared. That a date-time as in `listMessages` works is assumed.
             Default: '1970-1-1'.
        end_at (str | Unset): Excludes conversations whose `last_sent_at` is after this time; the default is now.
            See `start_at`.

    Returns:
        Error | UidList: The parsed body, by status code:
            - 200 (UidList): The conversations.
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
        )
    ).parsed
