"""That the TypeScript client is what the contract yields, and that another contract makes another one."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import project as places
from scripts.generate import files, main
from scripts.openapi import Document
from scripts.project import CLIENT, CONTRACT, TYPESCRIPT, Failure
from scripts.typescript import package
from tests import shop
from tests.recording_server import recording_server
from tests.typescript_project import TypeScriptProject

USE = """
import { createClient, type Schemas, type WebhookEvent } from "pet-shop-client";

declare const process: { argv: string[] };
const baseUrl = process.argv[2] ?? "";
const keys = { xKey: "a", xOther: "b" };
const params = { path: { "pet-id": 7 }, query: { size: "large" as const } };

await createClient({ baseUrl, ...keys, shopToken: "c" }).GET("/pets/{pet-id}", { params });
await createClient({ baseUrl, ...keys }).GET("/pets/{pet-id}", { params });
await createClient({ baseUrl, ...keys }).DELETE("/pets/{pet-id}", { params: { path: { "pet-id": 7 } } });
const tom: Schemas["Pet"] = { name: "Tom", kind: "cat" };
await createClient({ baseUrl }).POST("/pets", { body: tom });
await createClient({ baseUrl, shopToken: "c" }).POST("/pets", { body: { photo: new Blob(["p"]) } });

export const price = (event: WebhookEvent): number => (event.kind === "sold" ? event.price : 0);
// @ts-expect-error no such kind
export const bird: Schemas["Pet"] = { name: "Tim", kind: "bird" };
// @ts-expect-error one of the two must be there
export const nobody: Schemas["Pet"] = {};
"""


def arguments(directory: Path, **changed: Any) -> list[str]:
    """Write the contract of the shop with changes, and return the arguments to generate a client from it."""
    contract, settings = directory / "shop.yaml", directory / "settings.yaml"
    contract.write_text(yaml.safe_dump({**shop.CONTRACT, **changed}), encoding="utf-8")
    settings.write_text("{}", encoding="utf-8")
    return ["--contract", str(contract), "--config", str(settings), "--typescript", str(directory / "client")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the client that is in the repository."""
    return shutil.copytree(TYPESCRIPT, tmp_path / "client")


