"""Helpers of the tests: servers, clients, generators of requests."""
