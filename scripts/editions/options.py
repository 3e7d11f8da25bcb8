"""Command line options that select a contract."""

import argparse
from pathlib import Path

from scripts.project import CONTRACT


def add_contract_options(parser: argparse.ArgumentParser) -> None:
    """Add `--contract FILE` and `--edition DATE`; `contract` of the result is the path that one of them selects."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    group.add_argument(
        "--edition", dest="contract", type=_resolve, metavar="DATE", help="use the contract of this edition"
    )


def _resolve(name: str) -> Path:
    # Imported only if an edition is selected, so that the mock starts faster without.
    from scripts.editions.contracts import contract_of  # noqa: PLC0415

    return contract_of(name)
