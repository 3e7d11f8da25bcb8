"""What schemathesis loads: see schemathesis.toml."""

from scripts.contract import checks, departures, forms, links, made_up, masking, parsing, values

__all__ = ["checks", "departures", "forms", "links", "made_up", "masking", "parsing", "values"]
