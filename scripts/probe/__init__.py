"""Probe: which edition of the API a server implements."""
