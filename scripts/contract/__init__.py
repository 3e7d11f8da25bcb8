"""Contract tests: schemathesis runs against the mock or another server."""
