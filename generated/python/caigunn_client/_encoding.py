"""Serialization of parameters and bodies, as OpenAPI defines it. `None` and omitted values are not sent."""

import enum
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

from ._models import Model, members, to_json
from .types import File, FileContent, FileTypes, RequestFiles, Unset

# Names and values of a query or a form.
Pairs: TypeAlias = dict[str, str | list[str]]
# Reserved characters that neither end a query nor separate its pairs.
_ALLOWED_RESERVED = ":/?@!$'()*,;"
# RFC 6265 allows them in the value of a cookie.
_COOKIE_CHARACTERS = "!#$&'()*+/:<=>?@[]^`{|}~"
_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


class Escaped(str):
    """A text with escapes and delimiters that are sent as they are."""

    __slots__ = ()


def text(value: Any) -> str:
    """Return the text of a scalar; that of an object or an array is JSON."""
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return value
    value = to_json(value, request=True)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_sent(value: Any) -> bool:
    """Return True if a value is neither omitted nor None."""
    return value is not None and not isinstance(value, Unset)


def _is_object(value: Any) -> bool:
    return isinstance(value, (Model, Mapping))


def _is_array(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def _items(values: Iterable[Any]) -> list[Any]:
    return [each for each in values if is_sent(each)]


def _members(value: Any) -> dict[str, Any]:
    return {name: each for name, each in members(value).items() if is_sent(each)}


def query(name: str, value: Any, style: str = "form", explode: bool = True, allow_reserved: bool = False) -> Pairs:
    """Return the pairs of a query parameter, or of a property of a URL-encoded form."""
    if not is_sent(value):
        return {}
    if style == "json":
        return {name: json.dumps(to_json(value, request=True), ensure_ascii=False)}
    if style == "deepObject" and _is_object(value):
        return {
            pair: each
            for key, inner in _members(value).items()
            for pair, each in query(f"{name}[{key}]", inner, style, explode).items()
        }
    if _is_object(value) and explode:
        return {
            key: [*map(text, _items(each))] if _is_array(each) else text(each) for key, each in _members(value).items()
        }
    if _is_array(value) and (explode or style == "deepObject"):
        return {name: [*map(text, _items(value))]}
    if _is_object(value) or _is_array(value):
        return {name: Escaped(_DELIMITERS[style].join(quote(each, safe="") for each in _flat(value)))}
    return {name: Escaped(quote(text(value), safe=_ALLOWED_RESERVED)) if allow_reserved else text(value)}


def _flat(value: Any) -> list[str]:
    """Return the items of an array, or the names and values of an object, as texts."""
    if _is_object(value):
        return [each for name, inner in _members(value).items() for each in (name, text(inner))]
    return [text(each) for each in _items(value)]


def urlencode(pairs: Pairs) -> str:
    """Return a query or a URL-encoded form."""
    return "&".join(
        f"{quote_plus(name)}={each if isinstance(each, Escaped) else quote_plus(each)}"
        for name, value in pairs.items()
        for each in (value if isinstance(value, list) else [value])
    )


def with_query(path: str, pairs: Pairs) -> str:
    """Return a path with a query."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def path(name: str, value: Any, style: str = "simple", explode: bool = False) -> str:
    """Return a path parameter.

    Raises:
        ValueError: It would change the path.
    """
    if style == "json":
        return quote(json.dumps(to_json(value, request=True)), safe="")
    parts = [
        quote(each, safe="") for each in (_flat(value) if _is_object(value) or _is_array(value) else [text(value)])
    ]
    if style == "simple" and (not parts or any(each in {"", ".", ".."} for each in parts[:1])):
        raise ValueError(f"{parts[0] if parts else ''!r} is not allowed as a path segment")
    named = [f"{key}={each}" for key, each in zip(parts[::2], parts[1::2], strict=False)]
    if style == "label":
        return "." + (("." if explode else ",").join(named if _is_object(value) and explode else parts))
    if style == "matrix":
        if _is_object(value) and explode:
            return "".join(f";{each}" for each in named)
        return "".join(f";{name}={each}" for each in (parts if explode else [",".join(parts)]))
    return ",".join(named if _is_object(value) and explode else parts)


def header(value: Any, style: str = "simple", explode: bool = False) -> str:
    """Return the value of a header."""
    if style == "json":
        return json.dumps(to_json(value, request=True))
    if not (_is_object(value) or _is_array(value)):
        return text(value)
    parts = _flat(value)
    if _is_object(value) and explode:
        parts = [f"{key}={each}" for key, each in zip(parts[::2], parts[1::2], strict=True)]
    return ",".join(parts)


def cookies(pairs: Pairs) -> str:
    """Return the header of cookies."""
    return "; ".join(
        f"{name}={each if isinstance(each, Escaped) else quote(each, safe=_COOKIE_CHARACTERS)}"
        for name, value in pairs.items()
        for each in (value if isinstance(value, list) else [value])
    )


def form(body: Any, styles: Mapping[str, tuple[Any, ...]]) -> Pairs:
    """Return the pairs of a URL-encoded form.

    Args:
        body: The model, or a mapping.
        styles: The style, explode and allowReserved of properties that have them.
    """
    pairs: Pairs = {}
    for name, value in members(body).items():
        if name in styles or _is_object(value):
            pairs |= query(name, value, *styles.get(name, ()))
        elif is_sent(value):
            pairs[name] = [*map(text, _items(value))] if _is_array(value) else text(value)
    return pairs


def multipart(
    body: Any, media_types: Mapping[str, str] | None = None, styles: Mapping[str, tuple[Any, ...]] | None = None
) -> RequestFiles:
    """Return the parts of a multipart form.

    Args:
        body: The model, or a mapping.
        media_types: The media types of properties that have one.
        styles: The style, explode and allowReserved of properties that have them.
    """
    parts: RequestFiles = []
    for name, value in members(body).items():
        media_type = (media_types or {}).get(name)
        if styles and name in styles:
            found = query(name, value, *styles[name]).items()
            parts += [(key, part(each, None)) for key, texts in found for each in _listed(texts)]
        elif is_sent(value):
            whole = media_type is not None and _is_json(media_type)
            parts += [(name, part(each, media_type)) for each in ([value] if whole else _listed(value))]
    return parts


def _listed(value: Any) -> list[Any]:
    return _items(value) if _is_array(value) else [value]


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def part(value: Any, media_type: str | None = None) -> FileTypes:
    """Return a part of a multipart form."""
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        value = File(value)
    if isinstance(value, File):
        name, content, own, *headers = value.to_tuple()
        return (name, content, own or media_type, headers[0]) if headers else (name, content, own or media_type)
    is_json = _is_json(media_type) if media_type else _is_object(value) or _is_array(value)
    if is_json:
        content_type = media_type or "application/json"
        return None, json.dumps(to_json(value, request=True), ensure_ascii=False).encode(), content_type
    return None, text(value).encode(), media_type or "text/plain"


def content(body: Any) -> bytes | FileContent:
    """Return a body that is neither JSON nor a form: files are read while they are sent."""
    if hasattr(body, "read"):
        body = File(body)
    if isinstance(body, File):
        return FileContent.of(body)
    return bytes(body) if isinstance(body, (bytes, bytearray, memoryview)) else text(body).encode()


def content_headers(body: Any, sent: bytes | FileContent, media_type: str) -> dict[str, str]:
    """Return the headers of such a body. For a range of media types, the file knows its own one."""
    if "*" in media_type:
        own = body.mime_type if isinstance(body, File) else None
        media_type = own or "application/octet-stream"
    length = sent.length() if isinstance(sent, FileContent) else None
    return {"Content-Type": media_type, **({} if length is None else {"Content-Length": str(length)})}


def asynchronous(sent: bytes | FileContent) -> bytes | AsyncIterator[bytes]:
    """Return a body for an asynchronous httpx client, which takes an iterable for a synchronous one."""
    return sent if isinstance(sent, bytes) else aiter(sent)
