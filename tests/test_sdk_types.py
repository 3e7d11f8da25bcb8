"""That two type checkers accept the README's programs, and refuse each use that would fail."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.project import CLIENT, ROOT

PROGRAMS = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)

# Each line that ends with a mark is an error, all others are none.
USES = """
import datetime
from pathlib import Path
from typing import Literal, assert_type
from uuid import UUID

import httpx
from caigunn_client import AsyncCaiGunn, CaiGunn, File, Nothing  # wrong
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

CaiGunn(token="t")  # wrong
CaiGunn("k")  # wrong
caigunn.model  # wrong
caigunn.models.create()  # wrong
caigunn.models.train()  # wrong
caigunn.models.train("t")  # wrong
caigunn.models.train(title=7)  # wrong
caigunn.models.train(title="t", model_name="gpt-5")  # wrong
caigunn.models.train(title="t", modelname="gpt-4")  # wrong
caigunn.models.list(timeout="3")  # wrong
caigunn.models.with_raw_response.train(title=7)  # wrong
caigunn.models.with_raw_response.list().parse().model  # wrong
caigunn.training_data.create(type="files")  # wrong
caigunn.training_data.create(type="file", files=[7])  # wrong
caigunn.training_data.create(type="file", files=["faq.pdf"])  # wrong
caigunn.training_data.create(type="file", files=[open("a")])  # wrong
caigunn.training_data.create(type="crawler", is_single_page="yes")  # wrong
caigunn.chatbot.update_model(model_id=7)  # wrong
caigunn.conversation.talk(uid="u")  # wrong
caigunn.conversation.list_messages(uid="u", start_at="2024-05-09")  # wrong
for each in caigunn.conversation.iter_uids(limit=3):  # wrong
    print(each.uid, each.id)  # wrong


async def asynchronously() -> None:
    async with AsyncCaiGunn() as caigunn:
        assert_type(await caigunn.models.list(), ModelList)
        assert_type(await caigunn.models.with_raw_response.list(), RawResponse[ModelList])
        assert_type([message async for message in caigunn.conversation.iter_messages(uid="u")], list[Message])
        caigunn.models.list().models  # wrong
        await caigunn.models.train(title=7)  # wrong
        for each in caigunn.conversation.iter_uids():  # wrong
            break


event = webhooks.parse(b"{}")
if event.event == "training" and event.status == "failed":
    assert_type(event, TrainingFailedEvent)
if isinstance(event, TrainingFailedEvent):
    assert_type(event.detail, Literal["Training data not found", "Character limit exceeded"])
event.data  # wrong
"""
# Style, not types: the README drops what calls return, as its readers will.
STYLE = {"reportUnusedCallResult": "none", "reportUnusedImport": "none"}


def mypy(path: Path) -> set[int]:
    """Return the lines where mypy finds an error."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", os.devnull, path.name]
    command += ["--cache-dir", str(path.parent / "cache")]
    environment = {**os.environ, "MYPYPATH": str(CLIENT)}
    done = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error: " in line}


def basedpyright(path: Path) -> set[int]:
    """Return the lines where basedpyright, as strict as it is by itself, finds an error or has a warning."""
    settings = {"include": [path.name], "extraPaths": [str(CLIENT)], "pythonVersion": "3.11", **STYLE}
    (path.parent / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["summary"]["filesAnalyzed"] == 1
    return {each["range"]["start"]["line"] + 1 for each in told["generalDiagnostics"]}


checkers = pytest.mark.parametrize("checker", [mypy, basedpyright])


@checkers
@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_the_readme_is_well_typed(tmp_path: Path, checker: type, number: int) -> None:
    (tmp_path / "program.py").write_text(PROGRAMS[number], encoding="utf-8")
    assert checker(tmp_path / "program.py") == set()


@checkers
def test_wrong_uses_are_type_errors_and_right_ones_are_not(tmp_path: Path, checker: type) -> None:
    (tmp_path / "program.py").write_text(USES, encoding="utf-8")
    marked = {number for number, line in enumerate(USES.splitlines(), 1) if line.endswith("# wrong")}
    assert checker(tmp_path / "program.py") == marked
