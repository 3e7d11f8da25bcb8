"""That `make docs` writes the site where it may, and that the mock serves it without taking longer to start."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from scripts import docs
from scripts.project import ROOT, Failure
from scripts.reference import site
from scripts.serving import Mock
from tests import shop


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.docs", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_task_writes_the_site_and_says_so(tmp_path: Path) -> None:
    done = run("--output", str(tmp_path / "new" / "site"))
    assert (done.returncode, done.stderr) == (0, "")
    written = {path.name: path.stat().st_size for path in (tmp_path / "new" / "site").iterdir()}
    assert set(written) == {*site.NAMES}
    size = f"{sum(written.values()) / 2**20:.1f} MiB"
    assert done.stdout == f"docs: {tmp_path}/new/site: 6 files, {size}: 10 operations, 35 errata\n"


def test_a_site_is_replaced_and_what_it_no_longer_has_is_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = tmp_path / "shop.json"
    contract.write_text(json.dumps(shop.CONTRACT))
    output = tmp_path / "site"
    assert docs.main(["--output", str(output)]) == 0
    assert docs.main(["--output", str(output), "--contract", str(contract)]) == 0
    assert capsys.readouterr().out.endswith("5 operations, no errata\n")
    assert {path.name for path in output.iterdir()} == {*site.NAMES} - {"errata.html"}
    assert "Pet shop" in (output / "index.html").read_text()


def test_what_is_not_a_site_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "index.html").write_text("mine")
    with pytest.raises(Failure, match=r"index\.html isn't from here"):
        docs.main(["--output", str(theirs)])
    assert [path.read_text() for path in theirs.iterdir()] == ["mine"]
    docs.main(["--output", str(tmp_path / "site")])
    (tmp_path / "site" / "notes.txt").write_text("mine")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()}
    with pytest.raises(Failure, match=r"notes\.txt isn't from here"):
        docs.main(["--output", str(tmp_path / "site")])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").iterdir()} == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file or directory"),
        ("{", "not YAML"),
        ("openapi: 3.1.0\npaths: {/a: {get: {}}}", "`info` or an operation is not a map"),
        ("openapi: 3.1.0\ninfo: {title: t}\npaths: {/a: {get: {responses: {}}}}", '"version" is a required property'),
    ],
)
def test_a_contract_that_is_none_is_one_line(tmp_path: Path, content: str | None, said: str) -> None:
    contract = tmp_path / "contract.yaml"
    if content is not None:
        contract.write_text(content)
    done = run("--contract", str(contract), "--output", str(tmp_path / "site"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("docs: ")
    assert said in done.stderr
    assert not (tmp_path / "site").exists()


def test_an_output_that_is_a_file_and_a_package_that_is_missing_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    for output in (tmp_path / "file", tmp_path / "file" / "site"):
        done = run("--output", str(output))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
        assert done.stderr.startswith(f"docs: {tmp_path / 'file'}")
    monkeypatch.setattr("scripts.project.NODE_MODULES", tmp_path / "none")
    with pytest.raises(Failure, match=r"standalone\.js is missing: run `make setup`$"):
        docs.main(["--output", str(tmp_path / "site")])
    assert not (tmp_path / "site").exists()


def test_the_mock_serves_the_site_with_itself_as_the_server(mock: Mock) -> None:
    with httpx.Client(base_url=f"{mock.url}/__mock/docs") as client:
        kinds = {}
        for name in ("", *site.NAMES):
            answer = client.get(f"/{name}")
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == ("max-age=3600" if name == site.SCRIPT else "no-cache")
            kinds[name] = answer.headers["content-type"].partition(";")[0]
        assert kinds == {
            **dict.fromkeys(["", "index.html", "errata.html"], "text/html"),
            **dict.fromkeys(["reference.js", "scalar.js"], "text/javascript"),
            **dict.fromkeys(["reference.json", "openapi.json"], "application/json"),
        }
        rendered = client.get("/reference.json").json()
        assert [each["url"] for each in rendered["servers"]] == [mock.url]
        assert f"{mock.url}/api/external/chatbot/talk" in json.dumps(rendered)
        assert client.head("/scalar.js").headers["content-length"] == str(site.script().stat().st_size)
        by_name = client.get("/reference.json", headers={"Host": "localhost:80"}).json()
        assert by_name["servers"][0]["url"] == "http://localhost:80"
    entry = httpx.get(f"{mock.url}/__mock/docs")
    assert (entry.status_code, entry.headers["location"]) == (307, "/__mock/docs/")


@pytest.mark.parametrize(
    ("path", "detail"),
    [("other", '"other"'), ("%2e%2e%2fREADME.md", '"../README.md"'), ("openapi.json/", '"openapi.json/"')],
)
def test_what_is_no_page_is_not_found(mock: Mock, path: str, detail: str) -> None:
    answer = httpx.get(f"{mock.url}/__mock/docs/{path}")
    assert (answer.status_code, answer.json()) == (404, {"detail": f"/__mock/docs/: has no {detail}"})


def test_pages_are_only_read_and_only_by_pages_of_this_machine(mock: Mock) -> None:
    for path in ("/__mock/docs", "/__mock/docs/"):
        assert httpx.post(mock.url + path).status_code == 405
        answer = httpx.get(mock.url + path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert answer.json()["detail"].startswith("header.Origin: ")


def test_the_mock_imports_nothing_for_it_at_its_start() -> None:
    program = "import sys, scripts.mock.gateway, scripts.mock.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "scripts.mock.docs" in imported
    assert not {"jinja2", "openapi_python_client", "scripts.reference", "scripts.sdk", "pydantic", "redis"} & imported
