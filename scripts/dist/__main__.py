"""Entry point of `python -m scripts.dist`; see cli.py."""

from scripts.dist.cli import main
from scripts.project import run

run("dist", main)
