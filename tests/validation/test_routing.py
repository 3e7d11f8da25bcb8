"""Routing by method and path."""

from typing import Any

import pytest

from scripts.openapi import Document
from scripts.validation.errors import RequestError
from scripts.validation.routing import Router


def router(*paths: str, **keywords: Any) -> Router[str]:
    """Return a router of operations such as `GET /things`; without a method, of `GET`."""
    document: Document = {"paths": {}, **keywords}
    made = Router[str](document)
    for each in paths:
        method, _, path = each.rpartition(" ") if each[0] != "/" else ("", "", each)
        made.add(method or "GET", path, each)
    return made


def error(made: Router[str], method: str, path: str) -> RequestError:
    with pytest.raises(RequestError) as caught:
        made.route(method, path.encode())
    return caught.value


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/users/me", "/users/me"),
        ("/users/7", "/users/{id}"),
        ("/users/me/files", "/users/me/files"),
        ("/users/7/files", "/users/{id}/files"),
        ("/users/me/orders", "/users/{id}/orders"),
        ("/reports/a.csv", "/reports/{name}.csv"),
        ("/reports/a.txt", "/reports/{file}"),
    ],
)
def test_most_specific_path_wins_in_every_order(order: int, path: str, operation: str) -> None:
    paths = [
        *("/users/{id}", "/users/me", "/users/{id}/files", "/users/me/files", "/users/{id}/orders"),
        *("/reports/{file}", "/reports/{name}.csv"),
    ]
    assert router(*paths[::order]).route("GET", path.encode())[0] == operation


def test_most_specific_path_that_has_the_method_wins() -> None:
    made = router("/users/{id}", "PUT /users/me")
    assert made.route("GET", b"/users/me") == ("/users/{id}", {"id": "me"})
    assert made.route("PUT", b"/users/me") == ("PUT /users/me", {})
    assert error(made, "DELETE", "/users/me").headers == {"Allow": "GET, HEAD, PUT"}


@pytest.mark.parametrize(
    ("template", "path", "parameters"),
    [
        ("/pets/{pet-id}", "/pets/7", {"pet-id": "7"}),
        ("/pets/{1st}", "/pets/7", {"1st": "7"}),
        ("/pets/{a}/{b}", "/pets/1/2", {"a": "1", "b": "2"}),
        ("/pets/{a}-{b}", "/pets/1-2", {"a": "1", "b": "2"}),
        ("/pets/{name}.{ext}", "/pets/a.b.c", {"name": "a.b", "ext": "c"}),
        ("/pets/{id}", "/pets/a%2Fb", {"id": "a%2Fb"}),
        ("/pets/{id}", "/pets/a%20b", {"id": "a%20b"}),
        ("/pets/{id}", "/pets/%61", {"id": "a"}),
        ("/pets({id})", "/pets(7)", {"id": "7"}),
        ("/a b/{id}", "/a%20b/7", {"id": "7"}),
        ("/café", "/caf%C3%A9", {}),
        ("/café", "/caf%c3%a9", {}),
        ("/a%20b", "/a%20b", {}),
        ("/users", "/%75sers", {}),
        ("/", "/", {}),
    ],
)
def test_path_matches_its_template(template: str, path: str, parameters: dict[str, str]) -> None:
    assert router(template).route("GET", path.encode()) == (template, parameters)


@pytest.mark.parametrize(
    "path",
    [
        *("/pets", "/pets/", "/pets/1/2", "/Pets/1", "//pets/1", "pets/1", "", "*", "/pets/1/"),
        *("/pets/.", "/pets/..", "/pets/%2e", "/pets/%2e%2E", "/pets/../pets/1", "/pets%2F1"),
    ],
)
def test_path_that_matches_no_template_is_404(path: str) -> None:
    found = error(router("/pets/{id}"), "GET", path)
    assert (found.status, str(found)) == (404, f"path {path}: is not in the contract")


@pytest.mark.parametrize(
    ("path", "reason"), [("/pets/%zz", "has a % that begins no escape"), ("/pets/%ff", "is not UTF-8")]
)
def test_path_with_invalid_escapes_is_400(path: str, reason: str) -> None:
    found = error(router("/pets/{id}"), "GET", path)
    assert (found.status, str(found)) == (400, f"path {path}: {reason}")


def test_path_is_printable_in_the_error() -> None:
    assert str(error(router("/pets"), "GET", "/\x00é")) == "path /%00%C3%A9: is not in the contract"


@pytest.mark.parametrize("path", ["/pets", "/pets/1"])
def test_method_that_is_not_defined_is_405_with_allow(path: str) -> None:
    found = error(router("GET /pets", "POST /pets", "/pets/{id}", "POST /pets/{id}"), "DELETE", path)
    assert (found.status, found.headers) == (405, {"Allow": "GET, HEAD, POST"})
    assert str(found) == "method DELETE: is not one of GET, HEAD, POST"


def test_head_is_that_of_get_unless_defined() -> None:
    made = router("GET /a", "GET /b", "HEAD /b", "POST /c")
    assert made.route("HEAD", b"/a")[0] == "GET /a"
    assert made.route("HEAD", b"/b")[0] == "HEAD /b"
    assert error(made, "HEAD", "/c").status == 405


@pytest.mark.parametrize(
    "servers",
    [
        [{"url": "https://example.com/v1"}],
        [{"url": "/v1/"}],
        [{"url": "https://example.com"}, {"url": "https://{host}/{base}", "variables": {"base": {"default": "v1"}}}],
    ],
)
@pytest.mark.parametrize("path", [b"/pets/1", b"/v1/pets/1"])
def test_base_path_of_a_server_may_be_there(servers: Any, path: bytes) -> None:
    assert router("/pets/{id}", servers=servers).route("GET", path) == ("/pets/{id}", {"id": "1"})


@pytest.mark.parametrize("path", ["/v1", "/v2/pets/1", "/v1pets/1", "/v1/v1/pets/1"])
def test_other_base_path_is_404(path: str) -> None:
    assert error(router("/pets/{id}", servers=[{"url": "https://example.com/v1"}]), "GET", path).status == 404


def test_base_paths_of_path_and_operation_are_known() -> None:
    item = {"servers": [{"url": "/a"}], "get": {"servers": [{"url": "/b"}]}}
    made = router("/pets", paths={"/pets": item})
    assert made.route("GET", b"/a/pets") == made.route("GET", b"/b/pets") == ("/pets", {})


def test_path_of_the_contract_precedes_the_base_path() -> None:
    made = router("/v1/pets", "/pets", servers=[{"url": "/v1"}])
    assert made.route("GET", b"/v1/pets")[0] == "/v1/pets"
