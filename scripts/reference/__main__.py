"""Entry point of `python -m scripts.reference`; see cli.py."""

from scripts.project import run
from scripts.reference.cli import main

run("reference", main)
