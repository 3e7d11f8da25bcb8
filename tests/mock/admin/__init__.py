"""Tests of the admin pages: inspector, state API and API reference."""
