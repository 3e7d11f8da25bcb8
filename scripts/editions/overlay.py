"""OpenAPI overlays (Overlay Specification 1.0): validating and applying them."""

import json
from importlib.resources import files
from pathlib import Path

import yaml
from jsonschema_rs import Draft202012Validator

from scripts.openapi import Document, read_yaml
from scripts.project import UserError


def read(path: Path) -> Document:
    """Read an overlay.

    Raises:
        UserError: The file cannot be read, or is not an overlay.
    """
    overlay: Document = read_yaml(path)
    schema = yaml.safe_load(files("oas_patch.schema").joinpath("overlay_schema_1.0.0.yml").read_text("utf-8"))
    for error in Draft202012Validator(schema).iter_errors(overlay):
        location = "/".join(map(str, error.instance_path))
        raise UserError(f"{path}: {location or '#'}: {error.message}")
    for number, action in enumerate(overlay["actions"], 1):
        if ("update" in action) == action.get("remove", False):
            raise UserError(f"{path}: action {number} ({action['target']}): needs either `update` or `remove: true`")
    return overlay


def apply(document: Document, path: Path) -> Document:
    """Apply an overlay to a document, which may be changed, and return the result.

    Args:
        document: The document.
        path: The overlay.

    Raises:
        UserError: The overlay cannot be read or is invalid, or an action matches nothing.
    """
    for number, action in enumerate(read(path)["actions"], 1):
        document = apply_action(document, action, f"{path}: action {number} ({action['target']})")
    return document


def apply_action(document: Document, action: Document, where: str) -> Document:
    """Apply an action to a document, which may be changed, and return the result.

    Args:
        document: The document.
        action: The action.
        where: The location of the action, for errors.

    Raises:
        UserError: Its target is not a JSONPath, or matches nothing.
    """
    # The library takes half a second to import, which most tasks do not need.
    from jsonpath_ng import Child, Fields  # noqa: PLC0415
    from jsonpath_ng.ext.parser import parse  # noqa: PLC0415
    from oas_patch import apply_overlay  # type: ignore[import-untyped]  # noqa: PLC0415 - it has no types

    try:
        expression = parse(action["target"])
    except Exception as error:  # the parser raises plain exceptions
        raise UserError(f"{where}: not a JSONPath: {error}") from error
    # oas-patch ignores actions that match nothing, and names of a union that do not exist.
    matches = expression.find(document)
    if not matches:
        raise UserError(f"{where}: matches nothing; correct the target")
    if isinstance(expression, Child) and isinstance(expression.right, Fields):
        found = {field for match in matches if isinstance(match.path, Fields) for field in match.path.fields}
        if missing := set(expression.right.fields) - found - {"*"}:
            raise UserError(f"{where}: {', '.join(sorted(missing))} is not there; correct the target")
    try:
        document = apply_overlay(document, {"actions": [action]})
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # bugs of oas-patch
        raise UserError(f"{where}: oas-patch cannot apply it: {error}") from error
    # oas-patch inserts the same object in each place that matches, and a later action would change all of them.
    copied: Document = json.loads(json.dumps(document))
    return copied
