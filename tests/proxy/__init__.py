"""Tests of the validation proxy."""
