"""Views of chatbots, with credentials redacted, and the way back from an edited view to a state."""

from collections.abc import Callable
from typing import Any

import msgspec

from scripts.mock.admin.inspector.urls import OMITTED, without_secrets
from scripts.redaction import MARK, Redactor, printable
from scripts.validation.errors import RequestError

# Names of properties whose values are URLs that may have user, password and query.
_URLS = {"url", "webhook_url"}


def summary(address: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return the view of a chatbot in the list: counts only."""
    return {
        "address": address,
        "training_data": len(state["training_data"]),
        "models": len(state["models"]),
        "conversations": len({each["uid"] for each in state["messages"]}),
        "messages": len(state["messages"]),
        "jobs": len(state["running"]),
        "deliveries": len(state["deliveries"]),
    }


def redacted(state: Any, redactor: Redactor) -> Any:
    """Return the state of a chatbot without secrets."""
    return _replaced(state, lambda name, text: _redact(name, text, redactor))


def restored(edited: Any, state: Any, redactor: Redactor) -> Any:
    """Return an edited view as a state: texts that were redacted and not edited get their secrets back.

    Raises:
        RequestError: 400; a text was redacted, and was edited.
    """
    originals: dict[str, str] = {}

    def note(name: str, text: str) -> str:
        originals[_redact(name, text, redactor)] = text
        return text

    def restore(name: str, text: str) -> str:
        if text in originals:
            return originals[text]
        if MARK in text or (name in _URLS and text.endswith(OMITTED)):
            raise RequestError.at(400, f"body.{name}", "was edited, and has a secret that the page does not show")
        return text

    _replaced(state, note)
    return _replaced(edited, restore)


def _redact(name: str, text: str, redactor: Redactor) -> str:
    text = without_secrets(text) if name in _URLS else text
    return printable(redactor.redact(text.encode("utf-8", "replace")))


def _replaced(value: Any, replace: Callable[[str, str], str], name: str = "") -> Any:
    """Return a JSON value with other texts; `replace` gets the name of the closest property and the text."""
    match value:
        case dict():
            return {key: _replaced(each, replace, key) for key, each in value.items()}
        case list():
            return [_replaced(each, replace, name) for each in value]
        case str():
            return replace(name, value)
    return value


def decode(state: bytes) -> dict[str, Any]:
    """Return the JSON of a state as a value."""
    decoded: dict[str, Any] = msgspec.json.decode(state)
    return decoded
