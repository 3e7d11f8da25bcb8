"""Tests of `scripts.prism`."""
