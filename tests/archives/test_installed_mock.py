"""The mock of the wheel, installed into an empty environment without Node.js."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
import pytest

from scripts import openapi
from scripts.archives.mock_package import documented_responses, runtime_modules
from scripts.editions.contracts import contract_of, names
from scripts.prism.cache import ResponseCache
from scripts.prism.store import ResponseStore
from scripts.processes import ready_url
from scripts.project import NODE_MODULES, ROOT, node
from tests.archives.conftest import Installed, run
from tests.support import contract_runs
from tests.support.plugin_suite import SUITE
from tests.support.project_contract import OPERATIONS
from tests.support.pythons import OTHERS
from tests.support.stub_supervisor import StubSupervisor

MODELS = "/api/external/chatbot/models"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}
REQUIRED_SECONDS, REQUIRED_BYTES = 1.0, 60 * 2**20
README = ROOT / "scripts/archives/project/README.md"
OWN = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /things:
    get:
      responses:
        "200":
          description: A thing.
          content: {application/json: {schema: {type: object, properties: {name: {type: string, examples: [Lamp]}}}}}
        "404": {description: No thing., content: {application/json: {schema: {type: string}}}}
"""


class Running(NamedTuple):
    """A running mock: its URL, its first line, its log and the id of its process."""

    url: str
    ready: str
    log: Path
    pid: int


@contextmanager
def running(installed: Installed, folder: Path, *options: str) -> Iterator[Running]:
    """Run the mock in a folder."""
    log = folder / "log"
    command = [*installed.command, "--port", "0", *options]
    with (
        log.open("w") as sink,
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=sink, text=True) as process,
    ):
        try:
            assert process.stdout
            ready = process.stdout.readline()
            assert ready, log.read_text()
            yield Running(ready_url(ready), ready, log, process.pid)
        finally:
            process.terminate()


def test_only_modules_of_the_mock_are_packaged() -> None:
    packages = {module.split(".")[1] for module in runtime_modules() if "." in module}
    assert {"mock", "validation", "prism", "http_server"} <= packages
    assert packages.isdisjoint({"contract", "generate", "archives", "mutation", "proxy"})


@pytest.mark.slow
@pytest.mark.parametrize("module", ["test_wire.py", "test_responses.py", "test_rejections.py"])
def test_tests_of_the_mock_pass(installed: Installed, module: str) -> None:
    # Random values need Prism, see below.
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-k", "not random_values"]
    output = run([sys.executable, "-m", "pytest", *options, f"tests/mock/{module}"], **installed.environment)
    assert re.search(r"^\d\d+ passed", output, re.MULTILINE), output


@pytest.mark.slow
def test_mock_with_state_satisfies_the_contract(installed: Installed, tmp_path: Path) -> None:
    process = contract_runs.run(tmp_path, "--max-examples", "3", "--seed", "7", "--stateful", **installed.environment)
    assert process.returncode == 0, process.stdout + process.stderr
    assert f"contract: passed; {len(OPERATIONS)} of {len(OPERATIONS)} operations" in process.stdout


@pytest.mark.slow
def test_every_documented_response_is_packaged(installed: Installed) -> None:
    store = ResponseStore(installed.packages / "caigunn_mock/responses", "")
    cache = ResponseCache(StubSupervisor(), packaged=store)  # fails on any request
    keys = [key for name in names() for key in documented_responses(openapi.load(contract_of(name)))]
    assert len(keys) > 400
    assert all(asyncio.run(cache.fetch(key)).status == key.status for key in keys)


@pytest.mark.slow
@pytest.mark.parametrize("edition", names())
def test_each_edition_has_its_reference(installed: Installed, tmp_path: Path, edition: str) -> None:
    with running(installed, tmp_path, "--edition", edition) as (url, ready, _, _):
        assert f"({edition})" in ready
        assert httpx.get(f"{url}/__mock/health").json()["contract"] == edition
        assert url in httpx.get(f"{url}/__mock/docs/reference.json").text
        assert httpx.get(f"{url}/__mock/docs/").status_code == 200
        assert len(httpx.get(f"{url}/__mock/docs/scalar.js").content) > 10**6
        assert "inspector.js" in httpx.get(f"{url}/__mock/").text


@pytest.mark.slow
def test_request_of_another_edition_has_a_hint(installed: Installed, tmp_path: Path) -> None:
    with running(installed, tmp_path, "--edition", "2024-11-19") as (url, _, log, _):
        detail = ""
        while "hint: " not in detail:  # until it has read the other editions
            detail = httpx.put(f"{url}/api/external/chatbot").json()["detail"]
        new = "`PUT /api/external/user/chatbot/{chatbot_id}`"
        assert detail.endswith(f"; hint: in edition 2024-05-09 this was `PUT /api/external/chatbot`; now {new}")
        assert "no hints" not in log.read_text()
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    with running(installed, tmp_path, "--contract", "own.yaml") as (url, _, _, _):
        assert httpx.post(f"{url}{MODELS}").json() == {"detail": f"path {MODELS}: is not in the contract"}


