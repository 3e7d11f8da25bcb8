"""Tests of the archives."""
