"""Check the trigger rules as people write them, and write what the product reads.

    python -m assentian.impact.triggers.compile

A complaint names file and line; a test proves the committed JSON equal to what this writes.
"""

import json
from pathlib import Path

from assentian.impact.bank.library import DATA, bank
from assentian.impact.triggers.library import COMPILED
from assentian.standards.catalogue import UnknownNodeError, catalogue
from assentian.standards.strict_yaml import Document, read

SOURCE, SCHEMA = DATA / "triggers.yaml", DATA / "schema" / "triggers.schema.json"
TOKENS = {"row", "all_light"}


def compiled(path: Path = SOURCE) -> str:
    """The text of `triggers.json`. `ContentError` names the line of what is wrong."""
    document = read(path, json.loads(SCHEMA.read_text(encoding="utf-8")))
    check(document)
    return json.dumps(document.content, ensure_ascii=False, separators=(",", ":")) + "\n"


def check(document: Document) -> None:
    """What a schema cannot say: ids stand once, sources and places exist, opened questions are questions."""
    known = {question.id for question in bank().questions} | {module.id for module in bank().modules} | TOKENS
    seen: set[str] = set()
    for position, rule in enumerate(document.content["rules"]):
        where = ("rules", position)
        if rule["id"] in seen:
            raise document.error(f"{rule['id']} stands twice", *where)
        seen.add(rule["id"])
        for source in rule["sources"]:
            _check_source(document, source, *where)
        if unknown := [key for key in rule["serves"] if catalogue().find(key) is None]:
            raise document.error(f"{unknown[0]} is no node of the catalogue", *where, "serves")
        if unknown := [name for name in rule["reopen"] if name not in known]:
            raise document.error(f"there is no question {unknown[0]}", *where, "reopen")
        if rule["step"] in {1, 2} and "exempt" in rule:
            raise document.error(f"step {rule['step']} knows no exemption", *where, "exempt")


def _check_source(document: Document, source: str, *where: str | int) -> None:
    try:
        found = catalogue().evidence_source(source)
    except UnknownNodeError as error:
        raise document.error(str(error), *where, "sources") from error
    if found.id != source:
        raise document.error(f"{source} is an older name; write {found.id}", *where, "sources")


def main() -> None:
    COMPILED.write_text(compiled(), encoding="utf-8")


if __name__ == "__main__":
    main()
