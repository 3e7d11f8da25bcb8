"""Templates: no names of the project's contract, and a comment on their purpose."""

import re

from scripts.generate.python.render import TEMPLATES
from tests.support.project_contract import DOCUMENT, OPERATIONS

FILES = [path for path in TEMPLATES.parent.rglob("*.jinja") if path.is_file()]


def test_templates_have_no_name_of_the_contract() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    names = {DOCUMENT["info"]["title"], DOCUMENT["servers"][0]["url"], *schemes, *DOCUMENT["paths"], *OPERATIONS}
    names |= {re.sub("(?<=[a-z])(?=[A-Z])|-", "_", name) for name in names}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
    assert [
        (path.name, pattern.findall(path.read_text("utf-8")))
        for path in FILES
        if pattern.search(path.read_text("utf-8"))
    ] == []


def test_templates_start_with_their_purpose() -> None:
    assert len(FILES) > 20
    assert [path for path in FILES if not path.read_text("utf-8").startswith(("{# Replaces", "{# Adds"))] == []
