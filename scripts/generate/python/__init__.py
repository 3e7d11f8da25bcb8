"""Generator of the Python client: openapi-python-client with changed templates, and a class with all operations."""
