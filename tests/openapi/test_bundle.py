"""Documents that refer to other files."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.openapi import Document, check, load, operations, parameters, resolve
from scripts.project import UserError

OK = {"responses": {"200": {"description": "ok"}}}


def write(directory: Path, files: dict[str, Any]) -> Path:
    """Write files, and return the path of the document among them."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    return directory / "openapi.yaml"


def document(version: str = "3.1.0", /, **fields: Any) -> Document:
    minimal = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {"/": {"get": OK}}}
    return {**minimal, **fields}


def bundled(directory: Path, root: Document, **files: Any) -> Document:
    """Return a document as it is loaded, after a check that it is valid and independent of other files."""
    path = write(directory, {"openapi.yaml": root, **{name.replace("__", "."): each for name, each in files.items()}})
    loaded = load(path)
    check(loaded, path)
    for name in files:
        (directory / name.replace("__", ".")).unlink()
    check(loaded, path)
    return loaded


def schema_of(root: Document, name: str = "A") -> Any:
    return resolve(root, {"$ref": f"#/components/schemas/{name}"})


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("section", "target", "place"),
    [
        (
            "schemas",
            {"type": "string"},
            {"responses": {"200": {"description": "", "content": {"a/b": {"schema": "?"}}}}},
        ),
        ("responses", {"description": "of the file"}, {"responses": {"200": "?"}}),
        ("parameters", {"name": "n", "in": "query", "schema": {}}, {**OK, "parameters": ["?"]}),
        ("requestBodies", {"content": {"a/b": {}}}, {**OK, "requestBody": "?"}),
        ("headers", {"schema": {}}, {"responses": {"200": {"description": "", "headers": {"X-A": "?"}}}}),
        ("links", {"operationId": "o"}, {"responses": {"200": {"description": "", "links": {"l": "?"}}}}),
        (
            "examples",
            {"value": {"$ref": "is data"}},
            {"responses": {"200": {"description": "", "content": {"a/b": {"examples": {"e": "?"}}}}}},
        ),
        ("callbacks", {"{$request.query.url}": {"post": OK}}, {**OK, "callbacks": {"c": "?"}}),
    ],
)
def test_object_of_another_file_becomes_a_component(
    tmp_path: Path, version: str, section: str, target: Document, place: Document
) -> None:
    operation = json.loads(json.dumps(place).replace('"?"', '{"$ref": "other.yaml#/deep/Thing"}'))
    root = bundled(
        tmp_path, document(version, paths={"/": {"get": operation}}), other__yaml={"deep": {"Thing": target}}
    )
    assert root["components"][section] == {"Thing": target}
    assert f'{{"$ref": "#/components/{section}/Thing"}}' in json.dumps(root["paths"])


def test_security_scheme_of_another_file_keeps_its_name(tmp_path: Path) -> None:
    root = document(components={"securitySchemes": {"key": {"$ref": "security.yaml"}}}, security=[{"key": []}])
    scheme = {"type": "http", "scheme": "basic"}
    assert bundled(tmp_path, root, security__yaml=scheme)["components"]["securitySchemes"] == {"key": scheme}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("reference", ["items.yaml", "items.yaml#/a", "items.yaml#/paths/~1a%7Bid%7D"])
def test_path_item_of_another_file_replaces_the_reference(tmp_path: Path, version: str, reference: str) -> None:
    item = {"get": {**OK, "parameters": [{"$ref": "#/p"}]}}
    files = {**item, "a": item, "paths": {"/a{id}": item}, "p": {"name": "n", "in": "query", "schema": {}}}
    root = document(version, paths={"/a": {"$ref": reference, "parameters": []}})
    loaded = load(write(tmp_path, {"openapi.yaml": root, "items.yaml": files}))
    assert loaded["paths"]["/a"]["parameters"] == []
    [operation] = operations(loaded)
    assert [each["name"] for each in parameters(loaded, operation)] == ["n"]


def test_path_item_of_the_document_replaces_the_reference(tmp_path: Path) -> None:
    item = {"summary": "shared", "get": OK}
    paths = {"/a": {"$ref": "#/components/pathItems/A", "summary": "own"}, "/b": {"$ref": "#/components/pathItems/A"}}
    root = bundled(tmp_path, document(paths=paths, components={"pathItems": {"A": item}}))
    assert root["paths"] == {"/a": {"summary": "own", "get": OK}, "/b": item}


