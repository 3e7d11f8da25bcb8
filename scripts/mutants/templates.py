"""Mutants of the templates: each breaks a promise of the client's README, and the client made with it is tested."""

from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scripts.mutants.client_tests import generate, judge
from scripts.mutants.mutant import Mutant, Verdict
from scripts.openapi import read_yaml
from scripts.project import CLIENT, CONTRACT, ROOT, Failure

PROMISES = Path(__file__).with_suffix(".yaml")
TEMPLATES = Path("scripts/templates")
# What looks at the behaviour of the client, quick ones first.
BEHAVIOUR = (
    *("test_sdk_webhooks.py", "test_client_members.py", "test_sdk_pages.py", "test_client_forms.py"),
    *("test_sdk_uploads.py", "test_sdk_connections.py", "test_sdk_secrets.py", "test_sdk_settings.py"),
    *("test_sdk_errors.py", "test_client.py", "test_sdk_retries.py", "test_client_mock.py", "test_sdk_surface.py"),
    "test_sdk_waits.py",
)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Break(_Entry):
    """A change of a template. The members are explained at the top of the file."""

    id: str
    file: Path
    old: str
    new: str


class Promise(_Entry):
    """A promise, and what breaks it."""

    promise: str
    tests: list[str] = Field(min_length=1)
    mutants: list[Break] = Field(min_length=1)


def mutants(promises: Path = PROMISES) -> list[Mutant]:
    """Return a mutant for each change of a template that a file lists.

    Raises:
        Failure: The file can't be read or hasn't the form, or it has a promise that the README doesn't make, or a
            change of what doesn't stand in its template, or stands there more than once.
    """
    try:
        listed = TypeAdapter(Annotated[list[Promise], Field(min_length=1)]).validate_python(read_yaml(promises))
    except ValidationError as error:
        fault = error.errors()[0]
        raise Failure(f"{promises}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    promised = " ".join((CLIENT / "README.md").read_text(encoding="utf-8").split())
    found = []
    for each in listed:
        if each.promise not in promised:
            raise Failure(f"{promises}: the client's README doesn't promise {each.promise!r}")
        for change in each.mutants:
            _changed(change, ROOT)
            run = partial(_try, change, [f"tests/{name}" for name in each.tests])
            what = f"{change.file}: {change.id.replace('-', ' ')}, though {each.promise!r}"
            found.append(Mutant(f"templates/{change.id}", "templates/promise-broken", what, run))
    return found


def _changed(change: Break, project: Path) -> str:
    """Return a template of a project with a change.

    Raises:
        Failure: What is to be changed doesn't stand there, or more than once.
    """
    try:
        written = (project / TEMPLATES / change.file).read_text(encoding="utf-8")
    except OSError as error:
        raise Failure(f"mutant {change.id}: {change.file}: {(error.strerror or str(error)).lower()}") from error
    if (times := written.count(change.old)) != 1:
        raise Failure(f"mutant {change.id}: {change.old!r} stands {times} times in {TEMPLATES / change.file}, not once")
    return written.replace(change.old, change.new)


def _try(change: Break, first: list[str]) -> Verdict:
    def make(copy: Path) -> None:
        changed = _changed(change, copy)
        (copy / TEMPLATES / change.file).write_text(changed, encoding="utf-8")
        if complaint := generate(copy, CONTRACT):
            raise Failure(f"it makes no client: {complaint}")

    others = [name for name in (f"tests/{name}" for name in BEHAVIOUR) if name not in first]
    return judge(make, (tuple(first), tuple(others)))
