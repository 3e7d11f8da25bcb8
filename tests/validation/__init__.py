"""Tests of `scripts.validation` and `scripts.schemas`."""
