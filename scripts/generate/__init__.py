"""Generator of the Python and TypeScript clients."""
