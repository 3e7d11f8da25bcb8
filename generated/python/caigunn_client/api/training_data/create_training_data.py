from typing import Any

import httpx

from ... import errors
from ...client import Client
from ...models.confirmation import Confirmation
from ...models.create_training_data_type import CreateTrainingDataType
from ...models.error import Error
from ...models.training_data_multipart import TrainingDataMultipart
from ...models.training_data_urlencoded import TrainingDataUrlencoded
from ...types import UNSET, Response

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)


def _get_kwargs(
    *,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    json_type_: str = type_
    params["type"] = json_type_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/chatbot/training_data",
        "params": params,
    }

    if isinstance(body, TrainingDataMultipart):
        _kwargs["files"] = body.to_multipart()

    elif isinstance(body, TrainingDataUrlencoded):
        _kwargs["data"] = body.to_dict()
        headers["Content-Type"] = "application/x-www-form-urlencoded"

    else:
        raise TypeError(f"body must be TrainingDataMultipart | TrainingDataUrlencoded, not {type(body).__name__}")

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
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Response[Confirmation | Error]:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook; text is ready with the response.

    The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website` and
    `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainingDataMultipart | TrainingDataUrlencoded): Its class determines the media type.
            - TrainingDataMultipart as multipart/form-data: Training data of any kind.
            - TrainingDataUrlencoded as application/x-www-form-urlencoded: Training data that needs no file.
        type_ (CreateTrainingDataType): Where the training data comes from.

    Returns:
        Response[Confirmation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Confirmation): The training data was created, or is being created in the background.
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
        type_=type_,
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(response)


def sync(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Confirmation | Error:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook; text is ready with the response.

    The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website` and
    `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainingDataMultipart | TrainingDataUrlencoded): Its class determines the media type.
            - TrainingDataMultipart as multipart/form-data: Training data of any kind.
            - TrainingDataUrlencoded as application/x-www-form-urlencoded: Training data that needs no file.
        type_ (CreateTrainingDataType): Where the training data comes from.

    Returns:
        Confirmation | Error: The parsed body, by status code:
            - 200 (Confirmation): The training data was created, or is being created in the background.
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
        type_=type_,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Response[Confirmation | Error]:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook; text is ready with the response.

    The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website` and
    `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainingDataMultipart | TrainingDataUrlencoded): Its class determines the media type.
            - TrainingDataMultipart as multipart/form-data: Training data of any kind.
            - TrainingDataUrlencoded as application/x-www-form-urlencoded: Training data that needs no file.
        type_ (CreateTrainingDataType): Where the training data comes from.

    Returns:
        Response[Confirmation | Error]: The response, with the parsed body as `parsed`, by status code:
            - 200 (Confirmation): The training data was created, or is being created in the background.
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
        type_=type_,
    )
    kwargs["headers"] = {**client.credential_headers(*_SECURITY), **kwargs.get("headers", {})}

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(response)


async def asyncio(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Confirmation | Error:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook; text is ready with the response.

    The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website` and
    `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
    documented.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainingDataMultipart | TrainingDataUrlencoded): Its class determines the media type.
            - TrainingDataMultipart as multipart/form-data: Training data of any kind.
            - TrainingDataUrlencoded as application/x-www-form-urlencoded: Training data that needs no file.
        type_ (CreateTrainingDataType): Where the training data comes from.

    Returns:
        Confirmation | Error: The parsed body, by status code:
            - 200 (Confirmation): The training data was created, or is being created in the background.
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
            type_=type_,
        )
    ).parsed
