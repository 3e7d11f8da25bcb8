"""Entry point of `python -m scripts.breaking`; see cli.py."""

from scripts.breaking.cli import main
from scripts.project import run

run("breaking", main)
