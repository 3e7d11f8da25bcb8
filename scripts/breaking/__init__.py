"""What changed in the contract and its Python client since a git revision, whom it breaks, and whether that is told."""
