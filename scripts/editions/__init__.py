"""Editions of the API: the contract of each date, derived from openapi.yaml by an overlay."""
