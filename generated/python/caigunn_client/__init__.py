"""A client library for accessing CaiGunn"""

from .client import Client
from .errors import InvalidResponseError, MissingCredentialError, ResponseError, UnexpectedStatusError
from .types import File

__all__ = (
    "Client",
    "File",
    "InvalidResponseError",
    "MissingCredentialError",
    "ResponseError",
    "UnexpectedStatusError",
)
