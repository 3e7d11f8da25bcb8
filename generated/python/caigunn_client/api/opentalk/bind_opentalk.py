from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.bind_opentalk_request import BindOpentalkRequest
from ...models.confirmation import Confirmation
from ...models.error import Error
from ...types import Response

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)


def _get_kwargs(
    *,
    body: BindOpentalkRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/external/chatbot/opentalk",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_success(response: httpx.Response) -> Confirmation:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    response_200 = Confirmation.from_dict({**response.json()})

    return response_200


def _parse_response(response: httpx.Response) -> Confirmation | Error:
    if response.status_code == 200:
        return _parse_success(response)
    if response.status_code == 400:
        response_400 = Error.from_dict({**response.json()})

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict({**response.json()})

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict({**response.json()})

        return response_403

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


def _build_response(response: httpx.Response) -> Response[Confirmation | Error]:
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
    body: BindOpentalkRequest,
) -> Response[Confirmation | Error]:
    """Bind OpenTalk

    Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script of
    the device, live chat support and analytics.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (BindOpentalkRequest): A device to bind.

    Returns:
        Response[Confirmation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Confirmation): The device is bound.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(response)


def sync(
    *,
    client: Client,
    body: BindOpentalkRequest,
) -> Confirmation | Error:
    """Bind OpenTalk

    Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script of
    the device, live chat support and analytics.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (BindOpentalkRequest): A device to bind.

    Returns:
        Confirmation | Error: The parsed body, by status code:
            - 200 (Confirmation): The device is bound.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: BindOpentalkRequest,
) -> Response[Confirmation | Error]:
    """Bind OpenTalk

    Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script of
    the device, live chat support and analytics.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (BindOpentalkRequest): A device to bind.

    Returns:
        Response[Confirmation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Confirmation): The device is bound.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


async def asyncio(
    *,
    client: Client,
    body: BindOpentalkRequest,
) -> Confirmation | Error:
    """Bind OpenTalk

    Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script of
    the device, live chat support and analytics.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (BindOpentalkRequest): A device to bind.

    Returns:
        Confirmation | Error: The parsed body, by status code:
            - 200 (Confirmation): The device is bound.
            - 400 (Error): The request violates this contract.
            - 401 (Error): A credential is missing or not valid.
            - 403 (Error): The credentials are valid, but don't permit this. In which cases isn't documented.
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
        )
    ).parsed
