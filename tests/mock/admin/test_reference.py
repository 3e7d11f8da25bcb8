"""The API reference of the mock."""

import json
import subprocess
import sys

import httpx
import pytest

from scripts.processes import Mock
from scripts.project import ROOT
from scripts.reference import site


@pytest.mark.parametrize("name", ["", *sorted({*site.FILE_NAMES} - {"editions.js"})])
def test_each_file_is_served(mock: Mock, name: str) -> None:
    response = httpx.get(f"{mock.url}/__mock/docs/{name}")
    kind = {"": "text/html", "html": "text/html", "js": "text/javascript", "json": "application/json"}
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == kind[name.rpartition(".")[2]]
    assert response.headers["cache-control"] == ("max-age=3600" if name == site.SCALAR else "no-cache")


def test_mock_is_the_server_of_the_reference(mock: Mock) -> None:
    rendered = httpx.get(f"{mock.url}/__mock/docs/reference.json")
    assert [each["url"] for each in rendered.json()["servers"]] == [mock.url]
    assert f"{mock.url}/api/external/chatbot/talk" in rendered.text
    by_name = httpx.get(f"{mock.url}/__mock/docs/reference.json", headers={"Host": "localhost:80"}).json()
    assert by_name["servers"][0]["url"] == "http://localhost:80"


def test_head_of_the_script_has_its_length(mock: Mock) -> None:
    response = httpx.head(f"{mock.url}/__mock/docs/{site.SCALAR}")
    assert response.headers["content-length"] == str(site.scalar().stat().st_size)


@pytest.mark.parametrize("path", ["other", "editions.js", "%2e%2e%2fREADME.md", "openapi.json/"])
def test_unknown_file_is_404(mock: Mock, path: str) -> None:
    response = httpx.get(f"{mock.url}/__mock/docs/{path}")
    assert response.status_code == 404
    assert json.loads(response.text)["detail"].endswith(": Not Found")


def test_mock_starts_without_importing_the_reference() -> None:
    program = "import sys, scripts.mock.app, scripts.mock.admin.routes; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    imported = set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert "scripts.mock.admin.reference" in imported
    assert not {"jinja2", "openapi_python_client", "scripts.reference", "pydantic", "redis"} & imported
