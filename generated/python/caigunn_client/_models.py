"""Base class of models, and conversion of Python values to JSON."""

import datetime
import enum
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, Self, TypeVar
from uuid import UUID

from ._parsing import Parser, Problem, Problems
from .types import UNSET, RequestFiles

M = TypeVar("M", bound="Model")
V = TypeVar("V")
_PLAIN = frozenset({str, int, float, bool, type(None)})
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    datetime.date: datetime.date.isoformat,
    datetime.datetime: datetime.datetime.isoformat,
    UUID: str,
}


class Field(NamedTuple):
    """A property of a model.

    Attributes:
        name: Its name in JSON.
        attribute: The attribute of the model.
        parser: The parser of its value.
        required: A response without it does not match the contract.
        read_only: Requests do not contain it.
    """

    name: str
    attribute: str
    parser: Parser
    required: bool = False
    read_only: bool = False


class Schema(Generic[M]):
    """The schema of a model.

    Args:
        model: The class.
        fields: The properties.
        additional: The parser of additional properties; None if they are not kept.
    """

    __slots__ = ("_additional", "_fields", "_model", "_names")

    def __init__(self, model: type[M], fields: Sequence[Field], additional: Parser | None = None) -> None:
        self._model, self._fields, self._additional = model, fields, additional
        self._names = frozenset(field.name for field in fields)

    def parse(self, value: Any, problems: Problems) -> Any:
        """Return the model of a JSON object; any other value is returned unchanged, with a problem."""
        if type(value) is not dict and not isinstance(value, Mapping):
            return problems.add("object", value)
        arguments, known, unknown = {}, len(problems), len(value)
        for name, attribute, parser, required, _ in self._fields:
            if name in value:
                arguments[attribute] = parser(value[name], problems)
                unknown -= 1
            else:
                arguments[attribute] = UNSET
                if required:
                    problems.append(Problem("", UNSET))
            if problems and len(problems) != known:
                problems.locate(known, name)
                known = len(problems)
        model = self._model(**arguments)
        if unknown and self._additional:
            for name in value:
                if name not in self._names:
                    model.additional_properties[name] = self._additional(value[name], problems)
                    problems.locate(known, name)
                    known = len(problems)
        return model

    def members(self, model: "Model", *, request: bool) -> dict[str, Any]:
        """Return the properties that are set, by their names in JSON, as Python values."""
        found = {}
        for name, attribute, _, _, read_only in self._fields:
            value = getattr(model, attribute)
            if value is not UNSET and not (read_only and request):
                found[name] = value
        if self._additional:
            for name, value in model.additional_properties.items():
                if name not in self._names:
                    found[name] = value
        return found


class Model:
    """Base class of models."""

    __slots__ = ()
    additional_properties: dict[str, Any]

    @classmethod
    def _schema(cls) -> Schema[Self]:
        raise NotImplementedError

    @classmethod
    def _parse(cls, value: Any, problems: Problems) -> Any:
        return cls._schema().parse(value, problems)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the model of a JSON object.

        Raises:
            ValidationError: The object does not match the contract.
        """
        problems = Problems()
        model: Self = cls._parse(src_dict, problems)
        problems.raise_first()
        return model

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the model."""
        found: dict[str, Any] = to_json(self)
        return found

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the JSON text of the model."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def to_multipart(self) -> RequestFiles:
        """Return the parts of the multipart form that sends the model."""
        from ._encoding import multipart  # noqa: PLC0415

        return multipart(self)


class OpenModel(Model, Generic[V]):
    """Base class of models with additional properties."""

    __slots__ = ()

    @property
    def additional_keys(self) -> list[str]:
        """The names of the additional properties."""
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> V:
        value: V = self.additional_properties[key]
        return value

    def __setitem__(self, key: str, value: V) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


def to_json(value: Any, *, request: bool = False) -> Any:
    """Return the JSON value of a model, a mapping, an array or a scalar.

    Args:
        value: The value. Members of mappings that are `UNSET` are left out.
        request: The value is sent: leave out properties that are `readOnly`.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind in _AS_TEXT:
        return _AS_TEXT[kind](value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(each, request=request) for each in value]
    if isinstance(value, (Model, Mapping)):
        return {
            name: each if type(each) in _PLAIN else to_json(each, request=request)
            for name, each in members(value, request=request).items()
        }
    if isinstance(value, datetime.date):  # or a subclass
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def members(value: Model | Mapping[str, Any], *, request: bool = True) -> dict[str, Any]:
    """Return the members of an object that are set, as Python values."""
    if isinstance(value, Model):
        return value._schema().members(value, request=request)
    return {name: each for name, each in value.items() if each is not UNSET}
