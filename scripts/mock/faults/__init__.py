"""Scenarios: latency, injected faults and custom responses."""
