from typing import Any, cast

import httpx

from .... import _models, _parsing, _responses
from ....client import Client
from ....types import Response
from ...models.error import Error
from ...models.train_model_request import TrainModelRequest
from ...models.training_start import TrainingStart

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(TrainingStart._parse)),)),
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
    body: TrainModelRequest,
) -> dict[str, Any]:
    _headers: dict[str, str] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/chatbot/model",
    }
    _kwargs["json"] = _models.to_json(body, request=True)
    _headers["Content-Type"] = "application/json"

    _kwargs["headers"] = _headers
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> TrainingStart:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("TrainingStart", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | TrainingStart:
    return cast("Error | TrainingStart", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | TrainingStart]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    *,
    client: Client,
    body: TrainModelRequest,
) -> Response[Error | TrainingStart]:
    """Train a model

    Trains a model on the training data of the chatbot. The training runs in the background, and its result is sent to
    the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainModelRequest): A model to train.

    Returns:
        Response[Error | TrainingStart]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TrainingStart): The training has begun.
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
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = client.get_httpx_client().request(
        **_kwargs,
    )

    return _build_response(client, response)


def sync(
    *,
    client: Client,
    body: TrainModelRequest,
) -> Error | TrainingStart:
    """Train a model

    Trains a model on the training data of the chatbot. The training runs in the background, and its result is sent to
    the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainModelRequest): A model to train.

    Returns:
        Error | TrainingStart: The parsed body, by status code:
            - 200 (TrainingStart): The training has begun.
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
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: TrainModelRequest,
) -> Response[Error | TrainingStart]:
    """Train a model

    Trains a model on the training data of the chatbot. The training runs in the background, and its result is sent to
    the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainModelRequest): A model to train.

    Returns:
        Response[Error | TrainingStart]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TrainingStart): The training has begun.
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
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    body: TrainModelRequest,
) -> Error | TrainingStart:
    """Train a model

    Trains a model on the training data of the chatbot. The training runs in the background, and its result is sent to
    the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TrainModelRequest): A model to train.

    Returns:
        Error | TrainingStart: The parsed body, by status code:
            - 200 (TrainingStart): The training has begun.
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
        )
    ).parsed
