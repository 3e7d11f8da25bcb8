"""Tests of `make validate`."""
