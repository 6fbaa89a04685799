"""Read compiled packs into facts: one function for each part of the catalogue.

A pack is a folder with a `catalogue.json`: `data/` itself and each folder in it. Content was checked when it was
compiled; here only rows whose ends lie in a removed pack are left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assentian.standards import facts
from assentian.standards.keys import NodeKey
from assentian.standards.vocabulary import AuditVisit, GuideStatus, NodeKind, Relation, Stage, Stride

DATA = Path(__file__).parent / "data"
COMPILED = "catalogue.json"

Pack = Mapping[str, Any]


def read(folder: Path = DATA) -> list[Pack]:
    paths = [folder / COMPILED, *sorted(folder.glob(f"*/{COMPILED}"))]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]


def editions(packs: Iterable[Pack]) -> dict[str, facts.Edition]:
    found: dict[str, facts.Edition] = {}
    for content in _editions(packs):
        found[content["edition"]["key"]] = facts.Edition(
            **{**content["edition"], "notes": tuple(content["edition"].get("notes", ()))},
            sources=tuple(content["sources"]),
            disagreements=tuple(facts.Disagreement(**row) for row in content.get("disagreements", ())),
            confidence=content["confidence"],
            extras=content.get("extras", {}),
        )
    return found


def nodes(packs: Iterable[Pack]) -> dict[str, facts.Node]:
    found: dict[str, facts.Node] = {}
    for content in _editions(packs):
        edition = content["edition"]["key"]
        for row in content["nodes"]:
            key = NodeKey(edition, row["id"])
            found[key.short] = facts.Node(
                key=key,
                kind=NodeKind(row["kind"]),
                title=row["title"],
                summary=row.get("summary", ""),
                parent=NodeKey(edition, row["parent"]) if "parent" in row else None,
                printed=row.get("printed", row["id"]),
                assessable=row.get("assessable", False),
                facts=row.get("facts", {}),
            )
    return found


def documents(packs: Iterable[Pack]) -> tuple[facts.DocumentedInformation, ...]:
    return tuple(
        facts.DocumentedInformation(
            **{**row, "node": NodeKey(content["edition"]["key"], row["node"]), "sources": tuple(row["sources"])}
        )
        for content in _editions(packs)
        for row in content.get("documented_information", ())
    )


def mappings(packs: Iterable[Pack], installed: Mapping[str, facts.Node]) -> tuple[facts.MappingRow, ...]:
    return tuple(
        facts.MappingRow(
            **{
                **row,
                "source": installed[row["source"]].key,
                "target": installed[row["target"]].key,
                "relation": Relation(row["relation"]),
            }
        )
        for row in _rows(packs, "crosswalk", "rows")
        if row["source"] in installed and row["target"] in installed
    )


def gaps(
    packs: Iterable[Pack], installed: Mapping[str, facts.Node], present: Mapping[str, facts.Edition]
) -> tuple[facts.Gap, ...]:
    return tuple(
        facts.Gap(**{**row, "key": installed[row["key"]].key})
        for row in _rows(packs, "crosswalk", "gaps")
        if row["key"] in installed and row["edition"] in present
    )


def guide_rows(packs: Iterable[Pack]) -> tuple[facts.GuideRow, ...]:
    return tuple(
        facts.GuideRow(
            **_label(row),
            stage=Stage(row["stage"]),
            stride=Stride(row["stride"]),
            threat=row["threat"],
            other_meaning=row["other_meaning"],
            clauses=_keys(row["clauses"]),
            threat_controls=_keys(row["threat_controls"]),
        )
        for row in _rows(packs, "guide", "rows")
    )


def guide_headings(packs: Iterable[Pack]) -> tuple[facts.GuideLabel, ...]:
    return tuple(facts.GuideLabel(**_label(row)) for row in _rows(packs, "guide", "headings"))


def guide_statements(packs: Iterable[Pack]) -> tuple[facts.GuideStatement, ...]:
    return tuple(
        facts.GuideStatement(**{**row, "status": GuideStatus(row["status"])})
        for row in _rows(packs, "guide", "statements")
    )


def guide_modules(packs: Iterable[Pack]) -> tuple[facts.GuideModule, ...]:
    return tuple(
        facts.GuideModule(**{**row, "references": _keys(row["references"])}) for row in _rows(packs, "guide", "modules")
    )


def audit_questions(packs: Iterable[Pack]) -> tuple[facts.AuditQuestion, ...]:
    return tuple(
        facts.AuditQuestion(AuditVisit(visit["visit"]), row["question"], _keys(row["nodes"]))
        for visit in _rows(packs, "audit", "visits")
        for row in visit["questions"]
    )


def audit_findings(packs: Iterable[Pack]) -> tuple[facts.AuditFinding, ...]:
    return tuple(
        facts.AuditFinding(row["id"], row["finding"], _keys(row["nodes"]), tuple(row["sources"]))
        for row in _rows(packs, "audit", "findings")
    )


def evidence_sources(packs: Iterable[Pack]) -> tuple[facts.EvidenceSource, ...]:
    return tuple(
        facts.EvidenceSource(**{**_tuples(row), "feeds": tuple(facts.Feed(**feed) for feed in row.get("feeds", ()))})
        for row in _rows(packs, "evidence-sources", "items")
    )


def family(packs: Iterable[Pack]) -> tuple[facts.FamilyMember, ...]:
    return tuple(facts.FamilyMember(**_tuples(row)) for row in _rows(packs, "family", "standards"))


def sources(packs: Iterable[Pack]) -> tuple[facts.Source, ...]:
    return tuple(facts.Source(**row) for row in _rows(packs, "sources", "sources"))


def _editions(packs: Iterable[Pack]) -> Iterator[Mapping[str, Any]]:
    for pack in packs:
        yield from pack["editions"]


def _rows(packs: Iterable[Pack], kind: str, table: str) -> Iterator[Mapping[str, Any]]:
    for pack in packs:
        yield from pack.get(kind, {}).get(table, ())


def _label(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "as_written": row["as_written"],
        "label": row["label"],
        "number": NodeKey.parse(row["number"]),
        "status": GuideStatus(row["status"]),
        "note": row["note"],
        "references": tuple(
            facts.Reference(NodeKey.parse(reference["key"]), reference["why"], reference.get("primary", False))
            for reference in row["references"]
        ),
    }


def _keys(texts: Iterable[str]) -> tuple[NodeKey, ...]:
    return tuple(map(NodeKey.parse, texts))


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
