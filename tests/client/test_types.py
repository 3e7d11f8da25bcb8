"""Types of the client, checked by mypy and basedpyright: documented programs, and uses that are errors."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.project import CLIENT, ROOT

DOCUMENTS = ("README.md", "docs/python-client.md")
PROGRAMS = {
    f"{Path(name).stem.replace('-', '_').lower()}_{number}.py": program
    for name in DOCUMENTS
    for number, program in enumerate(
        re.findall(r"^```python\n(.*?)^```", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
}

# A line that ends with `# error` is an error, and the others are not.
USES = """
import datetime
from pathlib import Path
from typing import Literal, assert_type
from uuid import UUID

import httpx
from caigunn_client import AsyncCaiGunn, CaiGunn, File, Nothing  # error
from caigunn_client import RawResponse, Upload, webhooks
from caigunn_client.models import Confirmation, Message, Model, ModelList, TrainingFailedEvent

caigunn = CaiGunn(api_key="k", caigunn_access_token="t", timeout=httpx.Timeout(3), max_retries=0)
assert_type(caigunn.models.list(), ModelList)
assert_type(caigunn.models.list().models, list[Model])
assert_type(caigunn.models.list().models[0].id, UUID)
assert_type(caigunn.models.with_raw_response.list(), RawResponse[ModelList])
assert_type(caigunn.models.with_raw_response.list().parse(), ModelList)
assert_type([message for message in caigunn.conversation.iter_messages(uid="u")], list[Message])
assert_type(caigunn.with_options(timeout=3), CaiGunn)
files: list[Upload] = [Path("a"), b"b", ("c", b"d"), ("e", Path("f"), "text/plain"), File(b"g"), open("h", "rb")]
assert_type(caigunn.training_data.create(type="file", files=files), Confirmation)
caigunn.training_data.create(type="file", files=[Path("a"), ("b", b"c")])
caigunn.chatbot.update_model(model_id=UUID(int=0), timeout=3, max_retries=1, extra_headers={"x-a": "b"})
caigunn.conversation.list_messages(uid="u", start_at=datetime.datetime.now(datetime.timezone.utc))
kind: Literal["gpt-4", "PaLM2"] = "gpt-4"
caigunn.models.train(title="t", model_name=kind)

CaiGunn(token="t")  # error
CaiGunn("k")  # error
caigunn.model  # error
caigunn.models.create()  # error
caigunn.models.train()  # error
caigunn.models.train("t")  # error
caigunn.models.train(title=7)  # error
caigunn.models.train(title="t", model_name="gpt-5")  # error
caigunn.models.train(title="t", modelname="gpt-4")  # error
caigunn.models.list(timeout="3")  # error
caigunn.models.with_raw_response.train(title=7)  # error
caigunn.models.with_raw_response.list().parse().model  # error
caigunn.training_data.create(type="files")  # error
caigunn.training_data.create(type="file", files=[7])  # error
caigunn.training_data.create(type="file", files=["faq.pdf"])  # error
caigunn.training_data.create(type="file", files=[open("a")])  # error
caigunn.training_data.create(type="crawler", is_single_page="yes")  # error
caigunn.chatbot.update_model(model_id=7)  # error
caigunn.conversation.talk(uid="u")  # error
caigunn.conversation.list_messages(uid="u", start_at="2024-05-09")  # error
for each in caigunn.conversation.iter_uids(limit=3):  # error
    print(each.uid, each.id)  # error


async def asynchronously() -> None:
    async with AsyncCaiGunn() as caigunn:
        assert_type(await caigunn.models.list(), ModelList)
        assert_type(await caigunn.models.with_raw_response.list(), RawResponse[ModelList])
        assert_type([message async for message in caigunn.conversation.iter_messages(uid="u")], list[Message])
        caigunn.models.list().models  # error
        await caigunn.models.train(title=7)  # error
        for each in caigunn.conversation.iter_uids():  # error
            break


event = webhooks.parse(b"{}", strict=True)
if event.event == "training" and event.status == "failed":
    assert_type(event, TrainingFailedEvent)
if isinstance(event, TrainingFailedEvent):
    assert_type(event.event, Literal["training"])
    assert_type(event.detail, str)
event.data  # error
assert_type(webhooks.parse(b"{}"), webhooks.Event | webhooks.UnknownEvent)
"""
MARKED = {number for number, line in enumerate(USES.splitlines(), 1) if line.endswith("# error")}
# Rules of style that examples do not follow.
STYLE = {"reportUnusedCallResult": "none", "reportUnusedImport": "none"}

# It is kept, as that of `make check`: without one, mypy takes eight seconds of CPU.
CACHE = ROOT / ".mypy_cache" / "uses"

# The lines with errors, by file.
Errors = dict[str, set[int]]


def mypy(directory: Path) -> Errors:
    """Check the files of a directory, and all modules of the client, in strict mode."""
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--no-error-summary"]
    command += ["--config-file", os.devnull, "--cache-dir", str(CACHE), "-p", "caigunn_client"]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join([str(CLIENT), str(directory)])}
    command += [argument for path in sorted(directory.glob("*.py")) for argument in ("-m", path.stem)]
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    errors: Errors = defaultdict(set)
    for line in done.stdout.splitlines():
        if found := re.match(r"(.+?):(\d+): error: ", line):
            errors[Path(found[1]).name].add(int(found[2]))
    return errors


def basedpyright(directory: Path) -> Errors:
    """Check the files of a directory with the default rules, which are strict."""
    files = sorted(path.name for path in directory.glob("*.py"))
    settings = {"include": files, "extraPaths": [str(CLIENT)], "pythonVersion": "3.11", **STYLE}
    (directory / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(files)
    errors: Errors = defaultdict(set)
    for each in report["generalDiagnostics"]:
        errors[Path(each["file"]).name].add(each["range"]["start"]["line"] + 1)
    return errors


@pytest.mark.parametrize("checker", [mypy, pytest.param(basedpyright, marks=pytest.mark.slow)])
def test_only_marked_uses_are_type_errors(tmp_path: Path, checker: Callable[[Path], Errors]) -> None:
    for name, program in {**PROGRAMS, "uses.py": USES}.items():
        (tmp_path / name).write_text(program, encoding="utf-8")
    assert checker(tmp_path) == {"uses.py": MARKED}
