"""API reference: a static site with the contract, code samples and the errata."""
