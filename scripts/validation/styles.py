"""Styles: the texts that a parameter is serialized as (OpenAPI 3.1.1, 4.8.12.3 and appendix C)."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from scripts.validation.errors import RequestError
from scripts.validation.texts import Raw, TextType

DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
STYLES = {
    "query": {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
    "cookie": {"form"},
    "path": {"simple", "label", "matrix"},
    "header": {"simple"},
}
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_NON_ASCII_ESCAPE = re.compile("%[89A-Fa-f]")
_DELIMITERS = {
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7C", re.IGNORECASE),
}
_COMMA = re.compile(",")
_ESCAPED_COMMA = re.compile(",|%2C", re.IGNORECASE)
_STEP = re.compile(r"\[([^\[\]]*)\]")
_MAX_STEPS = 20

# The values of each name, as they were sent, in their order.
RawValues = Mapping[str, Sequence[str]]


def check_escapes(text: str, location: str) -> None:
    """Check the escapes of a path, a query or a form.

    Raises:
        RequestError: 400; a `%` begins no escape, or the escapes are not UTF-8.
    """
    if _BAD_ESCAPE.search(text):
        raise RequestError.at(400, location, "has a % that begins no escape")
    if not _NON_ASCII_ESCAPE.search(text):
        return
    try:
        unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise RequestError.at(400, location, "is not UTF-8") from None


def parse_pairs(raw: bytes, location: str) -> dict[str, list[str]]:
    """Parse a query, or a URL-encoded form: names are decoded, values are not, as delimiters may be escaped in them.

    Raises:
        RequestError: 400; it is not UTF-8, or has a `%` that begins no escape.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError.at(400, location, "is not UTF-8") from None
    if "%" in text:
        check_escapes(text, location)
    found: dict[str, list[str]] = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        name = decode(name)
        if name in found:
            found[name].append(value)
        elif pair:
            found[name] = [value]
    return found


def decode(text: str) -> str:
    """Return a text of a query or a form without its escapes."""
    return unquote_plus(text) if "%" in text or "+" in text else text


def split_values(texts: Sequence[str], style: str, kind: TextType, unescape: Callable[[str], str]) -> Sequence[Raw]:
    """Return what a single pair may represent: an array, or an object that is a list of names and values.

    An escaped comma is a part of a value (RFC 6570, 3.2.1). But libraries such as httpx escape those between values,
    too: that is the second choice.

    Raises:
        ValueError: There are several pairs, or a name without a value.
    """
    if len(texts) > 1:
        raise ValueError("must be given once, with its items delimited")
    text = texts[0]
    delimiter = _DELIMITERS.get(style, _COMMA)
    choices = [delimiter] if delimiter is not _COMMA or "%2c" not in text.lower() else [_COMMA, _ESCAPED_COMMA]
    found = [[unescape(each) for each in choice.split(text)] if text else [] for choice in choices]
    if not kind.is_object:
        return found
    # A list of names and values has an even length.
    return [_pairwise(items) for items in [each for each in found if len(each) % 2 == 0] or found[:1]]


def exploded_object(pairs: RawValues, kind: TextType, reserved: Collection[str], unescape: Callable[[str], str]) -> Raw:
    """Return the texts of an object whose properties are separate pairs.

    Args:
        pairs: The pairs.
        kind: The type of the object. If it has properties that are not declared, all other pairs are such properties.
        reserved: The names of other parameters.
        unescape: Removes the escapes of a value.
    """
    names = [name for name in kind.properties if name in pairs]
    if kind.additional is not None:
        names += [name for name in pairs if name not in reserved and name not in kind.properties]
    found: dict[str, Raw] = {}
    for name in names:
        each = kind.properties.get(name) or kind.additional
        texts = [unescape(value) for value in pairs[name]]
        found[name] = texts if len(texts) > 1 or (each is not None and each.is_array) else texts[0]
    return found


def deep_object(pairs: RawValues, name: str, kind: TextType, unescape: Callable[[str], str]) -> Raw:
    """Return the texts of an object whose properties are pairs such as `name[property]`.

    OpenAPI defines no nested objects: they are read as `name[property][property]`, arrays as `name[property]` that
    repeats or as `name[property][]`.

    Raises:
        ValueError: The object is nested too deeply, or a property is a value and an object.
    """
    found: dict[str, Raw] = {}
    for key, values in pairs.items():
        steps = _STEP.findall(key[len(name) :])
        if not steps or key != f"{name}[{']['.join(steps)}]":
            continue
        if len(steps) > _MAX_STEPS:
            raise ValueError("is nested too deeply")
        is_array = len(steps) > 1 and not steps[-1]
        steps = steps[:-1] if is_array else steps
        node, each = found, kind
        for step in steps[:-1]:
            below = node.setdefault(step, {})
            if not isinstance(below, dict):
                raise ValueError("has a property that is both a value and an object")  # noqa: TRY004
            node, each = below, each.properties.get(step) or each
        texts = [unescape(value) for value in values]
        declared = each.properties.get(steps[-1])
        is_array = is_array or len(texts) > 1 or (declared is not None and declared.is_array)
        if steps[-1] in node:
            raise ValueError("has a property that is both a value and an object")
        node[steps[-1]] = texts if is_array else texts[0]
    return found


@dataclass(frozen=True)
class TextStyle:
    """The style of a parameter that is one text: a segment of a path, or a header.

    Attributes:
        name: The name of the parameter.
        style: Its style.
        explode: Whether its items or properties are serialized one by one.
        kind: Its type.
        unescape: Removes the escapes of a text.
    """

    name: str
    style: str
    explode: bool
    kind: TextType
    unescape: Callable[[str], str]

    def split(self, text: str) -> Raw:
        """Return the texts that a text consists of.

        Raises:
            ValueError: The text is not written as the style demands.
        """
        if self.style == "matrix":
            return self._matrix(text)
        separator = ","
        if self.style == "label":
            if not text.startswith("."):
                raise ValueError("must begin with a dot (style label)")
            text, separator = text[1:], "." if self.explode else ","
        return self._items(text, separator)

    def _items(self, text: str, separator: str) -> Raw:
        if not (self.kind.is_array or self.kind.is_object):
            return self.unescape(text)
        items = text.split(separator) if text else []
        if not self.kind.is_object:
            return [self.unescape(each) for each in items]
        if not self.explode:
            return _pairwise([self.unescape(each) for each in items])
        if not all("=" in each for each in items):
            raise ValueError("must be names and values, such as name=value")
        pairs = (each.partition("=") for each in items)
        return {self.unescape(name): self.unescape(value) for name, _, value in pairs}

    def _matrix(self, text: str) -> Raw:
        if not text.startswith(";"):
            raise ValueError("must begin with a semicolon (style matrix)")
        if self.explode and self.kind.is_object:
            return self._items(text[1:], ";")
        pairs = [each.partition("=") for each in text[1:].split(";")]
        if any(self.unescape(name) != self.name for name, _, _ in pairs):
            raise ValueError(f"must be written as ;{self.name}=value (style matrix)")
        values = [value for _, _, value in pairs]
        if self.explode and self.kind.is_array:
            return [self.unescape(value) for value in values]
        if len(values) > 1:
            raise ValueError("must not be repeated")
        return self._items(values[0], ",")


def _pairwise(texts: Sequence[str]) -> dict[str, Raw]:
    """Return the object of a list of names and values in turn.

    Raises:
        ValueError: A name has no value.
    """
    if len(texts) % 2:
        raise ValueError("must be names and values in turn")
    return dict(zip(texts[::2], texts[1::2], strict=True))
