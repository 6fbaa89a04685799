"""Check the library as people write it, and write what the product reads: `python -m assentian.threats.compile`.

The YAML (threats, the catalogue of checks that they name, the ids of other vocabularies) is the source. A complaint
names file and line; a test proves the committed JSON equal to what this writes.
"""

import json
from pathlib import Path
from typing import Any

from assentian.standards.catalogue import catalogue
from assentian.standards.keys import NodeKey
from assentian.standards.strict_yaml import Document, read
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.library import COMPILED, DATA, EDITIONS
from assentian.threats.matching import ATTRIBUTES
from assentian.threats.references import PINNED


def compiled() -> dict[Path, str]:
    """The text of each file that the product reads. `ContentError` names the line of what is wrong."""
    threats, checks, references = (
        read(DATA / f"{name}.yaml", _schema(name)) for name in ("threats", "checks", "references")
    )
    check(threats)
    check_catalogue(checks, threats)
    check_references(references, threats)
    content = {**threats.content, "checks": checks.content["checks"]}
    return {COMPILED: _text(content), PINNED: _text(references.content)}


def check(document: Document) -> None:
    """What a schema cannot say: ids stand once, keys resolve, rules ask for what there is, no cell is empty,
    the guide's phrases are the guide's.
    """
    seen: set[str] = set()
    for place, row in enumerate(document.content["threats"]):
        where = ("threats", place)
        if row["id"] in seen:
            raise document.error(f"threat {row['id']} stands twice", *where)
        seen.add(row["id"])
        for edition in EDITIONS:
            for id_ in row[edition]:
                if catalogue().find(NodeKey(edition, id_)) is None:
                    raise document.error(f"{id_} is no node of {edition}", *where, edition)
        if unknown := sorted(set(row["when"]) - ATTRIBUTES[row["target"]]):
            raise document.error(f"a {row['target']} has no attribute {', '.join(unknown)}", *where, "when")
        code, letter, _ = row["id"].split("-")
        guide = catalogue().guide_row(Stage.of(code), Stride.of(letter))
        if "guide" in row and (guide is None or row["guide"] not in guide.threat):
            raise document.error(f"the guide's row for {code}-{letter} does not say {row['guide']!r}", *where, "guide")
    if empty := {f"{stage.code}-{stride}" for stage in Stage for stride in Stride} - {id_[:5] for id_ in seen}:
        raise document.error(f"no threat in {', '.join(sorted(empty))}", "threats")


def check_catalogue(checks: Document, threats: Document) -> None:
    """Ids stand once; a threat names only checks that are catalogued; one that no threat names says what it serves."""
    named = {id_ for row in threats.content["threats"] for id_ in row["checks"]}
    seen: set[str] = set()
    for place, row in enumerate(checks.content["checks"]):
        if row["id"] in seen:
            raise checks.error(f"check {row['id']} stands twice", "checks", place)
        seen.add(row["id"])
        if (row["id"] in named) == ("serves" in row):
            problem = "is named by no threat and does not say what it serves"
            if row["id"] in named:
                problem = "is named by a threat, and so needs no `serves`"
            raise checks.error(f"check {row['id']} {problem}", "checks", place)
    for place, row in enumerate(threats.content["threats"]):
        if unknown := sorted(set(row["checks"]) - seen):
            raise threats.error(f"no check is called {', '.join(unknown)}", "threats", place, "checks")


def check_references(references: Document, threats: Document) -> None:
    """Every framework has ids; a threat names only pinned ones; only a pinned id is superseded, and by another."""
    ids = references.content["ids"]
    keys = [row["key"] for row in references.content["frameworks"]]
    if sorted(keys) != sorted(ids):
        raise references.error("every framework stands once, and has its ids", "frameworks")
    for place, row in enumerate(references.content["superseded"]):
        if unknown := sorted(set(row["ids"]) - set(ids[row["framework"]])):
            raise references.error(f"{', '.join(unknown)} is superseded and not pinned", "superseded", place, "ids")
        if known := sorted(set(row["ids"].values()) & set(ids[row["framework"]])):
            raise references.error(f"{', '.join(known)} is no new id", "superseded", place, "ids")
    for place, row in enumerate(threats.content["threats"]):
        for framework, named in row["ref"].items():
            if unknown := sorted(set(named) - set(ids[framework])):
                problem = f"{', '.join(unknown)} is no pinned id of {framework}"
                raise threats.error(problem, "threats", place, "ref", framework)


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def main() -> None:
    for path, text in compiled().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
