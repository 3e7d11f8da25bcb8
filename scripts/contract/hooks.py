"""What schemathesis loads: see schemathesis.toml."""

from scripts.contract import checks, departures, forms

__all__ = ["checks", "departures", "forms"]
