"""Tests of the editions: overlays, built contracts, and the mock of each."""
