"""A contract without similarity to the project's, and a program that uses its client."""

from scripts.openapi import Document

CONTRACT: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Pet shop", "version": "1.4.0"},
    "servers": [{"url": "https://{region}.shop.example/v1", "variables": {"region": {"default": "eu"}}}],
    "security": [{"shop.Token": []}, {"X-Key": [], "X-Other": []}],
    "tags": [{"name": "build", "description": "What is\nmade.", "x-client-name": "works"}],
    "paths": {
        "/pets/{pet-id}": {
            "parameters": [{"name": "pet-id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "operationId": "getPet",
                "x-client-name": "fetch",
                "tags": ["build"],
                "parameters": [
                    {
                        "name": "size",
                        "in": "query",
                        "description": 'The "size" \\ of it.',
                        "schema": {"type": "string", "enum": ["small", "large"]},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "The pet.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            },
            "delete": {
                "operationId": "deletePet",
                "security": [],
                "responses": {
                    "204": {"description": "The pet was deleted."},
                    "404": {
                        "description": "The pet does not exist.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                    },
                },
            },
        },
        "/pets": {
            "get": {
                "operationId": "list-pets",
                "tags": ["pets"],
                "security": [],
                "x-client-items": "pets",
                "parameters": [
                    {"name": "offset", "in": "query", "schema": {"type": "integer"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "from", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                    {"name": "timeout", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": {
                        "description": "Pets.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PetList"}}},
                    }
                },
            },
            "put": {
                "operationId": "namePets",
                "tags": ["pets"],
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Naming"}}},
                },
                "responses": {
                    "200": {
                        "description": "All names.",
                        "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}},
                    }
                },
            },
            "post": {
                "operationId": "addPet",
                "security": [{}, {"shop.Token": []}],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {"photo": {"type": "string", "format": "binary"}},
                            }
                        },
                    }
                },
                "responses": {"2XX": {"description": "Added."}, "default": {"description": "Anything else."}},
            },
        },
    },
    "webhooks": {
        "sold": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sold"}}}}
            }
        },
        "closed": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Closed"}}}}
            }
        },
    },
    "components": {
        "securitySchemes": {
            "shop.Token": {"type": "http", "scheme": "Bearer"},
            "X-Key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": "Half of a key."},
            "X-Other": {"type": "apiKey", "in": "header", "name": "X-Other"},
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "kind": {"type": "string", "enum": ["cat", "dog"]}},
                "oneOf": [{"required": ["name"]}, {"required": ["kind"]}],
            },
            "PetList": {
                "type": "object",
                "required": ["pets"],
                "properties": {
                    "pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                    "left-out": {"type": "array", "items": {"type": "string"}},
                },
            },
            "Naming": {
                "type": "object",
                "required": ["names"],
                "properties": {
                    "names": {"type": "array", "items": {"type": "string"}},
                    "age": {"type": ["integer", "null"]},
                    "owners": {"type": "array", "items": {"type": "string", "format": "uuid"}},
                },
            },
            "Problem": {"type": "object", "properties": {"detail": {"type": "string"}}},
            "Sold": {
                "type": "object",
                "required": ["kind", "price"],
                "properties": {"kind": {"type": "string", "const": "sold"}, "price": {"type": "number"}},
            },
            "Closed": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string", "const": "closed"}},
            },
        },
    },
}
PROGRAM = """
import datetime
import json
from uuid import UUID

import httpx
from pet_shop_client import Client, MissingCredentialError, PetShop, webhooks
from pet_shop_client.api.build import get_pet
from pet_shop_client.api.default import add_pet, delete_pet
from pet_shop_client.models import Closed, Pet, Sold

sent: list[httpx.Request] = []


def service(request: httpx.Request) -> httpx.Response:
    sent.append(request)
    if request.method == "DELETE":
        return httpx.Response(204)
    if request.method == "PUT":
        return httpx.Response(200, content=json.dumps(json.loads(request.content)["names"]))
    if (request.method, request.url.path) == ("GET", "/v1/pets"):
        start, size = (int(request.url.params[name]) for name in ("offset", "limit"))
        names = [f"pet {number}" for number in range(start, min(start + size, 5))]
        return httpx.Response(200, json={"pets": [{"name": name} for name in names]})
    return httpx.Response(200, json={"name": "Tom", "kind": "cat"})


transport = {"transport": httpx.MockTransport(service)}
tom = Pet(name="Tom", kind="cat")
with Client(x_key="a", x_other="b", httpx_args=transport) as client:
    assert get_pet.sync(7, client=client, size="large") == tom
    assert (str(sent[-1].url), sent[-1].headers["X-Key"], sent[-1].headers["X-Other"]) == (
        "https://eu.shop.example/v1/pets/7?size=large", "a", "b"
    )
    assert delete_pet.sync_detailed(7, client=client).status_code == 204
    assert "X-Key" not in sent[-1].headers
    assert add_pet.sync_detailed(client=client, body=tom).status_code == 200
    assert json.loads(sent[-1].content) == {"name": "Tom", "kind": "cat"} and "X-Key" not in sent[-1].headers
try:
    get_pet.sync(7, client=Client(x_key="a"))
except MissingCredentialError as error:
    assert str(error) == "credential missing: shop_token or x_other; pass it to Client", error
else:
    raise AssertionError("no error without credentials")

with PetShop(shop_token="c", httpx_args=transport) as petshop:
    assert petshop.works.fetch(pet_id=7) == tom
    assert sent[-1].headers["Authorization"] == "Bearer c"
    petshop.default.delete_pet(pet_id=7)
    petshop.default.add_pet(body=tom)
    assert sent[-1].headers["Authorization"] == "Bearer c"
    noon = datetime.datetime(2024, 5, 9, 12, tzinfo=datetime.timezone.utc)
    found = [pet.name for pet in petshop.pets.iter_all(page_size=2, from_=noon, timeout_=True)]
    assert found == [f"pet {number}" for number in range(5)]
    assert [request.url.params["offset"] for request in sent[-3:]] == ["0", "2", "4"]
    assert dict(sent[-1].url.params) == {"offset": "4", "limit": "2", "from": noon.isoformat(), "timeout": "true"}
    assert petshop.pets.name(names=["Tom", "Tim"]) == ["Tom", "Tim"]
    assert json.loads(sent[-1].content) == {"names": ["Tom", "Tim"]}
    petshop.pets.name(names=[], age=None, owners=["3fa85f64-5717-4562-b3fc-2c963f66afa6", UUID(int=0)])
    assert json.loads(sent[-1].content)["age"] is None
    assert petshop.pets.with_raw_response.name(names=["Tom"]).parse() == ["Tom"]
try:
    PetShop(x_key="a").works.fetch(pet_id=7)
except MissingCredentialError as error:
    missing, remedy = "shop_token or x_other", "pass it to PetShop, or set PET_SHOP_SHOP_TOKEN or PET_SHOP_X_OTHER"
    assert str(error) == f"credential missing: {missing}; {remedy}", error
assert webhooks.parse(b'{"kind": "sold", "price": 9}') == Sold(kind="sold", price=9)
assert isinstance(webhooks.parse({"kind": "closed"}), Closed)
"""
