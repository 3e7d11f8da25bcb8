"""Read errata.yaml, and check each claim in it against the contract."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from scripts.openapi import METHODS, Document, operations, read_yaml
from scripts.project import Failure

_NOTHING = object()


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Statement(_Entry):
    """What one place of the documents says."""

    place: str = Field(alias="in")
    text: str


class Claim(_Entry):
    """What stands at one place of the contract, or that nothing does."""

    at: list[str | int]
    value: Any = Field(alias="is", default=None)
    absent: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Claim":
        if ("value" in self.model_fields_set) == bool(self.absent):
            raise ValueError("needs either `is` or `absent: true`")
        return self

    def fault(self, document: Document) -> str | None:
        """Return how the contract departs from the claim, or None."""
        node: Any = document
        for step in self.at:
            known = (isinstance(node, dict) and step in node) or (isinstance(node, list) and step in range(len(node)))
            node = node[step] if known else _NOTHING
        where = "/".join(str(step) for step in self.at)
        if node is _NOTHING:
            return None if self.absent else f"{where} is not in the contract"
        if self.absent:
            return f"{where} is in the contract, and must not be"
        return None if node == self.value else f"{where} is {node!r} in the contract, not {self.value!r}"


class File(_Entry):
    """A file of a form."""

    filename: str
    content: str


class Exchange(_Entry):
    """A request that shows a decision: what to send. At most one of `json`, `form`, `multipart` and `body`."""

    send: str = Field(pattern=rf"^({'|'.join(METHODS).upper()}) /\S*$")
    headers: dict[str, str] = {}
    without: list[str] = []
    json_body: Any = Field(alias="json", default=None)
    form: dict[str, str] | None = None
    multipart: dict[str, str | list[File]] | None = None
    body: str | None = None
    content_type: str | None = None


class Accepted(Exchange):
    """A request that is answered with 200."""

    answer: Any = None


class Refused(Exchange):
    """A request that is refused: the status, the value of `Allow`, and a part of the `detail`."""

    status: int = Field(ge=400, le=499)
    allow: str | None = None
    detail: str = ""


class Erratum(_Entry):
    """One contradiction, and how the contract settles it. The members are explained at the top of errata.yaml."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    operation: str | None = None
    question: str
    says: list[Statement] = Field(min_length=2)
    contract: str
    because: str
    assumed: str | None = None
    claims: list[Claim] = Field(min_length=1)
    accepted: list[Accepted] = []
    refused: list[Refused] = []


def load(path: Path) -> list[Erratum]:
    """Read errata.

    Raises:
        Failure: The file can't be read, an entry doesn't have the form of an `Erratum`, or an id stands there twice.
    """
    content = read_yaml(path)
    try:
        errata = TypeAdapter(Annotated[list[Erratum], Field(min_length=1)]).validate_python(content)
    except ValidationError as error:
        fault = error.errors()[0]
        number, *steps = fault["loc"] or ("?",)
        entry = content[number] if isinstance(number, int) else None
        name = entry.get("id", number) if isinstance(entry, dict) else number
        raise Failure(f"{path}: erratum {name}: {'.'.join(map(str, steps))}: {fault['msg']}") from error
    ids = [erratum.id for erratum in errata]
    for name in ids:
        if ids.count(name) > 1:
            raise Failure(f"{path}: erratum {name}: stands here {ids.count(name)} times")
    return errata


def faults(errata: list[Erratum], document: Document) -> Iterator[str]:
    """Yield a line for each erratum whose operation or claim the contract doesn't have."""
    known = {operation.id for operation in operations(document)}
    for erratum in errata:
        if erratum.operation is not None and erratum.operation not in known:
            yield f"erratum {erratum.id}: operation {erratum.operation} is not in the contract"
        for claim in erratum.claims:
            if fault := claim.fault(document):
                yield f"erratum {erratum.id}: {fault}"