def test_path_item_that_is_its_own_callback_is_accepted(tmp_path: Path) -> None:
    callbacks = {"done": {"{$request.query.url}": {"$ref": "#/components/pathItems/A"}}}
    components = {"pathItems": {"A": {"post": {**OK, "callbacks": callbacks}}}}
    root = bundled(tmp_path, document(paths={"/a": {"$ref": "#/components/pathItems/A"}}, components=components))
    assert root["paths"]["/a"] == components["pathItems"]["A"]


def test_references_are_relative_to_their_file(tmp_path: Path) -> None:
    files = {
        "openapi.yaml": document(components={"schemas": {"A": {"$ref": "a/a.yaml#/A"}}}),
        "a/a.yaml": {
            "A": {"properties": {"b": {"$ref": "b/b.yaml#/B"}, "own": {"$ref": "#/Own"}}},
            "Own": {"title": "own"},
        },
        "a/b/b.yaml": {"B": {"items": {"$ref": "../../c.json"}, "not": {"$ref": "../a.yaml#/Own"}}},
        "c.json": '{"title": "\\ud83d\\ude00", "not": {"$ref": "openapi.yaml#/components/schemas/A"}}',
    }
    root = load(write(tmp_path, files))
    check(root, tmp_path / "openapi.yaml")
    assert root["components"]["schemas"] == {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}, "own": {"$ref": "#/components/schemas/Own"}}},
        "B": {"items": {"$ref": "#/components/schemas/c"}, "not": {"$ref": "#/components/schemas/Own"}},
        "Own": {"title": "own"},
        "c": {"title": "😀", "not": {"$ref": "#/components/schemas/A"}},
    }


def test_chain_of_references_through_files_is_resolved(tmp_path: Path) -> None:
    root = document(components={"schemas": {"A": {"$ref": "b.yaml"}, "C": {"title": "end"}}})
    loaded = bundled(
        tmp_path, root, b__yaml={"$ref": "c.yaml#/x"}, c__yaml={"x": {"$ref": "openapi.yaml#/components/schemas/C"}}
    )
    assert schema_of(loaded) == {"title": "end"}


def test_recursive_schema_of_another_file_is_one_component(tmp_path: Path) -> None:
    node = {"properties": {"children": {"items": {"$ref": "#"}}, "parent": {"$ref": "Node.yaml"}}}
    content = {"a/b": {"schema": {"$ref": "Node.yaml"}}}
    paths = {"/": {"get": {"responses": {"200": {"description": "", "content": content}}}}}
    here = {"$ref": "#/components/schemas/Node"}
    assert bundled(tmp_path, document(paths=paths), Node__yaml=node)["components"]["schemas"] == {
        "Node": {"properties": {"children": {"items": here}, "parent": here}}
    }


