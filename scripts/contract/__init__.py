"""The contract tests: hold a server to the contract with schemathesis."""
