"""Breaking changes of the contract and its Python client since a git revision."""
