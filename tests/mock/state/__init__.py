"""State of the mock, without its HTTP server."""
