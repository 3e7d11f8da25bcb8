from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.error import Error
from ...models.model_list import ModelList
from ...types import Response

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/external/chatbot/models",
    }

    return _kwargs


def _parse_success(response: httpx.Response) -> ModelList:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    response_200 = ModelList.from_dict({**response.json()})

    return response_200


def _parse_response(response: httpx.Response) -> Error | ModelList:
    if response.status_code == 200:
        return _parse_success(response)
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


def _build_response(response: httpx.Response) -> Response[Error | ModelList]:
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
) -> Response[Error | ModelList]:
    """Get all models

    Lists all models of the chatbot. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.

    Returns:
        Response[Error | ModelList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (ModelList): The models.
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

    kwargs = _get_kwargs()
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(response)


def sync(
    *,
    client: Client,
) -> Error | ModelList:
    """Get all models

    Lists all models of the chatbot. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.

    Returns:
        Error | ModelList: The parsed body, by status code:
            - 200 (ModelList): The models.
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
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
) -> Response[Error | ModelList]:
    """Get all models

    Lists all models of the chatbot. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.

    Returns:
        Response[Error | ModelList]: The response, with the parsed body as `parsed`, by status code:
            - 200 (ModelList): The models.
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

    kwargs = _get_kwargs()
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


async def asyncio(
    *,
    client: Client,
) -> Error | ModelList:
    """Get all models

    Lists all models of the chatbot. Their order isn't documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.

    Returns:
        Error | ModelList: The parsed body, by status code:
            - 200 (ModelList): The models.
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
        )
    ).parsed
