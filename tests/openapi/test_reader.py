"""YAML 1.2 and JSON files."""

from pathlib import Path
from typing import Any

import pytest

from scripts.openapi import read_yaml
from scripts.project import UserError


def read(directory: Path, text: str, name: str = "file.yaml") -> Any:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def error(directory: Path, text: str, name: str = "file.yaml") -> str:
    with pytest.raises(UserError) as raised:
        read(directory, text, name)
    message = str(raised.value)
    assert "\n" not in message
    return message.removeprefix(f"{directory}/")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2024-05-09", "2024-05-09"),
        ("2024-05-09T10:00:00Z", "2024-05-09T10:00:00Z"),
        ("1_000", "1_000"),
        ("0b101", "0b101"),
        ("=", "="),
        ("nil", "nil"),
        ("+", "+"),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("'7'", "7"),
        ("! 7", "7"),
        ("!!str 7", "7"),
        ("True", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("Null", None),
        ("-12", -12),
        ("012", 12),
        ("0o14", 12),
        ("0xfF", 255),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("-.5", -0.5),
        ("+1.5E-1", 0.15),
        ("!!float 1", 1.0),
        ("!!int '7'", 7),
        ("[1, [], {}]", [1, [], {}]),
    ],
)
def test_scalar_has_the_type_of_the_core_schema(tmp_path: Path, text: str, value: Any) -> None:
    found = read(tmp_path, f"a: {text}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_the_text_that_is_written(tmp_path: Path) -> None:
    found = read(tmp_path, "200: a\nno: b\n1.50: c\n~: d\n? e\n: f\n")
    assert found == {"200": "a", "no": "b", "1.50": "c", "~": "d", "e": "f"}


def test_anchors_and_merge_keys_are_resolved(tmp_path: Path) -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: *a\ne: {'<<': *a}\n"
    found = read(tmp_path, text)
    assert found["c"] == {"x": 3, "y": 1, "z": 2}
    assert found["d"] == {"x": 1, "y": 1}
    assert found["e"] == {"<<": {"x": 1, "y": 1}}


def test_byte_order_mark_and_version_are_accepted(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff%YAML 1.2\n---\na: é\n") == {"a": "é"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [\n", "2:1: not YAML: "),
        ("a: 1\nb: 2\na: 3\n", "3:1: duplicate key 'a'"),
        ("200: 1\n'200': 2\n", "2:1: duplicate key '200'"),
        ("? [a]\n: b\n", "1:3: a key must be a scalar"),
        ("a: .nan\n", "1:4: .nan is not a JSON number"),
        ("a: -.inf\n", "1:4: -.inf is not a JSON number"),
        ("a: 1e999\n", "1:4: 1e999 is not a JSON number"),
        ("a: !!set {b}\n", "1:4: tag tag:yaml.org,2002:set is not supported"),
        ("a: !!binary aGk=\n", "1:4: tag tag:yaml.org,2002:binary is not supported"),
        ("a: !own 1\n", "1:4: tag !own is not supported"),
        ("a: !!int x\n", "1:4: 'x' is not of type int"),
        ("a: *b\n", "1:4: alias *b has no anchor"),
        ("a: &a [*a]\n", "1:8: alias *a has no anchor before it, or is within it"),
        ("a: {<<: 1}\n", "1:9: the value of << must be a mapping"),
        ("a: 1\n---\nb: 2\n", "2:1: a second YAML document"),
    ],
)
def test_invalid_yaml_is_reported_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert error(tmp_path, text).startswith(f"file.yaml:{message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", ": is empty"), ("# only a comment\n", ": is empty"), ("[" * 100_000, ": nested too deeply")],
    ids=["empty", "comment", "deep"],
)
def test_file_without_a_usable_document_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    assert error(tmp_path, text) == f"file.yaml{message}"


def test_unreadable_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.yaml: no such file or directory$"):
        read_yaml(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    with pytest.raises(UserError, match=r"latin\.yaml: not UTF-8 at byte 3$"):
        read_yaml(tmp_path / "latin.yaml")


@pytest.mark.parametrize("name", ["file.json", "file.yaml"])
def test_json_is_read_as_json(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, '{\n\t"a": "\\ud83d\\ude00", "b": 1e3, "c": "NO", "d": "\\/"}\n', name)
    assert found == {"a": "😀", "b": 1000.0, "c": "NO", "d": "/"}


def test_flow_mapping_of_yaml_is_not_taken_for_json(tmp_path: Path) -> None:
    assert read(tmp_path, "{openapi: 3.1.0, 200: [a]}\n") == {"openapi": "3.1.0", "200": ["a"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', ":1:9: not JSON: "),
        ("a: 1", ":1:1: not JSON: "),
        ('{"a": 1,\n "a": 2}', ":2:2: duplicate key 'a'"),
        ('{"a": NaN}', ": NaN is not a JSON number"),
        ('{"a": 1e999}', ": 1e999 is not a JSON number"),
        ('{"a": "\\ud83d"}', ": not JSON: a \\u escape is half of a surrogate pair"),
        ('{"\\ud83d\\ude00": 1, "\\ud83d\\ude00": 2}', ": duplicate key '😀'"),
    ],
)
def test_invalid_json_is_reported(tmp_path: Path, text: str, message: str) -> None:
    assert error(tmp_path, text, "file.json").startswith(f"file.json{message}")
