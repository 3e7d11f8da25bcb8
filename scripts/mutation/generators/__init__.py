"""Generators of mutants. All derive them from the contract, except `templates`, whose mutants are listed by hand."""
