"""Check the library as people write it, and write what the product reads: `python -m assentian.threats.compile`.

The YAML is the source. A complaint names file and line; a test proves the committed JSON equal to what this writes.
"""

import json

from assentian.standards.catalogue import catalogue
from assentian.standards.keys import NodeKey
from assentian.standards.strict_yaml import Document, read
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.library import COMPILED, DATA, EDITIONS


def compiled() -> str:
    """The text of `threats.json`. `ContentError` names the line of what is wrong."""
    schema = json.loads((DATA / "threats.schema.json").read_text(encoding="utf-8"))
    document = read(DATA / "threats.yaml", schema)
    check(document)
    return json.dumps(document.content, ensure_ascii=False, separators=(",", ":")) + "\n"


def check(document: Document) -> None:
    """What a schema cannot say: ids stand once, keys resolve, no cell is empty, the guide's phrases are the guide's."""
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
        code, letter, _ = row["id"].split("-")
        guide = catalogue().guide_row(Stage.of(code), Stride.of(letter))
        if "guide" in row and (guide is None or row["guide"] not in guide.threat):
            raise document.error(f"the guide's row for {code}-{letter} does not say {row['guide']!r}", *where, "guide")
    if empty := {f"{stage.code}-{stride}" for stage in Stage for stride in Stride} - {id_[:5] for id_ in seen}:
        raise document.error(f"no threat in {', '.join(sorted(empty))}", "threats")


def main() -> None:
    COMPILED.write_text(compiled(), encoding="utf-8")


if __name__ == "__main__":
    main()
