"""Mutation testing: how many deliberate bugs the contract tests and the tests of the Python client detect."""
