"""Checks that schemathesis lacks. Each is named as the report lists it."""