@pytest.mark.slow
def test_inspector_shows_requests_without_python_programs(installed: Installed, tmp_path: Path) -> None:
    with running(installed, tmp_path) as (url, _, log, _):
        httpx.get(url + MODELS, headers=BOTH)
        [recorded] = httpx.get(f"{url}/__mock/requests").json()
        assert recorded["status"] == 200
        with httpx.stream("GET", f"{url}/__mock/events") as events:
            about = next(line for line in events.iter_lines() if line.startswith("data: "))
        run_name = json.loads(about.removeprefix("data: "))["run"]
        program = httpx.get(f"{url}/__mock/requests/{run_name}-{recorded['id']}/python")
        expected = "caigunn-mock writes no Python programs; run `make mock`"
        assert program.status_code == 409
        assert program.json()["detail"].endswith(expected)
        assert "Traceback" not in log.read_text()


@pytest.mark.slow
def test_random_values_need_prism(installed: Installed, tmp_path: Path) -> None:
    with running(installed, tmp_path) as (url, _, log, _):
        found = httpx.get(url + MODELS, headers=BOTH | {"Prefer": "dynamic=true"})
        assert (found.status_code, found.json()["detail"].partition(":")[0]) == (503, "random values need Prism")
        assert "is not installed" not in log.read_text()


@pytest.mark.slow
def test_own_contract_is_served_with_its_examples(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    with running(installed, tmp_path, "--contract", "own.yaml") as (url, _, log, _):
        assert httpx.get(f"{url}/things").json() == {"name": "Lamp"}
        missing = httpx.get(f"{url}/things", headers={"Prefer": "code=404"})
        assert missing.status_code == 503
        assert missing.json()["detail"].startswith("the contract has no example of this response: add one, or install")
        assert log.read_text().count("Prism is not installed") == 1
        assert httpx.get(f"{url}/__mock/docs/").status_code == 503


@pytest.mark.slow
def test_installed_prism_generates_responses_of_an_own_contract(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    command = tuple(f"PATH={node().parent}" if each.startswith("PATH=") else each for each in installed.command)
    with running(replace(installed, command=command), tmp_path, "--contract", "own.yaml") as (url, _, log, _):
        assert httpx.get(f"{url}/things").json() == {"name": "Lamp"}
        assert httpx.get(f"{url}/things", headers={"Prefer": "code=404"}).json() == "string"
        assert httpx.get(f"{url}/things", headers={"Prefer": "dynamic=true"}).status_code == 200
        assert "is not installed" not in log.read_text()
    [cache] = [each.removeprefix("XDG_CACHE_HOME=") for each in command if each.startswith("XDG_CACHE_HOME=")]
    assert len(list((Path(cache) / "caigunn-mock/prism").iterdir())) >= 2


@pytest.mark.slow
def test_plugin_is_found_by_pytest(installed: Installed, tmp_path: Path) -> None:
    run([str(installed.python), "-m", "pip", "install", "--quiet", "pytest"])
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "test_readme.py").write_text(example, encoding="utf-8")
    options = ["-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)]
    assert "10 passed" in run([str(installed.python), "-m", "pytest", *options])


@pytest.mark.slow
@pytest.mark.parametrize("python", OTHERS, ids=lambda path: path.parent.parent.name)
def test_plugin_works_on_other_pythons(archives: Path, tmp_path: Path, python: Path) -> None:
    run([str(python), "-m", "venv", str(tmp_path / "venv")])
    created, [wheel] = str(tmp_path / "venv/bin/python"), archives.glob("caigunn_mock-*.whl")
    run([created, "-m", "pip", "install", "--quiet", "pytest", str(wheel)])
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path / "test_suite.py")]
    assert "9 passed" in run([created, "-W", "error", "-m", "pytest", *options])


@pytest.mark.slow
def test_sample_application_passes_with_the_archives(installed: Installed, archives: Path, tmp_path: Path) -> None:
    [client] = archives.glob("caigunn_client-*.whl")
    run([str(installed.python), "-m", "pip", "install", "--quiet", "pytest", str(client)])
    shutil.copytree(ROOT / "examples/support_desk", tmp_path / "support_desk")
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path / "support_desk/test_desk.py")]
    assert "5 passed" in run([str(installed.python), "-m", "pytest", *options])


@pytest.mark.slow
def test_mock_is_ready_in_a_second_and_small(installed: Installed, tmp_path: Path) -> None:
    with running(installed, tmp_path, "--stateful") as mock:
        used = psutil.Process(mock.pid).cpu_times()
    # Of one processor: how long that takes depends on what else the machine does.
    assert used.user + used.system <= REQUIRED_SECONDS
    tools = (
        "pip",
        "setuptools",
        "_distutils_hack",
        "pytest",
        "_pytest",
        "pluggy",
        "iniconfig",
        "pygments",
        "caigunn_client",
        "attr",
    )
    files = [path for path in installed.packages.rglob("*") if path.is_file()]
    own = [path for path in files if not path.relative_to(installed.packages).parts[0].startswith(tools)]
    assert sum(path.stat().st_blocks * 512 for path in own) <= REQUIRED_BYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "variables", "message"),
    [
        (["--tls"], {}, "mock: --tls: needs trustme: run `pip install 'caigunn-mock[tls]'`\n"),
        (
            ["--stateful"],
            {"REDIS_URL": "redis://127.0.0.1"},
            "mock: REDIS_URL: needs redis: run `pip install 'caigunn-mock[redis]'`\n",
        ),
        (
            ["--edition", "1999-01-01"],
            {},
            f"mock: edition 1999-01-01: not among {', '.join(names())}; choose one of them\n",
        ),
    ],
)
def test_unavailable_option_is_one_line(
    installed: Installed, options: list[str], variables: dict[str, str], message: str
) -> None:
    command = [*installed.command, "--port", "0", *options]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (2, message)
