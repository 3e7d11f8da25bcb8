"""What schemathesis loads: see schemathesis.toml."""

from scripts.contract import accept, checks, departures, forms, links, masking, parsing, values

__all__ = ["accept", "checks", "departures", "forms", "links", "masking", "parsing", "values"]
