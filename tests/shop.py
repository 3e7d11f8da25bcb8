"""A contract that has nothing in common with the project's own, and a program that uses a client of it."""

from scripts.openapi import Document

CONTRACT: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Pet shop", "version": "1.4.0"},
    "servers": [{"url": "https://{region}.shop.example/v1", "variables": {"region": {"default": "eu"}}}],
    "security": [{"shop.Token": []}, {"X-Key": [], "X-Other": []}],
    "paths": {
        "/pets/{pet-id}": {
            "parameters": [{"name": "pet-id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "operationId": "getPet",
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
            "delete": {"operationId": "deletePet", "security": [], "responses": {"204": {"description": "Gone."}}},
        },
        "/pets": {
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
            }
        },
    },
}
USE = """
from pet_shop_client import Client, MissingCredentialError
from pet_shop_client.api.build import get_pet
from pet_shop_client.api.default import add_pet, delete_pet
from pet_shop_client.models import Pet

pet: Pet = get_pet._build_response(__import__("httpx").Response(200, json={"name": "Tom", "kind": "cat"})).parsed
assert pet == Pet(name="Tom", kind="cat")
client = Client(x_key="a", x_other="b")
sent = get_pet._get_kwargs(7, client=client, size="large")
assert sent["url"] == "/pets/7" and sent["params"] == {"size": "large"}, sent
assert sent["headers"] == {"X-Key": "a", "X-Other": "b"}, sent
assert get_pet._get_kwargs(7, client=Client(shop_token="c"))["headers"] == {"Authorization": "Bearer c"}
assert "headers" not in delete_pet._get_kwargs(7, client=client)
assert add_pet._get_kwargs(client=client)["headers"] == {}
assert add_pet._get_kwargs(client=Client(shop_token="c"), body=pet)["json"] == {"name": "Tom", "kind": "cat"}
try:
    get_pet.sync(7, client=Client(x_key="a"))
except MissingCredentialError as error:
    assert "needs shop_token or x_other" in str(error), error
else:
    raise AssertionError("a call without credentials")
"""
