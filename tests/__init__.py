"""The tests: one module a room of the house, real processes, nothing of our own replaced."""
