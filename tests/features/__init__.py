"""One contract per OpenAPI feature, in every tool."""
