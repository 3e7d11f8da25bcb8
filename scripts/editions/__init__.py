"""Editions of the API: the contract of each date, derived from openapi.yaml by an overlay."""

from scripts.editions.contracts import is_built, names, resolve
from scripts.editions.decisions import errata_of
from scripts.editions.options import add_contract_options

__all__ = ["add_contract_options", "errata_of", "is_built", "names", "resolve"]
