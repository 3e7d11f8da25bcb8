"""A client library for accessing CaiGunn"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._arguments import Upload
    from .._raw_responses import AsyncStreamedResponse, RawResponse, StreamedResponse
    from ..client import Client
    from ..errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConflictError,
        InternalServerError,
        MissingCredentialError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        UnprocessableEntityError,
    )
    from ..types import File
    from . import webhooks
    from ._async import AsyncCaiGunn
    from ._sync import CaiGunn

__version__ = "2024.5.9.post1"

# The module of each name: `import caigunn_client` loads only the modules that are used.
_MODULES = {
    "CaiGunn": "_sync",
    "AsyncCaiGunn": "_async",
    "Client": ".client",
    "File": ".types",
    "AsyncStreamedResponse": "._raw_responses",
    "RawResponse": "._raw_responses",
    "StreamedResponse": "._raw_responses",
    "Upload": "._arguments",
    "APIConnectionError": ".errors",
    "APIError": ".errors",
    "APIResponseValidationError": ".errors",
    "APIStatusError": ".errors",
    "APITimeoutError": ".errors",
    "BadRequestError": ".errors",
    "AuthenticationError": ".errors",
    "PermissionDeniedError": ".errors",
    "NotFoundError": ".errors",
    "ConflictError": ".errors",
    "UnprocessableEntityError": ".errors",
    "RateLimitError": ".errors",
    "InternalServerError": ".errors",
    "MissingCredentialError": ".errors",
}

__all__ = [
    "__version__",
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncStreamedResponse",
    "AsyncCaiGunn",
    "CaiGunn",
    "Client",
    "File",
    "MissingCredentialError",
    "RawResponse",
    "StreamedResponse",
    "Upload",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
    "webhooks",
]


if not TYPE_CHECKING:  # with __getattr__, type checkers would accept any name

    def __getattr__(name: str) -> Any:
        """Load a name on first use."""
        if name == "webhooks":
            return import_module(".webhooks", __name__)
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
