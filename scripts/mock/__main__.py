"""Entry point of `python -m scripts.mock`; see cli.py."""

from scripts.mock.cli import main
from scripts.project import run

run("mock", main)
