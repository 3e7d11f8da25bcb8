"""Mutants of the client templates: each breaks a promise of the client's README."""

from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scripts.mutation import project_tests
from scripts.mutation.mutant import Mutant, Verdict
from scripts.openapi import read_yaml
from scripts.project import CLIENT, CONTRACT, ROOT, UserError

PROMISES = Path(__file__).parent.parent / "templates.yaml"
TEMPLATES = Path("scripts/generate/templates/python")
TESTS = "tests/client"
# Tests of the client's behaviour, fast ones first.
BEHAVIOUR = (
    *("test_webhooks.py", "test_models.py", "test_pagination.py", "test_forms.py"),
    *("test_uploads.py", "test_connections.py", "test_redaction.py", "test_settings.py"),
    *("test_errors.py", "test_functions.py", "test_retries.py", "test_mock.py", "test_methods.py"),
    "test_delays.py",
)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateChange(_Entry):
    """A change of a template, as described in the header of templates.yaml."""

    id: str
    file: Path
    old: str
    new: str


class Promise(_Entry):
    """A promise of the README, the tests of it, and the changes that break it."""

    promise: str
    tests: list[str] = Field(min_length=1)
    mutants: list[TemplateChange] = Field(min_length=1)


def mutants(promises: Path = PROMISES) -> list[Mutant]:
    """Return a mutant for each listed change of a template.

    Raises:
        UserError: The list cannot be read or has another structure, the README lacks a promise, or a template does not
            contain the text of a change exactly once.
    """
    try:
        listed = TypeAdapter(Annotated[list[Promise], Field(min_length=1)]).validate_python(read_yaml(promises))
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"{promises}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    readme = " ".join((CLIENT / "README.md").read_text(encoding="utf-8").split())
    found = []
    for each in listed:
        if each.promise not in readme:
            raise UserError(f"{promises}: the client's README does not contain {each.promise!r}; update the promise")
        for change in each.mutants:
            _changed(change, ROOT)
            test = partial(_test, change, [f"{TESTS}/{name}" for name in each.tests])
            description = f"{change.file}: {change.id.replace('-', ' ')}, which breaks {each.promise!r}"
            found.append(Mutant(f"templates/{change.id}", "templates/promise-broken", description, test))
    return found


def _changed(change: TemplateChange, project: Path) -> str:
    """Return the changed text of a template.

    Raises:
        UserError: The template does not contain the old text exactly once.
    """
    try:
        text = (project / TEMPLATES / change.file).read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"mutant {change.id}: {change.file}: {(error.strerror or str(error)).lower()}") from error
    if (count := text.count(change.old)) != 1:
        place = TEMPLATES / change.file
        raise UserError(f"mutant {change.id}: {place} contains {change.old!r} {count} times; it must be unique")
    return text.replace(change.old, change.new)


def _test(change: TemplateChange, first: list[str]) -> Verdict:
    def make(copy: Path) -> None:
        changed = _changed(change, copy)
        (copy / TEMPLATES / change.file).write_text(changed, encoding="utf-8")
        if error := project_tests.generate(copy, CONTRACT):
            raise UserError(f"no client can be generated: {error}")

    others = [name for name in (f"{TESTS}/{name}" for name in BEHAVIOUR) if name not in first]
    return project_tests.run(make, (tuple(first), tuple(others)))
