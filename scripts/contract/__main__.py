"""Entry point of `python -m scripts.contract`."""

import sys

from scripts.contract.cli import main
from scripts.project import run

if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run("contract", main)
