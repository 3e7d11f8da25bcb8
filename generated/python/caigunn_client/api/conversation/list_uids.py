from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.uid_list import UidList
from ...types import UNSET, Response, Unset

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key",),)


def _get_kwargs(
    *,
    offset: int | Unset = 0,
    limit: int | Unset = 30,
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["offset"] = offset

    params["limit"] = limit

    params["start_at"] = start_at

    params["end_at"] = end_at

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/chatbot/uids",
        "params": params,
    }

    return _kwargs


def _parse_success(response: httpx.Response) -> UidList:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    response_200 = UidList.from_dict({**response.json()})

    return response_200


def _parse_response(response: httpx.Response) -> Error | UidList:
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


def _build_response(response: httpx.Response) -> Response[Error | UidList]:
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
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Response[Error | UidList]:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
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
    start_at: str | Unset = "1970-1-1",
    end_at: str | Unset = UNSET,
) -> Error | UidList:
    """Get the conversations of the chatbot

    Lists the conversations of the chatbot by their ids. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key.
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
        client (Client): The client that sends the request. Required credentials: api_key.
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
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


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
        client (Client): The client that sends the request. Required credentials: api_key.
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
        )
    ).parsed
