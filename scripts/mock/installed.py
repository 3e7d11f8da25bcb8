"""Entry point of the command `caigunn-mock`, which the wheel installs."""

from functools import partial
from typing import NoReturn

from scripts import project
from scripts.mock import cli


def main() -> NoReturn:
    """Run the mock."""
    project.run("mock", partial(cli.main, program="caigunn-mock"))
