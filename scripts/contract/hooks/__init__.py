"""Hooks of schemathesis. Each works around a limitation of schemathesis or Python, which its docstring describes."""
