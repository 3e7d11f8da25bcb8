"""Entry point of `python -m scripts.mutation`."""

from scripts.mutation.cli import main
from scripts.project import run

if __name__ == "__main__":
    run("mutation", main)
