from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import Response
from ...models.create_training_data_type import CreateTrainingDataType
from ...models.error import Error
from ...models.training_data_creation import TrainingDataCreation
from ...models.training_data_multipart import TrainingDataMultipart
from ...models.training_data_urlencoded import TrainingDataUrlencoded

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(TrainingDataCreation._parse)),)),
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
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> dict[str, Any]:
    _headers: dict[str, str] = {}
    _params: _encoding.Pairs = {}
    _params |= _encoding.query("type", type_)

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/chatbot/training_data",
        "params": _params,
    }
    if isinstance(body, TrainingDataMultipart):
        _kwargs["files"] = _encoding.multipart(body, {}, {})
    elif isinstance(body, TrainingDataUrlencoded):
        _kwargs["data"] = _encoding.form(body, {})
        _headers["Content-Type"] = "application/x-www-form-urlencoded"
    else:
        raise TypeError(f"body must be TrainingDataMultipart | TrainingDataUrlencoded, not {type(body).__name__}")

    _kwargs["headers"] = _headers
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> TrainingDataCreation:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("TrainingDataCreation", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | TrainingDataCreation:
    return cast("Error | TrainingDataCreation", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | TrainingDataCreation]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Response[Error | TrainingDataCreation]:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text is
    ready
    with the response, which has its `id`.

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
        Response[Error | TrainingDataCreation]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TrainingDataCreation): The training data was created, or is being created in the background.
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
        type_=type_,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


def sync(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Error | TrainingDataCreation:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text is
    ready
    with the response, which has its `id`.

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
        Error | TrainingDataCreation: The parsed body, by status code:
            - 200 (TrainingDataCreation): The training data was created, or is being created in the background.
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
        type_=type_,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Response[Error | TrainingDataCreation]:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text is
    ready
    with the response, which has its `id`.

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
        Response[Error | TrainingDataCreation]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TrainingDataCreation): The training data was created, or is being created in the background.
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
        type_=type_,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    body: TrainingDataMultipart | TrainingDataUrlencoded,
    type_: CreateTrainingDataType,
) -> Error | TrainingDataCreation:
    """Create training data

    Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
    processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text is
    ready
    with the response, which has its `id`.

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
        Error | TrainingDataCreation: The parsed body, by status code:
            - 200 (TrainingDataCreation): The training data was created, or is being created in the background.
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
            type_=type_,
        )
    ).parsed