def test_file_has_one_copy_whatever_its_path(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("b.yaml")
    references = ["b.yaml", "./b.yaml", "x/../b.yaml", "%62.yaml", "link.yaml"]
    schemas = {f"S{number}": {"items": {"$ref": each}} for number, each in enumerate(references)}
    path = write(
        tmp_path, {"openapi.yaml": document(components={"schemas": schemas}), "b.yaml": {"title": "b"}, "x/c": ""}
    )
    copies = load(path)["components"]["schemas"]
    assert {each["items"]["$ref"] for name, each in copies.items() if name.startswith("S")} == {
        "#/components/schemas/b"
    }


def test_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    schemas = {"A": {"title": "own"}, "B": {"allOf": [{"$ref": "x.yaml#/A"}, {"$ref": "x.yaml#/y/A"}]}}
    root = bundled(
        tmp_path, document(components={"schemas": schemas}), x__yaml={"A": {"title": "1"}, "y": {"A": {"title": "2"}}}
    )
    assert [resolve(root, each)["title"] for each in schema_of(root, "B")["allOf"]] == ["1", "2"]
    assert set(root["components"]["schemas"]) == {"A", "B", "A_2", "A_3"}


def test_name_has_only_characters_of_component_names(tmp_path: Path) -> None:
    schemas = {"A": {"items": {"$ref": "my%20type%2Bé.yaml"}}}
    path = write(
        tmp_path, {"openapi.yaml": document(components={"schemas": schemas}), "my type+é.yaml": {"title": "x"}}
    )
    loaded = load(path)
    check(loaded, path)
    assert list(loaded["components"]["schemas"]) == ["A", "my_type_"]


def test_keywords_next_to_a_reference_of_a_schema_are_kept(tmp_path: Path) -> None:
    root = document(components={"schemas": {"A": {"$ref": "b.yaml", "maxLength": 3}}})
    loaded = bundled(tmp_path, root, b__yaml={"type": "string"})
    assert schema_of(loaded) == {"type": "string"}
    assert loaded["components"]["schemas"]["A"] == {"$ref": "#/components/schemas/b", "maxLength": 3}


def test_anchor_and_id_are_resolved(tmp_path: Path) -> None:
    schemas = {
        "Anchored": {"$anchor": "here", "title": "anchored"},
        "Identified": {"$id": "https://example.com/schema", "title": "identified"},
        "A": {"prefixItems": [{"$ref": "#here"}, {"$ref": "https://example.com/schema"}, {"$ref": "b.yaml#there"}]},
    }
    other = {"$id": "https://example.com/b", "definitions": {"x": {"$anchor": "there", "title": "there"}}}
    root = bundled(tmp_path, document(components={"schemas": schemas}), b__yaml=other)
    titles = [resolve(root, each)["title"] for each in root["components"]["schemas"]["A"]["prefixItems"]]
    assert titles == ["anchored", "identified", "there"]


def test_pointer_in_a_schema_with_an_id_is_relative_to_it(tmp_path: Path) -> None:
    inner = {"$id": "https://example.com/inner", "not": {"$ref": "#/$defs/x"}, "$defs": {"x": {"title": "x"}}}
    root = document(components={"schemas": {"A": {"$ref": "b.yaml#/properties/inner"}}})
    loaded = bundled(tmp_path, root, b__yaml={"properties": {"inner": inner}})
    assert resolve(loaded, schema_of(loaded)["not"]) == {"title": "x"}
    kept = document(components={"schemas": {"A": inner}})
    assert bundled(tmp_path, kept)["components"]["schemas"]["A"] == inner


def test_mapping_of_a_discriminator_is_replaced(tmp_path: Path) -> None:
    pet = {
        "oneOf": [{"$ref": "dog.yaml"}, {"$ref": "#/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"d": "dog.yaml", "c": "#/Cat", "n": "Name"}},
        "Cat": {"title": "cat"},
    }
    root = document(components={"schemas": {"A": {"$ref": "pet.yaml"}}})
    path = write(tmp_path, {"openapi.yaml": root, "pet.yaml": pet, "dog.yaml": {"title": "dog"}})
    mapping = schema_of(load(path))["discriminator"]["mapping"]
    assert mapping == {"d": "#/components/schemas/dog", "c": "#/components/schemas/Cat", "n": "Name"}


def test_references_in_data_are_left(tmp_path: Path) -> None:
    data = {"$ref": "no/such/file.yaml"}
    schema = {"default": data, "enum": [data], "const": data, "example": data, "examples": [data], "x-a": data}
    content = {"a/b": {"schema": {"properties": {"$ref": {"type": "string"}}}, "example": data, "x-b": data}}
    operation = {"responses": {"200": {"description": "", "content": content}}, "x-c": [data]}
    fields = {
        "paths": {"/": {"get": operation}, "x-d": data},
        "components": {"schemas": {"A": schema}, "x-e": {"B": data}},
        "x-f": data,
    }
    root = bundled(tmp_path, document(**fields))
    assert root == document(**fields | {"paths": {"/": {"get": operation}}})


def test_references_in_a_referred_extension_are_replaced(tmp_path: Path) -> None:
    fields = {
        "components": {"schemas": {"A": {"$ref": "#/x-schemas/B"}}},
        "x-schemas": {"B": {"items": {"$ref": "c.yaml"}}},
    }
    root = bundled(tmp_path, document(**fields), c__yaml={"title": "c"})
    assert resolve(root, schema_of(root)["items"]) == {"title": "c"}


def test_shared_yaml_node_is_replaced_once(tmp_path: Path) -> None:
    other = "A: &a {$ref: '#/B'}\nB: {title: b}\nC: {prefixItems: [*a, *a], not: {$ref: '#/A'}}\n"
    root = document(components={"schemas": {"A": {"$ref": "b.yaml#/C"}}})
    path = write(tmp_path, {"openapi.yaml": root, "b.yaml": other})
    loaded = load(path)
    check(loaded, path)
    here = {"$ref": "#/components/schemas/B"}
    assert schema_of(loaded) == {"prefixItems": [here, here], "not": here}


def test_operation_of_another_file_replaces_the_reference(tmp_path: Path) -> None:
    root = document(paths={"/": {"get": {"$ref": "get.yaml"}}})
    assert bundled(tmp_path, root, get__yaml=OK)["paths"] == {"/": {"get": OK}}


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("https://example.com/a.yaml", "nothing is downloaded: save it, and refer to the file"),
        ("HTTP://example.com/a.yaml#/A", "nothing is downloaded: save it, and refer to the file"),
        ("//example.com/a.yaml", "nothing is downloaded: save it, and refer to the file"),
        ("no.yaml#/A", "DIRECTORY/no.yaml: no such file or directory"),
        ("b.yaml#/Nothing", "leads nowhere: DIRECTORY/b.yaml has no #/Nothing"),
        ("b.yaml#nothing", "leads nowhere: DIRECTORY/b.yaml has no such $anchor"),
        ("b.yaml#/Circle", "is circular"),
        ("broken.yaml", "DIRECTORY/broken.yaml:2:1: not YAML: "),
    ],
)
def test_reference_to_a_file_that_fails_is_one_line(tmp_path: Path, reference: str, message: str) -> None:
    files = {
        "openapi.yaml": f"openapi: 3.1.0\ncomponents:\n  schemas:\n    A:\n      items: {{$ref: '{reference}'}}\n",
        "b.yaml": {"Circle": {"$ref": "c.yaml"}},
        "c.yaml": {"$ref": "b.yaml#/Circle"},
        "broken.yaml": "a: [\n",
    }
    with pytest.raises(UserError) as raised:
        load(write(tmp_path, files))
    place = f"{tmp_path}/openapi.yaml:5: #/components/schemas/A/items/$ref: {reference!r}: "
    assert str(raised.value).startswith(place + message.replace("DIRECTORY", str(tmp_path)))
    assert "\n" not in str(raised.value)


def test_failing_reference_in_another_file_has_the_place_there(tmp_path: Path) -> None:
    root = document(components={"schemas": {"A": {"$ref": "a/b.yaml#/B"}}})
    path = write(tmp_path, {"openapi.yaml": root, "a/b.yaml": "B:\n  properties:\n    c: {$ref: '#/C'}\n"})
    with pytest.raises(UserError) as raised:
        load(path)
    place = f"{tmp_path}/a/b.yaml:3: #/B/properties/c/$ref"
    assert str(raised.value) == f"{place}: '#/C': leads nowhere: {tmp_path}/a/b.yaml has no #/C"


def test_circular_path_items_are_rejected(tmp_path: Path) -> None:
    root = document(paths={"/": {"$ref": "a.yaml"}})
    path = write(tmp_path, {"openapi.yaml": root, "a.yaml": {"$ref": "b.yaml"}, "b.yaml": {"$ref": "a.yaml"}})
    with pytest.raises(UserError, match=r"is circular$"):
        load(path)


def test_fault_in_another_file_has_the_place_there(tmp_path: Path) -> None:
    root = document(components={"schemas": {"A": {"items": {"$ref": "b.yaml#/B"}}}})
    path = write(
        tmp_path, {"openapi.yaml": root, "b.yaml": "B:\n  type: object\n  properties:\n    c:\n      type: strin\n"}
    )
    with pytest.raises(UserError) as raised:
        check(load(path), path)
    assert str(raised.value).startswith(f"{tmp_path}/b.yaml:5: #/B/properties/c/type: found 'strin', expected one of ")


def test_fault_in_another_path_item_file_has_the_place_there(tmp_path: Path) -> None:
    root = document(paths={"/a": {"$ref": "b.yaml#/items/a"}})
    path = write(tmp_path, {"openapi.yaml": root, "b.yaml": "items:\n  a:\n    get:\n      respones: {}\n"})
    with pytest.raises(UserError) as raised:
        check(load(path), path)
    assert str(raised.value) == f"{tmp_path}/b.yaml:4: #/items/a/get/respones: found 'respones', expected responses"
