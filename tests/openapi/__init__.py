"""Reading and checking of OpenAPI documents."""
