"""The errata: contradictions of the published documents, and claims about how the contract resolves them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from scripts.openapi import METHODS, Document, operations, read_yaml
from scripts.project import UserError

_MISSING = object()


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Model):
    """A statement of a document, and its location in there."""

    place: str = Field(alias="in")
    text: str


class Claim(_Model):
    """The value at a location of the contract, or that the location is absent."""

    at: list[str | int]
    value: Any = Field(alias="is", default=None)
    absent: Literal[True] | None = None

    @model_validator(mode="after")
    def _has_value_or_absent(self) -> "Claim":
        if ("value" in self.model_fields_set) == bool(self.absent):
            raise ValueError("needs either `is` or `absent: true`")
        return self

    def mismatch(self, document: Document) -> str | None:
        """Return how the contract differs from the claim, or None if it does not."""
        node: Any = document
        for step in self.at:
            exists = (isinstance(node, dict) and step in node) or (isinstance(node, list) and step in range(len(node)))
            node = node[step] if exists else _MISSING
        location = "/".join(str(step) for step in self.at)
        if node is _MISSING:
            return None if self.absent else f"{location}: not in the contract"
        if self.absent:
            return f"{location}: in the contract, but claimed to be absent"
        return None if node == self.value else f"{location}: the contract has {node!r}, the claim {self.value!r}"


class FormFile(_Model):
    """A file in a multipart form."""

    filename: str
    content: str


class ErratumRequest(_Model):
    """A request that demonstrates a decision. It has at most one of `json`, `form`, `multipart` and `body`."""

    send: str = Field(pattern=rf"^({'|'.join(METHODS).upper()}) /\S*$")
    headers: dict[str, str] = {}
    without: list[str] = []
    json_body: Any = Field(alias="json", default=None)
    form: dict[str, str] | None = None
    multipart: dict[str, str | list[FormFile]] | None = None
    body: str | None = None
    content_type: str | None = None


class AcceptedRequest(ErratumRequest):
    """A request that gets 200, and the response body if a document shows it."""

    response: Any = None


class RefusedRequest(ErratumRequest):
    """A request that gets an error: its status, the value of `Allow`, and a part of `detail`."""

    status: int = Field(ge=400, le=499)
    allow: str | None = None
    detail: str = ""


class Erratum(_Model):
    """A contradiction, and how the contract resolves it. The head of errata.yaml describes the properties."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    editions: list[str] = []
    operation: str | None = None
    question: str
    says: list[Statement] = Field(min_length=2)
    contract: str
    because: str
    assumed: str | None = None
    claims: list[Claim] = Field(min_length=1)
    accepted: list[AcceptedRequest] = []
    refused: list[RefusedRequest] = []


def load(path: Path) -> list[Erratum]:
    """Read errata.

    Raises:
        UserError: The file cannot be read, an entry is invalid, or an id is not unique.
    """
    content = read_yaml(path)
    try:
        errata = TypeAdapter(Annotated[list[Erratum], Field(min_length=1)]).validate_python(content)
    except ValidationError as error:
        problem = error.errors()[0]
        number, *steps = problem["loc"] or ("?",)
        entry = content[number] if isinstance(number, int) else None
        name = entry.get("id", number) if isinstance(entry, dict) else number
        raise UserError(f"{path}: erratum {name}: {'.'.join(map(str, steps))}: {problem['msg']}") from error
    ids = [erratum.id for erratum in errata]
    for name in ids:
        if ids.count(name) > 1:
            raise UserError(f"{path}: erratum {name}: {ids.count(name)} entries have this id; ids must be unique")
    return errata


def concern(errata: list[Erratum], document: Document) -> bool:
    """Return True if a contract has an operation of the errata; otherwise they belong to another contract."""
    operation_ids = {operation.id for operation in operations(document)}
    return any(erratum.operation in operation_ids for erratum in errata)


def mismatches(errata: list[Erratum], document: Document) -> Iterator[str]:
    """Yield a line for each operation and each claim of the errata that does not match the contract."""
    operation_ids = {operation.id for operation in operations(document)}
    for erratum in errata:
        if erratum.operation is not None and erratum.operation not in operation_ids:
            yield f"erratum {erratum.id}: operation {erratum.operation}: not in the contract"
        for claim in erratum.claims:
            if mismatch := claim.mismatch(document):
                yield f"erratum {erratum.id}: {mismatch}"
