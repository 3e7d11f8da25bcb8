"""Views of chatbots, with credentials redacted, and the way back from an edited view to a state."""

from collections.abc import Callable
from typing import Any

import msgspec

from scripts.mock.admin.inspector.urls import OMITTED, without_secrets
from scripts.redaction import MARK, Redactor
from scripts.validation.errors import RequestError

# Names of properties whose values are URLs that may have user, password and query.
_URLS = {"url", "webhook_url"}

# Names of properties, and the steps to items of arrays.
_Path = tuple[str | tuple[int | str], ...]


def summary(address: str, content: bytes) -> dict[str, Any]:
    """Return the view of a chatbot in the list: counts, and a revision that changes with the state.

    Args:
        address: The address of the chatbot.
        content: Its state, as JSON.
    """
    state = decode(content)
    return {
        "address": address,
        "revision": str(hash(content)),  # each process has another hash, so no secret can be guessed by it
        "training_data": len(state["training_data"]),
        "models": len(state["models"]),
        "conversations": len({each["uid"] for each in state["messages"]}),
        "messages": len(state["messages"]),
        "jobs": len(state["running"]),
        "deliveries": len(state["deliveries"]),
    }


def redacted(state: Any, redactor: Redactor) -> Any:
    """Return the state of a chatbot without secrets."""
    return _replaced(state, lambda path, text: _redact(_name(path), text, redactor))


def restored(edited: Any, state: Any, redactor: Redactor) -> Any:
    """Return an edited view as a state: texts that were redacted and not edited get their secrets back.

    A text that was moved gets the secret of the only text that is shown so.

    Raises:
        RequestError: 400; a text was redacted, and was edited, or moved although several are shown so.
    """
    at_path: dict[_Path, tuple[str, str]] = {}
    shown_as: dict[str, set[str]] = {}

    def note(path: _Path, text: str) -> str:
        shown = _redact(_name(path), text, redactor)
        at_path[path] = shown, text
        shown_as.setdefault(shown, set()).add(text)
        return text

    def restore(path: _Path, text: str) -> str:
        shown, original = at_path.get(path, (None, ""))
        if text == shown:
            return original
        if len(originals := shown_as.get(text, set())) == 1:
            return next(iter(originals))
        name = _name(path)
        if MARK in text or (name in _URLS and text.endswith(OMITTED)):
            raise RequestError.at(400, f"body.{name}", "was edited, and has a secret that the page does not show")
        return text

    _replaced(state, note)
    return _replaced(edited, restore)


def _redact(name: str, text: str, redactor: Redactor) -> str:
    text = without_secrets(text) if name in _URLS else text
    return redactor.redact_text(text)


def _replaced(value: Any, replace: Callable[[_Path, str], str], path: _Path = ()) -> Any:
    """Return a JSON value with other texts; `replace` gets the path of a text and the text."""
    match value:
        case dict():
            return {key: _replaced(each, replace, (*path, key)) for key, each in value.items()}
        case list():
            return [_replaced(each, replace, (*path, _step(index, each))) for index, each in enumerate(value)]
        case str():
            return replace(path, value)
    return value


def _step(index: int, item: Any) -> tuple[int | str]:
    """Return the step to an item: its id, which stays the same if other items are added or removed, or its index."""
    identifier = item.get("id") if isinstance(item, dict) else None
    return (identifier if isinstance(identifier, str) else index,)


def _name(path: _Path) -> str:
    """Return the name of the closest property."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def decode(state: bytes) -> dict[str, Any]:
    """Return the JSON of a state as a value."""
    decoded: dict[str, Any] = msgspec.json.decode(state)
    return decoded
