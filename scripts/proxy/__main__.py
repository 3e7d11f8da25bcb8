"""Entry point of `python -m scripts.proxy`; see cli.py."""

from scripts.project import run
from scripts.proxy.cli import main

run("proxy", main)
