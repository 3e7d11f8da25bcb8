"""Entry point of `python -m scripts.archives`; see cli.py."""

from scripts.archives.cli import main
from scripts.project import run

run("dist", main)
