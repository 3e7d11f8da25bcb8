"""What a call raises when it fails."""

import copyreg
import json
from typing import Any

import httpx

from .credentials import HEADERS, MissingCredentialError

# A shorter credential than this is no secret, and to mask it would spoil the text around it.
SHORTEST_SECRET = 4
LONGEST_DETAIL = 300
HIDDEN = "[hidden]"


class APIError(Exception):
    """A call has failed. What it was sent with, and may hold a credential, is hidden here and in the answer.

    Attributes:
        request: What was sent.
    """

    request: httpx.Request

    def __reduce__(self) -> Any:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class APIConnectionError(APIError):
    """There is no answer, or it broke off. What went wrong says the error of httpx that caused this one."""

    def __init__(self, request: httpx.Request, cause: Exception, *, replayable: bool = True) -> None:
        hide_credentials(request)
        self.request = request
        why = " ".join(f"{type(cause).__name__}: {cause}".split()).removesuffix(": ")
        super().__init__(f"{request.method} {request.url.path} got no answer: {why}{_note(replayable)}")


class APITimeoutError(APIConnectionError):
    """There was no answer in time."""


class _Answered(APIError):
    """The base of errors that there is an answer to.

    Attributes:
        response: The answer. Where it repeated a credential, that is hidden.
        status_code: Its status.
        body: Its body: of JSON the value, of anything else the text; None, if it is empty.
    """

    def __init__(self, response: httpx.Response, what: str) -> None:
        self.request = response.request
        self.response = response
        self.status_code = response.status_code
        self.body: Any = _body(response)
        method, path = self.request.method, self.request.url.path
        super().__init__(f"{method} {path} was answered with status {self.status_code}{what}")


class APIResponseValidationError(_Answered):
    """The answer isn't the documented one. Which value is wrong says the error that caused this one."""

    def __init__(self, response: httpx.Response, cause: Exception) -> None:
        if isinstance(cause, KeyError):
            what = f"a body without the member {cause}"
        elif isinstance(cause, json.JSONDecodeError):
            what = "a body that isn't JSON"
        else:
            what = f"a body of another form than documented ({type(cause).__name__})"
        super().__init__(_without_credentials(response), f" and {what}")


class APIStatusError(_Answered):
    """The answer's status tells of an error, or of something else that the contract doesn't expect, such as a redirect.

    Attributes:
        detail: What the service says about it, if it says something in the documented way.
    """

    def __init__(self, response: httpx.Response, *, replayable: bool = True) -> None:
        safe = _without_credentials(response)
        body = _body(safe)
        detail = body.get("detail") if isinstance(body, dict) else None
        self.detail: str | None = detail if isinstance(detail, str) else None
        what = f": {_printable(self.detail)[:LONGEST_DETAIL]}" if self.detail else ""
        if safe.is_redirect:
            what += " (redirects aren't followed)"
        super().__init__(safe, what + _note(replayable))


class BadRequestError(APIStatusError):
    """The request is wrong."""


class AuthenticationError(APIStatusError):
    """A credential is missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """The credentials don't permit it."""


class NotFoundError(APIStatusError):
    """There is no such thing."""


class ConflictError(APIStatusError):
    """It contradicts what is there."""


class UnprocessableEntityError(APIStatusError):
    """The request is well formed, but can't be carried out."""


class RateLimitError(APIStatusError):
    """There were too many requests."""


class InternalServerError(APIStatusError):
    """The service has failed: a status of 500 and above."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
    500: InternalServerError,
}


def status_error(response: httpx.Response, *, replayable: bool = True) -> APIStatusError:
    """Return the error for an answer, by its status.

    Args:
        response: The answer.
        replayable: Whether the request could have been sent again; if not, the error says so.
    """
    nearest = 500 if response.status_code >= 500 else response.status_code
    return _BY_STATUS.get(nearest, APIStatusError)(response, replayable=replayable)


def hide_credentials(request: httpx.Request) -> list[str]:
    """Hide the credentials in a request that was sent, those of its address too, and return them."""
    found = [request.url.password] if request.url.password else []
    if request.url.userinfo:
        request.url = request.url.copy_with(userinfo=b"")
    for header, prefix in (*HEADERS.values(), ("Authorization", "")):
        value = request.headers.get(header)
        if value is not None:
            found.append(value.removeprefix(prefix))
            request.headers[header] = HIDDEN
    return found


def _without_credentials(response: httpx.Response) -> httpx.Response:
    """Return an answer whose request shows no credential, and which repeats none itself."""
    secrets = [each for each in hide_credentials(response.request) if len(each) >= SHORTEST_SECRET]
    told = response.content + b"".join(value for _, value in response.headers.raw)
    if not any(each.encode() in told for each in secrets):
        return response
    content, headers = response.content, response.headers.multi_items()
    for each in secrets:
        content = content.replace(each.encode(), HIDDEN.encode())
        headers = [(name, value.replace(each, HIDDEN)) for name, value in headers]
    changed = {"content-encoding", "content-length", "transfer-encoding"}
    kept = [(name, value) for name, value in headers if name.lower() not in changed]
    return httpx.Response(response.status_code, headers=kept, content=content, request=response.request)


def _body(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (RecursionError, ValueError):
        return response.text or None


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


def _note(replayable: bool) -> str:
    return "" if replayable else " (not sent again: it has a file that can be read only once)"


__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
    "MissingCredentialError",
    "status_error",
]
