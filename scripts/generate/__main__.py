"""Entry point of `python -m scripts.generate`; see cli.py."""

from scripts.generate.cli import main
from scripts.project import run

run("generate", main)
