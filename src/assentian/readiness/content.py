"""The room's own data: files that keep their schema and name only requirements that the catalogue has."""

import json
from pathlib import Path

from assentian.standards.catalogue import catalogue
from assentian.standards.strict_yaml import Document, read

DATA = Path(__file__).parent / "data"


def document(name: str) -> Document:
    """`data/<name>.yaml`, held against its schema; `ContentError` for the first complaint."""
    return read(DATA / f"{name}.yaml", json.loads((DATA / f"{name}.schema.json").read_text(encoding="utf-8")))


def resolve(found: Document, requirement: str, *where: str | int) -> None:
    """Raise `ContentError` where a key is no requirement that can be claimed."""
    node = catalogue().find(requirement)
    if node is None or not node.assessable:
        raise found.error(f"{requirement} is no requirement of the catalogue", *where)
