"""Validation proxy: passes traffic on to a server, and reports where it violates the contract."""
