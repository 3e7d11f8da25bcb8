"""Tests of errata.yaml and its reader."""
