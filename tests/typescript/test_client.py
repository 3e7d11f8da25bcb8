"""TypeScript client: types, requests, credentials and errors."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from scripts.generate.settings import SETTINGS, package_version, read_settings
from scripts.generate.typescript.build import npm_version
from scripts.openapi import parameters, resolve
from scripts.project import ROOT, TYPESCRIPT
from tests.support.documented_calls import CALL_BY_OPERATION, Call
from tests.support.project_contract import CREDENTIAL_HEADERS, CREDENTIALS, DOCUMENT, SCHEMES
from tests.support.recording_server import RecordingServer
from tests.support.typescript_project import CHECK_DECLARATIONS, OLDER_COMPILER, TypeScriptProject

SOURCES = Path(__file__).parent
API_KEY, ACCESS_TOKEN = CREDENTIALS["api_key"], CREDENTIALS["caigunn_access_token"]
ENVIRONMENT = {each.variable: CREDENTIALS[each.argument] for each in SCHEMES.values()}
OPTIONS = {re.sub(r"_(\w)", lambda found: found[1].upper(), argument): value for argument, value in CREDENTIALS.items()}
PRELUDE = f"""
import {{ inspect }} from "node:util";
import {{ createClient }} from "caigunn-client";
const baseUrl = process.env.URL;
const keys = {json.dumps(OPTIONS)};
const MODELS = "/api/external/chatbot/models";
const client = createClient({{ baseUrl, ...keys }});
"""
# Makes the calls that are given as JSON, and prints each response.
CALLS_PROGRAM = """
for (const { method, path, params, body, files } of JSON.parse(process.argv[2])) {
  for (const name of files) body[name] = body[name].map((content) => new File([content], "1.txt"));
  const { data, response } = await client[method](path, { params, body });
  console.log(JSON.stringify([response.status, data ?? null]));
}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> TypeScriptProject:
    """A project with the installed client, and the compiled sources of this folder."""
    project = TypeScriptProject(tmp_path_factory.mktemp("typescript"))
    project.install()
    sources = [Path(shutil.copy(source, project.directory)).name for source in SOURCES.glob("*.ts")]
    assert project.compile(*sources, outDir="out") == ""
    return project


