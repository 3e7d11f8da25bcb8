"""Places in files, for messages."""

import re
from pathlib import Path
from typing import NamedTuple

import yaml

from scripts.openapi.reader import read_text
from scripts.openapi.structure import steps
from scripts.project import UserError

_SURROGATES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class Source(NamedTuple):
    """A place in a file: the file, and the JSON pointer."""

    path: Path
    pointer: str

    def __str__(self) -> str:
        """Return the place as messages begin with it, `file:line: #/pointer`."""
        line = self.line()
        return f"{self.path}{f':{line}' if line else ''}: #{self.pointer}"

    def below(self, pointer: str) -> "Source":
        """Return the place at a pointer that is relative to this one."""
        return Source(self.path, self.pointer + pointer)

    def line(self) -> int | None:
        """Return the line of the value or its key, or of the closest value around it; None if the file has none."""
        try:
            # libyaml reads JSON, except escapes that are half of a surrogate pair.
            text = _SURROGATES.sub(r"\\uFFFD", read_text(self.path))
            node = yaml.compose(text, Loader=yaml.CBaseLoader)
        except (UserError, yaml.YAMLError):
            return None
        if node is None:
            return None
        mark = node.start_mark
        for step in steps(self.pointer):
            entries = node.value if isinstance(node, yaml.MappingNode) else []
            entry = next((each for each in entries if each[0].value == step), None)
            if entry:
                mark, node = entry[0].start_mark, entry[1]
            elif isinstance(node, yaml.SequenceNode) and step.isdecimal() and int(step) < len(node.value):
                node = node.value[int(step)]
                mark = node.start_mark
            else:
                break
        return mark.line + 1
