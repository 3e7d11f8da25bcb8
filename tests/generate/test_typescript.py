"""TypeScript clients of other contracts, and contracts that are rejected."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_python_client.config import ConfigFile

from scripts import project
from scripts.generate.cli import main
from scripts.generate.publish import read_files
from scripts.generate.typescript.build import build, npm_version
from scripts.openapi import Document
from scripts.project import UserError
from tests.support import pet_shop
from tests.support.generated_clients import contract as rows_contract
from tests.support.recording_server import recording_server
from tests.support.typescript_project import CHECK_DECLARATIONS, TypeScriptProject
from tests.support.yaml_files import write_yaml

PROGRAM = """
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
// @ts-expect-error unknown kind
export const bird: Schemas["Pet"] = { name: "Tim", kind: "bird" };
// @ts-expect-error neither name nor kind
export const empty: Schemas["Pet"] = {};
"""


def generate(directory: Path, **changed: Any) -> Path:
    """Generate the TypeScript client of the pet shop with changes, and return its directory."""
    contract, settings = directory / "contract.yaml", directory / "settings.yaml"
    write_yaml(contract, {**pet_shop.CONTRACT, **changed})
    settings.write_text("{}", encoding="utf-8")
    client = directory / "client"
    assert main(["--contract", str(contract), "--config", str(settings), "--typescript", str(client)]) == 0
    return client


def test_client_of_another_contract_works(tmp_path: Path) -> None:
    client = generate(tmp_path)
    project = TypeScriptProject(tmp_path)
    project.install(client)
    (tmp_path / "program.ts").write_text(PROGRAM, encoding="utf-8")
    assert project.compile("program.ts") == ""
    with recording_server() as server:
        done = project.run("program.js", {}, server.url)
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
    content = "\n".join(content.decode() for content in read_files(client).values())
    assert "https://eu.shop.example/v1" in content
    assert not re.search(r"caigunn|api[-_]?key|\buid\b", content, re.IGNORECASE)


@pytest.mark.slow
def test_client_of_contract_without_server_requires_base_url(tmp_path: Path) -> None:
    client = generate(tmp_path, servers=[{"url": "/v1"}], webhooks={})
    project = TypeScriptProject(tmp_path)
    project.install(client)
    (tmp_path / "program.ts").write_text(
        'import { createClient } from "pet-shop-client";\n'
        'createClient({ baseUrl: "" });\n'
        "// @ts-expect-error baseUrl is missing\ncreateClient();\n"
        "// @ts-expect-error baseUrl is missing\ncreateClient({});\n",
        encoding="utf-8",
    )
    files: list[Path | str] = ["program.ts", *client.glob("*.*s")]
    assert project.compile(*files, noEmit=True, allowJs=True, checkJs=True, **CHECK_DECLARATIONS) == ""


BODIES_PROGRAM = """
import { createClient as createServers } from "rows-of-servers-client";
import { createClient as createReports } from "rows-of-media-types-client";
import { createClient as createUsers, type Schemas } from "rows-of-read-only-client";

const sent: unknown[] = [];
let response = () => new Response();
async function fetch(request: Request) {
  sent.push([request.url, request.headers.get("Content-Type"), await request.text()]);
  return response();
}

