"""Fault injection: latency, errors, resets and truncated responses."""
