"""YAML files that tests write."""

from pathlib import Path
from typing import Any

import yaml


def write_yaml(path: Path, content: Any) -> None:
    """Write content with its keys in their order. The Python dumper takes half a second for a contract."""
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
