"""Reader of YAML 1.2 and JSON files."""

import contextlib
import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from scripts.project import UserError

_TAG = "tag:yaml.org,2002:"
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TYPES = {f"{_TAG}null": type(None), f"{_TAG}bool": bool, f"{_TAG}int": int, f"{_TAG}float": float}
# The first characters of numbers.
_NUMERIC = frozenset("-+.0123456789")
_BASES = {"0o": 8, "0x": 16}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_yaml(path: Path) -> Any:
    """Read a file of YAML or JSON.

    YAML is read by the core schema of version 1.2, but keys are the text that is written there (OpenAPI 3.1.1, 4.4),
    and merge keys are supported. A file is JSON if its name ends in `.json`, or if its content is.

    Raises:
        UserError: The file cannot be read, is not UTF-8, is neither YAML nor JSON, has a key twice, or a value that
            JSON does not have.
    """
    text = read_text(path)
    try:
        if path.suffix == ".json":
            return _read_json(path, text)
        if text.lstrip().startswith("{"):
            try:
                return _read_json(path, text)
            except UserError:
                pass  # it may be a flow mapping of YAML
        return _YamlReader(path, text).read()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise UserError(f"{where}: not YAML: {getattr(error, 'problem', None) or error}") from None
    except RecursionError:
        raise UserError(f"{path}: nested too deeply") from None


def read_text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte order mark.

    Raises:
        UserError: The file cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 at byte {error.start}") from error


class _DuplicateKeyError(ValueError):
    pass


def _read_json(path: Path, text: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_float, parse_constant=_float)
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg.lower()}") from None
    except UnicodeEncodeError:
        raise UserError(f"{path}: not JSON: a \\u escape is half of a surrogate pair") from None
    except _DuplicateKeyError as error:
        with contextlib.suppress(yaml.YAMLError):
            _YamlReader(path, text).read()  # finds the same fault, and knows the line
        raise UserError(f"{path}: {error}") from None
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKeyError(_duplicate(next(name for name in names if names.count(name) > 1)))
    return content


def _duplicate(key: str) -> str:
    return f"duplicate key {key!r}: remove one of both"


def _float(text: str) -> float:
    """Return a number with a fraction or an exponent.

    Raises:
        ValueError: It is not finite, as `NaN` and `1e999`.
    """
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(_not_finite(text))
    return number


def _not_finite(text: str) -> str:
    return f"{text} is not a JSON number: it must be finite"


def _unsupported(tag: str) -> str:
    return f"tag {tag} is not supported: OpenAPI allows JSON values only"


class _YamlReader:
    """Builds the value of a YAML document from the events of libyaml.

    The loaders of PyYAML know only YAML 1.1, and build a tree of nodes first, which takes four times as long.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._parser = CParser(text)
        self._anchors: dict[str, Any] = {}

    def read(self) -> Any:
        """Return the value.

        Raises:
            UserError: The document has a key twice, or what JSON does not have.
            YAMLError: The text is not YAML.
        """
        self._next()  # start of the stream
        if isinstance(self._next(), StreamEndEvent):
            raise UserError(f"{self._path}: is empty")
        value = self._value(self._next())
        self._next()  # end of the document
        following = self._next()
        if not isinstance(following, StreamEndEvent):
            self._fail(following, "a second YAML document begins; only one is supported")
        return value

    def _next(self) -> Any:
        return self._parser.get_event()

    def _value(self, event: Any) -> Any:
        kind = type(event)
        if kind is AliasEvent:
            return self._alias(event)
        if kind is ScalarEvent:
            value = self._scalar(event)
        elif kind is MappingStartEvent:
            value = self._mapping(event)
        else:
            value = self._sequence(event)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _alias(self, event: AliasEvent) -> Any:
        if event.anchor not in self._anchors:
            self._fail(event, f"alias *{event.anchor} has no anchor before it, or is within it")
        return self._anchors[event.anchor]

    def _sequence(self, start: SequenceStartEvent) -> list[Any]:
        self._check_tag(start, "seq")
        items = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._value(event))
        return items

    def _mapping(self, start: MappingStartEvent) -> dict[str, Any]:
        self._check_tag(start, "map")
        content: dict[str, Any] = {}
        merged: list[Any] = []
        while type(event := self._next()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self._fail(event, "a key must be a scalar")
            key = event.value
            if event.anchor:
                self._anchors[event.anchor] = key
            if key == "<<" and not event.style:
                merged += self._merge(self._next())
            elif key in content:
                self._fail(event, _duplicate(key))
            else:
                content[key] = self._value(self._next())
        for each in merged:
            content = {**each, **content}
        return content

    def _merge(self, event: Any) -> list[dict[str, Any]]:
        value = self._value(event)
        mappings = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in mappings):
            self._fail(event, "the value of << must be a mapping, or a list of mappings")
        return mappings

    def _scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if event.tag is None:
            return self._plain(event, text) if event.implicit[0] else text
        if event.tag in {"!", f"{_TAG}str"}:
            return text
        if event.tag not in _TYPES:
            self._fail(event, _unsupported(event.tag))
        value = self._plain(event, text)
        if event.tag == f"{_TAG}float" and type(value) is int:
            return float(value)
        if type(value) is not _TYPES[event.tag]:
            self._fail(event, f"{text!r} is not of type {event.tag.removeprefix(_TAG)}")
        return value

    def _plain(self, event: ScalarEvent, text: str) -> Any:
        """Return what a plain scalar is by the core schema (YAML 1.2.2, 10.3.2)."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in _NUMERIC:
            return text
        try:
            if _INTEGER.fullmatch(text):
                base = _BASES.get(text[:2])
                return int(text[2:], base) if base else int(text)
            if _FLOAT.fullmatch(text):
                return _float(text)
        except ValueError as error:
            self._fail(event, str(error))
        if _NOT_FINITE.fullmatch(text):
            self._fail(event, _not_finite(text))
        return text

    def _check_tag(self, event: SequenceStartEvent | MappingStartEvent, name: str) -> None:
        if event.tag not in {None, "!", f"{_TAG}{name}"}:
            self._fail(event, _unsupported(event.tag))

    def _fail(self, event: Any, reason: str) -> NoReturn:
        mark = event.start_mark
        raise UserError(f"{self._path}:{mark.line + 1}:{mark.column + 1}: {reason}")
