from typing import Any, cast

import httpx

from .... import _encoding, _parsing, _responses
from ....client import Client
from ....types import UNSET, Response, Unset
from ...models.error import Error
from ...models.talk_answer import TalkAnswer
from ...models.talk_by_image_request import TalkByImageRequest

_SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "caigunn_access_token"),)
_RESPONSES: _responses.Responses = (
    (200, 200, (("application/json", _responses.read_json(TalkAnswer._parse)),)),
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
    body: TalkByImageRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> dict[str, Any]:
    _headers: dict[str, str] = {}
    if _encoding.is_sent(uid):
        _headers["uid"] = _encoding.header(uid)
    _params: _encoding.Pairs = {}
    _params |= _encoding.query("nickname", nickname)

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/external/chatbot/vision",
        "params": _params,
    }
    _kwargs["files"] = _encoding.multipart(body, {}, {})

    _kwargs["headers"] = _headers
    return _kwargs


def _parse_success(response: httpx.Response, problems: _parsing.Problems) -> TalkAnswer:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is."""
    return cast("TalkAnswer", _responses.parse_success(_RESPONSES, _DEFAULT, response, problems))


def _parse_response(response: httpx.Response, problems: _parsing.Problems) -> Error | TalkAnswer:
    return cast("Error | TalkAnswer", _responses.parse_response(_RESPONSES, _DEFAULT, response, problems))


def _build_response(client: Client, response: httpx.Response) -> Response[Error | TalkAnswer]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=client.parse(_parse_response, response),
    )


def sync_detailed(
    *,
    client: Client,
    body: TalkByImageRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | TalkAnswer]:
    """Talk to the chatbot about an image

    Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns the
    reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TalkByImageRequest): A message with an image.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | TalkAnswer]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
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
    body: TalkByImageRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | TalkAnswer:
    """Talk to the chatbot about an image

    Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns the
    reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TalkByImageRequest): A message with an image.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | TalkAnswer: The parsed body, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
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
        nickname=nickname,
        uid=uid,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: TalkByImageRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Response[Error | TalkAnswer]:
    """Talk to the chatbot about an image

    Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns the
    reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TalkByImageRequest): A message with an image.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Response[Error | TalkAnswer]: The response, with the parsed body as `parsed`, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
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
        nickname=nickname,
        uid=uid,
    )
    client.authenticate(_kwargs, *_SECURITY)

    response = await client.get_async_httpx_client().request(**_kwargs)

    return _build_response(client, response)


async def asyncio(
    *,
    client: Client,
    body: TalkByImageRequest,
    nickname: str | Unset = UNSET,
    uid: str,
) -> Error | TalkAnswer:
    """Talk to the chatbot about an image

    Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns the
    reply.

    Args:
        client (Client): The client that sends the request. Required credentials: api_key and caigunn_access_token.
        body (TalkByImageRequest): A message with an image.
        nickname (str | Unset): The nickname of the participant, the person who talks.
        uid (str): The caller's own id of the conversation.

    Returns:
        Error | TalkAnswer: The parsed body, by status code:
            - 200 (TalkAnswer): The reply of the chatbot.
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
            nickname=nickname,
            uid=uid,
        )
    ).parsed
