"""Fixtures of pytest: a running mock, and a fresh chatbot for each test."""
