"""Tests of the API reference."""
