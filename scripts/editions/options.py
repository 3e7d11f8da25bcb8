"""Command line options that select a contract."""

import argparse
from pathlib import Path

from scripts.editions.contracts import resolve
from scripts.project import CONTRACT


def add_contract_options(parser: argparse.ArgumentParser) -> None:
    """Add `--contract FILE` and `--edition DATE`; `contract` of the result is the path that one of them selects."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    group.add_argument(
        "--edition", dest="contract", type=resolve, metavar="DATE", help="the edition whose contract is used"
    )
