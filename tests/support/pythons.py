"""Python interpreters of pyenv, by whether the Python client supports them."""

import sys
from pathlib import Path

LOWEST = 3, 11
PYTHONS = {
    tuple(map(int, path.parent.parent.name.split("."))): path
    for path in (Path.home() / ".pyenv" / "versions").glob("3.*.*/bin/python")
    if path.parent.parent.name.replace(".", "").isdigit()
}
SUPPORTED = [PYTHONS[version] for version in sorted(PYTHONS) if version >= LOWEST]
OTHERS = [PYTHONS[version] for version in sorted(PYTHONS) if version > LOWEST and version[:2] != sys.version_info[:2]]
OLDER = [PYTHONS[version] for version in sorted(PYTHONS) if version < LOWEST]
