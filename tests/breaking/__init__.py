"""Tests of `make breaking`."""
