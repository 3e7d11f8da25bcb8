"""Archives for installation: the mock, the Python client and the TypeScript client."""
