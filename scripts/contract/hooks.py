"""What schemathesis loads: see schemathesis.toml."""

from scripts.contract import checks, departures, forms, masking, values

__all__ = ["checks", "departures", "forms", "masking", "values"]
