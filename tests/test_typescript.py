"""That the TypeScript client has the contract's types, calls its operations, and sends what they declare."""

import json
import re
import shutil
from collections.abc import Iterator

import pytest

from scripts.openapi import load, operations
from scripts.project import CONTRACT, ROOT, TYPESCRIPT
from tests.recording_server import RecordingServer, recording_server
from tests.typescript_project import TypeScriptProject

SOURCES = ROOT / "tests" / "typescript"
KEYS = {"CAIGUNN_API_KEY": "secret-key", "CAIGUNN_ACCESS_TOKEN": "secret-token"}
PREPARED = """
import { inspect } from "node:util";
import { createClient } from "caigunn-client";
const baseUrl = process.env.URL;
const keys = { apiKey: "secret-key", caigunnAccessToken: "secret-token" };
const MODELS = "/api/external/chatbot/models";
const client = createClient({ baseUrl, ...keys });
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> TypeScriptProject:
    """A project with the client of the repository, and the example compiled."""
    made = TypeScriptProject(tmp_path_factory.mktemp("typescript"))
    made.install()
    for source in SOURCES.iterdir():
        shutil.copy(source, made.directory)
    assert made.compile("every_operation.ts", "types.ts", outDir="out") == ""
    return made


@pytest.fixture
def recording() -> Iterator[RecordingServer]:
    with recording_server() as running:
        yield running


def run(project: TypeScriptProject, program: str, url: str) -> str:
    """Run a program that has a client, and return what it prints."""
    (project.directory / "program.js").write_text(PREPARED + program, encoding="utf-8")
    done = project.run("program.js", {"URL": url})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def sent_credentials(recording: RecordingServer) -> list[dict[str, str]]:
    """Return the credentials of each request, by their headers."""
    names = {"api-key": "secret-key", "caigunn-access-token": "secret-token"}
    return [{name: each.headers[name] for name in names if name in each.headers} for each in recording.requests]


def test_package_is_what_its_files_need(project: TypeScriptProject) -> None:
    installed = project.directory / "node_modules" / "caigunn-client"
    assert {path.name for path in installed.iterdir()} == {path.name for path in TYPESCRIPT.iterdir()}
    package = json.loads((installed / "package.json").read_text("utf-8"))
    assert (package["version"], package["license"]) == ("2024.5.9", "MIT")
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert package["dependencies"] == {"openapi-fetch": f"~{pinned['openapi-fetch']}"}


def test_types_hold_as_a_bundler_resolves_them(project: TypeScriptProject) -> None:
    assert project.compile("types.ts", noEmit=True, module="esnext", moduleResolution="bundler") == ""


def test_a_use_that_is_right_after_all_is_told(project: TypeScriptProject) -> None:
    wrong = (SOURCES / "types.ts").read_text("utf-8").replace("apiKey: 7", 'apiKey: "7"')
    (project.directory / "right.ts").write_text(wrong, encoding="utf-8")
    assert re.fullmatch(
        r"right\.ts\(\d+,1\): error TS2578: Unused '@ts-expect-error' directive\.\n",
        project.compile("right.ts", noEmit=True),
    )


def test_code_of_the_client_has_the_types_that_it_declares(project: TypeScriptProject) -> None:
    files = [TYPESCRIPT / name for name in ("index.js", "index.d.ts", "schema.d.ts")]
    assert project.compile(*files, noEmit=True, allowJs=True, checkJs=True) == ""


def test_example_gets_the_documented_answers_of_the_mock(project: TypeScriptProject, mock_url: str) -> None:
    done = project.run("out/every_operation.js", {**KEYS, "CAIGUNN_BASE_URL": mock_url})
    assert (done.returncode, done.stderr) == (0, "")
    answers = [line.split(" ", 1) for line in done.stdout.splitlines()]
    assert {name for name, _ in answers} == {operation.id for operation in operations(load(CONTRACT))}
    told = [json.loads(answer).get("detail") for name, answer in answers if name == "createTrainingData"]
    assert told == ["Creating training data in background", "Crawling training data in background"]
    assert {"text": "We are open on Friday from 9 to 17."} in [json.loads(answer) for _, answer in answers]


def test_every_operation_is_called_with_the_credentials_that_it_declares(
    project: TypeScriptProject, recording: RecordingServer
) -> None:
    done = project.run("out/every_operation.js", {**KEYS, "CAIGUNN_BASE_URL": f"{recording.url}/"})
    assert (done.returncode, done.stderr) == (0, "")
    assert set(KEYS.values()) & set(done.stdout.split()) == set()
    contract = load(CONTRACT)
    declared = {(each.method, each.path): set(each.definition["security"][0]) for each in operations(contract)}
    called = zip(recording.requests, sent_credentials(recording), strict=True)
    assert {(request.method, request.path): set(sent) for request, sent in called} == declared
    assert {len(schemes) for schemes in declared.values()} == {1, 2}
    secrets = {"api-key": "secret-key", "caigunn-access-token": "secret-token"}
    assert all(sent.items() <= secrets.items() for sent in sent_credentials(recording))


def test_forms_are_multipart_unless_the_call_says_otherwise(
    project: TypeScriptProject, recording: RecordingServer
) -> None:
    project.run("out/every_operation.js", {**KEYS, "CAIGUNN_BASE_URL": recording.url})
    multipart, encoded, json_body = recording.requests[:3]
    assert [(part.name, part.filename, part.content) for part in multipart.parts] == [
        ("files", b"faq.txt", b"Q: Open?\nA: 9 to 17."),
        ("files", b"blob", "\0\xff".encode()),
        ("is_single_page", None, b"false"),
    ]
    assert [part.headers.get("content-type") for part in multipart.parts[:1]] == ["text/plain"]
    assert encoded.headers["content-type"] == "application/x-www-form-urlencoded"
    assert encoded.body == b"website=https%3A%2F%2Fexample.com%2Fhelp%3Fa%3Db%26c&is_single_page=true"
    assert json_body.headers["content-type"] == "application/json"
    assert json.loads(json_body.body) == {"title": "done", "model_name": "gpt-4"}


def test_forms_without_files_and_forms_of_the_callers_own(
    project: TypeScriptProject, recording: RecordingServer
) -> None:
    program = """
    const path = "/api/external/chatbot/training_data";
    const own = new FormData();
    own.append("text", "mine");
    for (const body of [{ text: "t", website: undefined }, own])
      await client.POST(path, { params: { query: { type: "text" } }, body });
    const custom = createClient({ baseUrl, bodySerializer: () => "custom" });
    await custom.POST(path, { params: { query: { type: "text" } }, body: { text: "t" } });
    """
    assert run(project, program, recording.url) == ""
    parts = [[(part.name, part.filename, part.content) for part in each.parts] for each in recording.requests[:2]]
    assert parts == [[("text", None, b"t")], [("text", None, b"mine")]]
    assert recording.requests[2].body == b"custom"


def test_what_is_not_given_is_not_sent_and_a_call_can_give_its_own(
    project: TypeScriptProject, recording: RecordingServer
) -> None:
    program = """
    await createClient({ baseUrl }).GET(MODELS);
    await createClient({ baseUrl, apiKey: "secret-key", caigunnAccessToken: "" }).GET(MODELS);
    await client.GET(MODELS, { headers: { "api-key": "other" } });
    await client.GET("/api/external/chatbot/none");
    await client.request("get", MODELS);
    """
    assert run(project, program, recording.url) == ""
    both = {"api-key": "secret-key", "caigunn-access-token": "secret-token"}
    assert sent_credentials(recording) == [{}, {"api-key": "secret-key"}, {**both, "api-key": "other"}, {}, both]


def test_errors_of_the_service_are_typed_values(project: TypeScriptProject, mock_url: str) -> None:
    program = """
    const refused = await createClient({ baseUrl }).GET(MODELS);
    console.log(refused.response.status, refused.data, refused.error.detail);
    const body = { model_id: "3fa85f64-5717-4562-b3fc-2c963f66afa6" };
    const missing = await client.PUT("/api/external/chatbot", { body, headers: { Prefer: "code=404" } });
    console.log(missing.response.status, missing.data, missing.error.detail);
    """
    assert run(project, program, mock_url).splitlines() == [
        "401 undefined header.api-key: is required; header.caigunn-access-token: is required",
        "404 undefined Model not found",
    ]


def test_redirects_are_errors_unless_asked_for(project: TypeScriptProject, recording: RecordingServer) -> None:
    recording.answer = 302, b"", "text/plain"
    program = """
    try { await client.GET(MODELS); } catch (error) { console.log(error.message); }
    console.log((await client.GET(MODELS, { redirect: "manual" })).response.status);
    """
    assert run(project, program, recording.url) == "fetch failed\n302\n"


def test_credentials_are_in_nothing_that_is_printed(project: TypeScriptProject) -> None:
    program = """
    const all = { depth: 9, showHidden: true };
    console.log(inspect(client, all), String(client), JSON.stringify(client));
    try { await client.GET(MODELS); } catch (error) { console.log(inspect(error, all)); }
    for (const apiKey of ["secret-key\\nX-Other: secret-token", "secret-\\u{1F511}"])
      try { createClient({ apiKey }); } catch (error) { console.log(inspect(error, all)); }
    class Told extends Request { constructor(url, init) { super(url, init); console.log(url, inspect(init, all)); } }
    await createClient({ ...keys, baseUrl, Request: Told, fetch: async () => Response.json({}) }).GET(MODELS);
    """
    told = run(project, program, "http://127.0.0.1:9")
    assert "secret" not in told
    assert "fetch failed" in told
    assert "http://127.0.0.1:9/api/external/chatbot/models {" in told
    assert told.count("TypeError: apiKey can't be sent: it holds what no header may") == 2


def test_client_without_an_address_calls_the_contracts_server(project: TypeScriptProject) -> None:
    program = """
    const fetch = async (request) => { console.log(request.url); return Response.json({ models: [] }); };
    await createClient({ fetch }).GET(MODELS);
    await createClient({ fetch, baseUrl: undefined }).GET(MODELS);
    """
    url = f"{load(CONTRACT)['servers'][0]['url']}/api/external/chatbot/models"
    assert run(project, program, "") == f"{url}\n{url}\n"