await createServers({ fetch }).GET("/files");
await createServers({ fetch }).POST("/files");
await createServers({ fetch, baseUrl: "http://mock.example" }).GET("/files");
await createServers({ fetch }).GET("/other");
const client = createReports({ fetch });
await client.POST("/text", { body: "a" });
await client.PUT("/image", { body: new Blob(["b"]) });
await client.POST("/optional");
await client.POST("/same", { body: { title: "t" } });
await client.POST("/same", { body: { title: "t" }, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
const reports = { "application/json": '{"title":"t"}', "text/csv": "a,b", "application/pdf": "%PDF" };
for (const [type, content] of Object.entries(reports)) {
  response = () => new Response(content, { headers: { "Content-Type": type } });
  const { data } = await client.GET("/report");
  sent.push(data instanceof Blob ? [data.type, await data.text()] : data);
}
response = () => Response.json({ id: "i", name: "n" });
const { data: user } = await createUsers({ fetch }).POST("/users", { body: { name: "n", password: "p" } });
const schema: Schemas["User"] | undefined = user;
sent.push(schema?.id);
// @ts-expect-error the service sets the id
await createUsers({ fetch }).POST("/users", { body: { id: "i", name: "n", password: "p" } });
console.log(JSON.stringify(sent));
"""


@pytest.mark.slow
def test_bodies_and_servers_are_those_of_the_contract(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    modules.mkdir()
    for name in ("openapi-fetch", "openapi-typescript-helpers", "@types"):
        (modules / name).symlink_to(project.NODE_MODULES / name)
    for name in ("servers", "media_types", "read_only"):
        build(rows_contract(name), ConfigFile(), modules / f"rows-of-{name.replace('_', '-')}-client")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "program.ts").write_text(BODIES_PROGRAM, encoding="utf-8")
    installed = TypeScriptProject(tmp_path)
    assert installed.compile("program.ts", types=["node"]) == ""
    done = installed.run("program.js")
    assert (done.returncode, done.stderr) == (0, "")
    url = "https://api.example/v1"
    assert json.loads(done.stdout) == [
        ["https://files.example/v2/files", None, ""],
        ["https://api.example/up/files", None, ""],
        ["http://mock.example/files", None, ""],
        [f"{url}/other", None, ""],
        [f"{url}/text", "text/plain", "a"],
        [f"{url}/image", "image/png", "b"],
        [f"{url}/optional", None, ""],
        [f"{url}/same", "application/json", '{"title":"t"}'],
        [f"{url}/same", "application/x-www-form-urlencoded", "title=t"],
        [f"{url}/report", None, ""],
        {"title": "t"},
        [f"{url}/report", None, ""],
        "a,b",
        [f"{url}/report", None, ""],
        ["application/pdf", "%PDF"],
        [f"{url}/users", "application/json", '{"name":"n","password":"p"}'],
        "i",
        [f"{url}/users", "application/json", '{"id":"i","name":"n","password":"p"}'],
    ]


def operation(**members: Any) -> Document:
    """Return the paths of a contract with one operation."""
    return {"paths": {"/": {"put": {"operationId": "putIt", "responses": {"200": {"description": "x"}}, **members}}}}


DIGEST = {"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}}
WITHOUT_DEFAULT = {"url": "https://{region}.example", "variables": {"region": {}}}
SIGNAL = {"securitySchemes": {"signal": {"type": "http", "scheme": "bearer"}}}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"components": DIGEST, "security": [], "webhooks": {}, **operation()},
            "security scheme 'd': the TypeScript client does not support digest authentication; use another scheme",
        ),
        (operation(security=[{"none": []}]), "'none'"),
        ({"servers": [WITHOUT_DEFAULT]}, "servers: the variable 'region' has no default; OpenAPI requires one"),
        (operation(servers=[WITHOUT_DEFAULT]), "servers: the variable 'region' has no default; OpenAPI requires one"),
        ({"info": {"title": "Pet shop", "version": "1.2.3.4"}}, "info.version '1.2.3.4': not an npm version"),
        (
            {"components": SIGNAL, "security": [], "webhooks": {}, **operation()},
            "security schemes: the TypeScript client already has an option 'signal'; rename the scheme",
        ),
    ],
)
def test_unsupported_contract_is_rejected(tmp_path: Path, changed: Document, message: str) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "previous.js").write_text("")
    with pytest.raises(UserError, match=re.escape(message)) as caught:
        generate(tmp_path, **changed)
    assert "\n" not in str(caught.value)
    assert set(read_files(tmp_path)) == {"client/previous.js", "contract.yaml", "settings.yaml"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.4", "1.4.0"),
        ("2.0rc1", "2.0.0-rc.1"),
        ("2024.5.9", "2024.5.9"),
        ("1.0.dev0", "1.0.0-dev.0"),
        ("1+x", "1.0.0+x"),
        ("2024.5.9.post1", "2024.5.9+post.1"),
    ],
)
def test_version_is_converted_to_npm(version: str, expected: str) -> None:
    assert npm_version(version) == expected


def test_missing_npm_package_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "NODE_MODULES", tmp_path / "none")
    with pytest.raises(UserError, match=r"openapi-typescript.* is missing: run `make setup`"):
        main(["--check", "--typescript", str(tmp_path / "client")])
