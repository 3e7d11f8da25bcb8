"""Command line of the probe: see `scripts.probe.cli`."""

from scripts.probe.cli import main
from scripts.project import run

if __name__ == "__main__":
    run("probe", main)
