"""Validation of requests and responses by an OpenAPI contract."""
