"""Accounts and their chatbots. Tokens and keys that the mock creates name the account, so that they need no lookup."""

import hashlib
from typing import Any, Self

import msgspec
from msgspec import Struct

from scripts.mock.created import CREATED
from scripts.mock.state.models import new_id, stored_entry

_PREFIX = "account-"


class ChatbotDetails(Struct):
    """The details of a chatbot.

    Attributes:
        created_at: When it was created.
        updated_at: When its settings were changed last.
        settings: The settings that `getChatbot` returns, by their names.
    """

    created_at: str
    updated_at: str
    settings: dict[str, Any]


class AccountChatbot(Struct):
    """A chatbot of an account: the properties that `listChatbots` returns, and its details."""

    id: str
    title: str
    api_key: str
    details: ChatbotDetails

    def stored(self) -> bytes:
        """Return the chatbot as it is stored."""
        return stored_entry({"id": self.id, "title": self.title, "api_key": self.api_key}, self.details)

    @classmethod
    def from_stored(cls, entry: bytes) -> Self:
        """Return a chatbot from its stored form."""
        listed, details = entry.split(b"\n", 1)
        return cls(**msgspec.json.decode(listed), details=msgspec.json.decode(details, type=ChatbotDetails))


def account_name(token: str) -> str:
    """Return the name that an account is stored under. Its tokens are credentials and are not stored."""
    created_by = CREATED.fullmatch(token)
    return _PREFIX + (created_by[1] if created_by else hashlib.sha256(token.encode("latin-1")).hexdigest()[:32])


def is_account(name: str) -> bool:
    """Return True if a name is that of an account, not of a chatbot."""
    return name.startswith(_PREFIX)


def new_token(account: str) -> str:
    """Return another token of an account."""
    return f"token-{account.removeprefix(_PREFIX)}-{new_id()}"


def new_key(account: str) -> str:
    """Return the key of a new chatbot of an account."""
    return f"key-{account.removeprefix(_PREFIX)}-{new_id()}"


def has_access(token: str, key: str) -> bool:
    """Return False if a key was created for another account than that of a token."""
    created_by = CREATED.fullmatch(key)
    return created_by is None or account_name(token) == _PREFIX + created_by[1]
