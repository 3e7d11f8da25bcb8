"""The errors that API functions raise, besides those of httpx when there is no answer at all."""

from json import JSONDecodeError

import httpx


class MissingCredentialError(Exception):
    """The client lacks a credential that the operation needs. Nothing was sent."""


class ResponseError(Exception):
    """The service gave an answer that the contract doesn't describe.

    Its text holds no value of the answer, which may repeat a credential; `response` does.

    Attributes:
        response: The answer.
    """

    def __init__(self, response: httpx.Response, what: str) -> None:
        self.response = response
        request = response.request
        super().__init__(f"{request.method} {request.url.path} was answered with status {response.status_code}{what}")


class UnexpectedStatusError(ResponseError):
    """The contract doesn't document the status for the operation."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response, ", which isn't documented")


class InvalidResponseError(ResponseError):
    """The contract documents the status, but another body. Which value is wrong says the error that caused this one."""

    def __init__(self, response: httpx.Response, cause: Exception) -> None:
        if isinstance(cause, KeyError):
            what = f"a body without the member {cause}"
        elif isinstance(cause, JSONDecodeError):
            what = "a body that isn't JSON"
        else:
            what = f"a body of another form than documented ({type(cause).__name__})"
        super().__init__(response, f" and {what}")


__all__ = ["InvalidResponseError", "MissingCredentialError", "ResponseError", "UnexpectedStatusError"]