def test_drift_is_named_file_by_file(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "README.md").unlink()
    (copy / "left_over.js").write_text("")
    schema = copy / "schema.d.ts"
    schema.write_bytes(schema.read_bytes().replace(b"gpt-4", b"gpt-5"))
    before = files(copy)
    assert main(["--check", "--typescript", str(copy)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [f"missing: {copy}/README.md", f"extra: {copy}/left_over.js", f"different: {schema}"]
    assert re.fullmatch(rf"{copy} isn't what its contract yields \(.*\): run `make generate`", lines[-1])
    assert files(copy) == before


def test_drift_of_one_client_is_told_beside_another(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "index.js").unlink()
    assert main(["--check", "--output", str(CLIENT), "--typescript", str(copy)]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"missing: {copy}/index.js\n{copy} isn't what")
    assert "generated/python" not in told


def test_what_is_installed_there_is_no_drift(copy: Path) -> None:
    (copy / "node_modules").mkdir()
    (copy / "node_modules" / "package.json").write_text("{}")
    assert main(["--check", "--typescript", str(copy)]) == 0


def test_one_client_that_is_named_is_all_that_is_made(tmp_path: Path) -> None:
    for option, marker in (("--output", "pyproject.toml"), ("--typescript", "package.json")):
        before = files(CLIENT), files(TYPESCRIPT)
        assert main([*arguments(tmp_path)[:4], option, str(tmp_path / option)]) == 0
        assert (tmp_path / option / marker).exists()
        assert (files(CLIENT), files(TYPESCRIPT)) == before
    assert len(list(tmp_path.iterdir())) == 4


def test_failure_of_one_client_leaves_both(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(Failure, match="no client that this has made"):
        main(["--output", str(tmp_path / "python"), "--typescript", str(tmp_path / "mine")])
    assert files(tmp_path) == {"mine/thesis.txt": b"years of work"}
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_another_contract_makes_another_client(tmp_path: Path) -> None:
    assert main(arguments(tmp_path)) == 0
    client = tmp_path / "client"
    project = TypeScriptProject(tmp_path)
    project.install(client)
    (tmp_path / "use.ts").write_text(USE, encoding="utf-8")
    assert project.compile("use.ts") == ""
    assert project.compile(*client.glob("*.*s"), noEmit=True, allowJs=True, checkJs=True) == ""
    with recording_server() as server:
        done = project.run("use.js", {}, server.url)
    assert (done.returncode, done.stderr) == (0, "")
    names = ("Authorization", "X-Key", "X-Other")
    sent = [[each.headers[name] for name in names] for each in server.requests]
    nothing = [None, None, None]
    assert sent == [["Bearer c", None, None], [None, "a", "b"], nothing, nothing, ["Bearer c", None, None]]
    assert [(each.method, each.path, each.query) for each in server.requests[:3]] == [
        ("GET", "/pets/7", {"size": ["large"]}),
        ("GET", "/pets/7", {"size": ["large"]}),
        ("DELETE", "/pets/7", {}),
    ]
    assert server.requests[3].body == b'{"name":"Tom","kind":"cat"}'
    assert [(part.name, part.content) for part in server.requests[4].parts] == [("photo", b"p")]
    made = "\n".join(content.decode() for content in files(client).values())
    assert "https://eu.shop.example/v1" in made
    assert not re.search(r"caigunn|api[-_]?key|\buid\b", made, re.IGNORECASE)


def test_contract_without_an_address_makes_a_client_that_asks_for_one(tmp_path: Path) -> None:
    assert main(arguments(tmp_path, servers=[{"url": "/v1"}], webhooks={})) == 0
    project = TypeScriptProject(tmp_path)
    project.install(tmp_path / "client")
    use = 'import { createClient } from "pet-shop-client";\ncreateClient({ baseUrl: "" });\n'
    wrong = (
        "// @ts-expect-error it needs an address\ncreateClient();\n// @ts-expect-error so it does\ncreateClient({});\n"
    )
    (tmp_path / "use.ts").write_text(use + wrong, encoding="utf-8")
    assert project.compile("use.ts", *(tmp_path / "client").glob("*.*s"), noEmit=True, allowJs=True, checkJs=True) == ""


def operation(**members: Any) -> Document:
    """Return members of a contract that has one operation."""
    return {"paths": {"/": {"put": {"operationId": "putIt", "responses": {"200": {"description": "x"}}, **members}}}}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (operation(requestBody={"content": {"image/png": {}}}), "PUT /: the TypeScript client sends application/json"),
        (operation(parameters=[{"$ref": "#/components/parameters/None"}]), "leads nowhere"),
        (operation(security=[{"none": []}]), "PUT /: its security names 'none'"),
        (operation(responses={"200": {"$ref": "#/components/responses/None"}}), "openapi-typescript: "),
        ({"info": {"title": "Pet shop", "version": "1.2.3.4"}}, "info.version '1.2.3.4': npm knows nothing like it"),
        (
            {"components": {"securitySchemes": {"signal": {"type": "http", "scheme": "bearer"}}}, "security": []},
            "'signal', would be there twice",
        ),
    ],
)
def test_contract_that_makes_no_whole_client_is_one_line_and_leaves_the_old_one(
    tmp_path: Path, changed: Document, told: str
) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "package.json").write_bytes((TYPESCRIPT / "package.json").read_bytes())
    with pytest.raises(Failure, match=re.escape(told)) as failure:
        main(arguments(tmp_path, **changed))
    assert "\n" not in str(failure.value)
    assert set(files(tmp_path)) == {"client/package.json", "shop.yaml", "settings.yaml"}


@pytest.mark.parametrize(("version", "written"), [("1.4", "1.4.0"), ("2.0rc1", "2.0.0-rc.1"), ("2024.5.9", "2024.5.9")])
def test_version_as_npm_writes_it(tmp_path: Path, version: str, written: str) -> None:
    assert main(arguments(tmp_path, info={"title": "Pet shop", "version": version})) == 0
    assert f'"version": "{written}"' in (tmp_path / "client" / "package.json").read_text("utf-8")


def test_without_npm_packages_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "NODE_MODULES", tmp_path / "none")
    with pytest.raises(Failure, match=r"openapi-typescript.* is missing: run `make setup`"):
        main(["--check", "--contract", str(CONTRACT), "--typescript", str(tmp_path / "client")])


def test_only_choices_between_sets_of_members_are_spelled_out() -> None:
    choice = [{"required": ["a"]}, {"required": ["b"]}]
    others: Document = {"y": {"oneOf": [{"type": "object", "required": ["a"]}, {"required": ["b"]}]}}
    schema = {"type": "object", "description": "d", "required": ["c"], "anyOf": choice}
    wholes = [{"type": "object", "required": ["c", name]} for name in ("a", "b")]
    assert package.spelled_out({"x": schema, **others}) == {"x": {"description": "d", "anyOf": wholes}, **others}
