import datetime
from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import UNSET, Response, Unset
from ...models.error import Error
from ...models.token_refresh import TokenRefresh

_SECURITY: tuple[tuple[str, ...], ...] = (("caigunn_access_token",),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(TokenRefresh._parse)),)),
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
    expired_date: datetime.date | Unset = UNSET,
) -> dict[str, Any]:
    _params: _encoding.Pairs = {}
    _params |= _encoding.query("expired_date", expired_date)

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/user/token/refresh",
        "params": _params,
    }
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> TokenRefresh:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("TokenRefresh", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | TokenRefresh:
    return cast("Error | TokenRefresh", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | TokenRefresh]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    *,
    client: Client,
    expired_date: datetime.date | Unset = UNSET,
) -> Response[Error | TokenRefresh]:
    """Get a new access token

    Returns a new access token. Whether the old one stays valid, and how long a token is valid without `expired_date`,
    isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        expired_date (datetime.date | Unset): The day on which the new token expires (assumed from the name). The
            documents type it `date`; that this is the
            full-date of RFC 3339 is assumed.

    Returns:
        Response[Error | TokenRefresh]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TokenRefresh): The token.
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
        expired_date=expired_date,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


def sync(
    *,
    client: Client,
    expired_date: datetime.date | Unset = UNSET,
) -> Error | TokenRefresh:
    """Get a new access token

    Returns a new access token. Whether the old one stays valid, and how long a token is valid without `expired_date`,
    isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        expired_date (datetime.date | Unset): The day on which the new token expires (assumed from the name). The
            documents type it `date`; that this is the
            full-date of RFC 3339 is assumed.

    Returns:
        Error | TokenRefresh: The parsed body, by status code:
            - 200 (TokenRefresh): The token.
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
        expired_date=expired_date,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    expired_date: datetime.date | Unset = UNSET,
) -> Response[Error | TokenRefresh]:
    """Get a new access token

    Returns a new access token. Whether the old one stays valid, and how long a token is valid without `expired_date`,
    isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        expired_date (datetime.date | Unset): The day on which the new token expires (assumed from the name). The
            documents type it `date`; that this is the
            full-date of RFC 3339 is assumed.

    Returns:
        Response[Error | TokenRefresh]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TokenRefresh): The token.
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
        expired_date=expired_date,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    expired_date: datetime.date | Unset = UNSET,
) -> Error | TokenRefresh:
    """Get a new access token

    Returns a new access token. Whether the old one stays valid, and how long a token is valid without `expired_date`,
    isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: caigunn_access_token.
        expired_date (datetime.date | Unset): The day on which the new token expires (assumed from the name). The
            documents type it `date`; that this is the
            full-date of RFC 3339 is assumed.

    Returns:
        Error | TokenRefresh: The parsed body, by status code:
            - 200 (TokenRefresh): The token.
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
            expired_date=expired_date,
        )
    ).parsed