def run(project: TypeScriptProject, program: str, url: str, *arguments: str) -> str:
    """Run a program that has a client, and return its output."""
    (project.directory / "program.js").write_text(PRELUDE + program, encoding="utf-8")
    done = project.run("program.js", {"URL": url}, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def sent_credentials(server: RecordingServer) -> list[dict[str, str]]:
    """Return the credentials of each request by header."""
    return [
        {name: each.headers[name] for name in CREDENTIAL_HEADERS if name in each.headers} for each in server.requests
    ]


def as_json(call: Call) -> dict[str, Any]:
    """Return the arguments of a call by the client."""
    operation = call.operation
    params: dict[str, dict[str, str]] = {}
    for parameter in parameters(DOCUMENT, operation):
        params.setdefault(parameter["in"], {})[parameter["name"]] = call.sent(parameter["in"])[parameter["name"]]
    arguments: dict[str, Any] = {"method": operation.method, "path": operation.path, "params": params, "files": []}
    content = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    for media_type in list(content.values())[:1]:
        arguments["body"] = resolve(DOCUMENT, next(iter(media_type["examples"].values())))["value"]
        properties = resolve(DOCUMENT, media_type["schema"])["properties"]
        items = {name: resolve(DOCUMENT, properties[name]).get("items", {}) for name in arguments["body"]}
        arguments["files"] = [name for name, each in items.items() if each.get("format") == "binary"]
    return arguments


@pytest.fixture
def documented_calls() -> str:
    """The documented call of each operation, as JSON."""
    return json.dumps([as_json(call) for call in CALL_BY_OPERATION.values()])


def test_package_contains_its_files_and_dependencies(project: TypeScriptProject) -> None:
    installed = project.directory / "node_modules" / "caigunn-client"
    names = {path.name for path in installed.iterdir()}
    assert names == {path.name for path in TYPESCRIPT.iterdir()} > {"CHANGELOG.md", "LICENSE", "README.md"}
    package = json.loads((installed / "package.json").read_text("utf-8"))
    assert package["version"] == npm_version(package_version(DOCUMENT, read_settings(SETTINGS)))
    assert package["license"] == DOCUMENT["info"]["license"]["identifier"]
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert package["dependencies"] == {"openapi-fetch": f"~{pinned['openapi-fetch']}"}


def test_types_are_valid_for_bundlers_and_errors_reported(project: TypeScriptProject) -> None:
    valid = (SOURCES / "types.ts").read_text("utf-8").replace("apiKey: 7", 'apiKey: "7"')
    (project.directory / "valid.ts").write_text(valid, encoding="utf-8")
    options = {"noEmit": True, "allowJs": True, "checkJs": True, "module": "esnext", "moduleResolution": "bundler"}
    # The code of the client has its declared types, too.
    code = [TYPESCRIPT / name for name in ("index.js", "styles.js", "index.d.ts", "schema.d.ts")]
    errors = project.compile("types.ts", "valid.ts", *code, **options, **CHECK_DECLARATIONS)
    assert re.fullmatch(r"valid\.ts\(\d+,1\): error TS2578: Unused '@ts-expect-error' directive\.\n", errors)


@pytest.mark.slow
def test_sources_are_valid_for_the_older_compiler(project: TypeScriptProject) -> None:
    sources = [path.name for path in SOURCES.glob("*.ts")]
    older = TypeScriptProject(project.directory, OLDER_COMPILER)
    assert older.compile(*sources, noEmit=True, **CHECK_DECLARATIONS) == ""


def test_documented_calls_get_documented_responses(
    project: TypeScriptProject, mock_url: str, documented_calls: str
) -> None:
    responses = [json.loads(line) for line in run(project, CALLS_PROGRAM, mock_url, documented_calls).splitlines()]
    assert responses == [[call.status, call.content] for call in CALL_BY_OPERATION.values()]


def test_documented_calls_send_required_credentials(
    project: TypeScriptProject, server: RecordingServer, documented_calls: str
) -> None:
    run(project, CALLS_PROGRAM, server.url, documented_calls)
    calls = CALL_BY_OPERATION.values()
    assert [(each.method, each.path) for each in server.requests] == [
        (call.operation.method, call.path) for call in calls
    ]
    assert sent_credentials(server) == [call.sent_credentials for call in calls]


def test_application_runs_with_the_mock(project: TypeScriptProject, mock_url: str) -> None:
    done = project.run("out/application.js", {**ENVIRONMENT, "CAIGUNN_BASE_URL": mock_url})
    assert (done.returncode, done.stderr) == (0, "")
    results = [line.split(" ", 1) for line in done.stdout.splitlines()]
    details = [json.loads(result)["detail"] for name, result in results if name == "createTrainingData"]
    assert details == ["Creating training data in background", "Crawling training data in background"]
    assert ["talk", '{"text":"We are open on Friday from 9 to 17."}'] in results


def test_form_is_multipart_unless_the_call_overrides(project: TypeScriptProject, server: RecordingServer) -> None:
    project.run("out/application.js", {**ENVIRONMENT, "CAIGUNN_BASE_URL": f"{server.url}/"})
    multipart, encoded, json_body = server.requests[:3]
    assert [(part.name, part.filename, part.content) for part in multipart.parts] == [
        ("files", b"faq.txt", b"Q: Open?\nA: 9 to 17."),
        ("files", b"blob", "\0\xff".encode()),
        ("is_single_page", None, b"false"),
    ]
    assert multipart.parts[0].headers["content-type"] == "text/plain"
    assert encoded.headers["content-type"] == "application/x-www-form-urlencoded"
    assert encoded.body == b"website=https%3A%2F%2Fexample.com%2Fhelp%3Fa%3Db%26c&is_single_page=true"
    assert json_body.headers["content-type"] == "application/json"
    assert json.loads(json_body.body) == {"title": "done", "model_name": "gpt-4"}


def test_form_without_files_and_custom_form(project: TypeScriptProject, server: RecordingServer) -> None:
    program = """
    const path = "/api/external/chatbot/training_data";
    const custom = new FormData();
    custom.append("text", "custom");
    for (const body of [{ text: "t", website: undefined }, custom])
      await client.POST(path, { params: { query: { type: "text" } }, body });
    const serializing = createClient({ baseUrl, bodySerializer: () => "serialized" });
    await serializing.POST(path, { params: { query: { type: "text" } }, body: { text: "t" } });
    """
    assert run(project, program, server.url) == ""
    parts = [[(part.name, part.filename, part.content) for part in each.parts] for each in server.requests[:2]]
    assert parts == [[("text", None, b"t")], [("text", None, b"custom")]]
    assert server.requests[2].body == b"serialized"


def test_missing_credential_is_omitted_and_header_overrides(
    project: TypeScriptProject, server: RecordingServer
) -> None:
    program = """
    await createClient({ baseUrl }).GET(MODELS);
    await createClient({ baseUrl, apiKey: keys.apiKey, caigunnAccessToken: "" }).GET(MODELS);
    await client.GET(MODELS, { headers: { "api-key": "other" } });
    await client.GET("/api/external/chatbot/none");
    await client.request("get", MODELS);
    """
    assert run(project, program, server.url) == ""
    both = {"api-key": API_KEY, "caigunn-access-token": ACCESS_TOKEN}
    assert sent_credentials(server) == [{}, {"api-key": API_KEY}, {**both, "api-key": "other"}, {}, both]


def test_error_response_is_a_typed_value(project: TypeScriptProject, mock_url: str) -> None:
    program = """
    const rejected = await createClient({ baseUrl }).GET(MODELS);
    console.log(rejected.response.status, rejected.data, rejected.error.detail);
    const body = { model_id: "3fa85f64-5717-4562-b3fc-2c963f66afa6" };
    const missing = await client.PUT("/api/external/chatbot", { body, headers: { Prefer: "code=404" } });
    console.log(missing.response.status, missing.data, missing.error.detail);
    """
    assert run(project, program, mock_url).splitlines() == [
        "401 undefined header.api-key: is required; header.caigunn-access-token: is required",
        "404 undefined Model not found",
    ]


def test_redirect_is_an_error_by_default(project: TypeScriptProject, server: RecordingServer) -> None:
    server.response = 302, b"", "text/plain"
    program = """
    try { await client.GET(MODELS); } catch (error) { console.log(error.message); }
    console.log((await client.GET(MODELS, { redirect: "manual" })).response.status);
    """
    assert run(project, program, server.url) == "fetch failed\n302\n"


def test_credentials_are_not_printed(project: TypeScriptProject) -> None:
    program = """
    const all = { depth: 9, showHidden: true };
    console.log(inspect(client, all), String(client), JSON.stringify(client));
    try { await client.GET(MODELS); } catch (error) { console.log(inspect(error, all)); }
    for (const apiKey of [`${keys.apiKey}\\nX-Other: ${keys.apiKey}`, `${keys.apiKey}\\u{1F511}`])
      try { createClient({ apiKey }); } catch (error) { console.log(inspect(error, all)); }
    class Printed extends Request { constructor(url, init) { super(url, init); console.log(url, inspect(init, all)); } }
    await createClient({ ...keys, baseUrl, Request: Printed, fetch: async () => Response.json({}) }).GET(MODELS);
    """
    output = run(project, program, "http://127.0.0.1:9")
    assert [value for value in CREDENTIALS.values() if value in output] == []
    assert "fetch failed" in output
    assert "http://127.0.0.1:9/api/external/chatbot/models {" in output
    assert output.count("TypeError: apiKey contains characters that are not allowed in a header") == 2


def test_default_base_url_is_the_service(project: TypeScriptProject) -> None:
    program = """
    const fetch = async (request) => { console.log(request.url); return Response.json({ models: [] }); };
    await createClient({ fetch }).GET(MODELS);
    await createClient({ fetch, baseUrl: undefined }).GET(MODELS);
    """
    url = f"{DOCUMENT['servers'][0]['url']}/api/external/chatbot/models"
    assert run(project, program, "") == f"{url}\n{url}\n"
