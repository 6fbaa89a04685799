"""The written catalogue: reads the YAML under `data/`, checks it, and derives what need not be written.

Invariants of what `read_content` returns: every file keeps its schema; every key, parent, source and word resolves; the
counts a file declares are the counts it has; a guide label's status agrees with what stands at its number. A complaint
names file and line. This is for building and testing: the running product reads what `compile` wrote from it.

A file belongs to the folder it lies in: `data/` itself, or a removable pack such as `data/iso/`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assentian.standards.keys import EDITIONS
from assentian.standards.packs import DATA
from assentian.standards.strict_yaml import Document, read
from assentian.standards.vocabulary import AuditVisit, GuideStatus, NodeKind, Relation, Stage, Stride, Word

# In which kind of file which field holds a word of the vocabulary.
_WORDS: dict[tuple[str, str], type[Word]] = {
    ("edition", "kind"): NodeKind,
    ("crosswalk", "relation"): Relation,
    ("guide", "stage"): Stage,
    ("guide", "stride"): Stride,
    ("guide", "status"): GuideStatus,
    ("audit", "visit"): AuditVisit,
}


def read_content(folder: Path = DATA) -> dict[Path, dict[str, Any]]:
    """Checked tables of each pack, by its folder: a list of editions, and the other files by their kind."""
    schemas = {path.name.split(".")[0]: json.loads(path.read_text()) for path in (DATA / "schema").glob("*.json")}
    documents = [_valid(path, schemas) for path in sorted(folder.rglob("*.yaml"))]
    nodes: dict[str, dict[str, Any]] = {}
    for document in documents:
        if _kind(document) == "edition":
            _derive(document.content)
            nodes |= _checked_nodes(document)
    sources = {source["key"] for document in documents for source in _table(document, "sources", "sources")}
    for document in documents:
        _check_references(document, nodes, sources)
        _check_crosswalk(document)
        _check_guide(document, nodes)
        _check_counts(document)
    packs: dict[Path, dict[str, Any]] = {}
    for document in documents:
        tables = packs.setdefault(document.path.parent, {"editions": []})
        if _kind(document) == "edition":
            tables["editions"].append(document.content)
        else:
            tables[_kind(document)] = document.content
    return packs


def _valid(path: Path, schemas: dict[str, Any]) -> Document:
    document = read(path)
    if _kind(document) not in schemas:
        raise document.error(f"{_kind(document)!r} is none of {', '.join(sorted(schemas))}", "schema")
    document.hold_against(schemas[_kind(document)])
    return document


def _kind(document: Document) -> str:
    schema = document.content.get("schema") if isinstance(document.content, dict) else None
    return str(schema).partition("/")[0]


def _table(document: Document, kind: str, name: str) -> list[Any]:
    return list(document.content[name]) if _kind(document) == kind else []


def _derive(content: dict[str, Any]) -> None:
    """Write parent and assessable into each node: the parent is the nearest number that the id extends."""
    nodes, certifiable = content["nodes"], content["edition"].get("certifiable", False)
    ids = {node["id"] for node in nodes}
    for node in nodes:
        prefix = node["id"].rpartition(".")[0]
        while prefix and prefix not in ids:
            prefix = prefix.rpartition(".")[0]
        if prefix:
            node.setdefault("parent", prefix)
    parents = {node.get("parent") for node in nodes}
    for node in nodes:
        is_leaf_clause = node["kind"] == NodeKind.CLAUSE and node["id"] not in parents
        if certifiable and (is_leaf_clause or node["kind"] == NodeKind.CONTROL):
            node["assessable"] = True


def _checked_nodes(document: Document) -> dict[str, dict[str, Any]]:
    content, edition = document.content, document.content["edition"]["key"]
    if edition not in EDITIONS:
        raise document.error(f"{edition!r} is not in keys.EDITIONS", "edition", "key")
    nodes: dict[str, dict[str, Any]] = {}
    for place, node in enumerate(content["nodes"]):
        if nodes.setdefault(f"{edition}:{node['id']}", node) is not node:
            raise document.error(f"node {node['id']} stands twice", "nodes", place)
    for place, node in enumerate(content["nodes"]):
        if "parent" in node and f"{edition}:{node['parent']}" not in nodes:
            raise document.error(f"{node['id']} hangs under {node['parent']}, which is no node", "nodes", place)
    for place, row in enumerate(content.get("documented_information", [])):
        if f"{edition}:{row['node']}" not in nodes:
            raise document.error(f"{row['node']} is no node of {edition}", "documented_information", place)
    return nodes


def _check_counts(document: Document) -> None:
    content, counted = document.content, {}
    if _kind(document) == "edition":
        counted = dict(Counter(node["kind"] for node in content["nodes"]))
    if _kind(document) == "crosswalk":
        targets = dict(Counter(row["target"].partition(":")[0] for row in content["rows"]))
        counted = {"rows": len(content["rows"]), "gaps": len(content["gaps"]), "by_target": targets}
    if counted != content.get("counts", {}):
        raise document.error(f"there are {counted}", "counts")


def _check_references(document: Document, nodes: dict[str, dict[str, Any]], sources: set[str]) -> None:
    kind = _kind(document)
    for where, value in _leaves(document.content):
        field = next(step for step in reversed(where) if isinstance(step, str))
        words = _WORDS.get((kind, field))
        if words is not None and value not in {word.value for word in words}:
            raise document.error(f"{value!r} is no {words.__name__}; the words are {', '.join(words)}", *where)
        if field == "sources" and value not in sources:
            raise document.error(f"source {value!r} is not in sources.yaml", *where)
        if field != "number" and str(value).partition(":")[0] in EDITIONS and ":" in value and value not in nodes:
            raise document.error(f"{value} is no node", *where)


def _leaves(content: Any, *where: str | int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(content, dict | list):
        for step, inner in content.items() if isinstance(content, dict) else enumerate(content):
            yield from _leaves(inner, *where, step)
    else:
        yield where, content


def _check_crosswalk(document: Document) -> None:
    rows = _table(document, "crosswalk", "rows")
    pairs: set[frozenset[str]] = set()
    for place, row in enumerate(rows):
        pair = frozenset((row["source"], row["target"]))
        if pair in pairs:
            raise document.error(f"{row['source']} and {row['target']} are mapped twice", "rows", place)
        pairs.add(pair)
    for table in ("rows", "gaps"):
        for place, row in enumerate(_table(document, "crosswalk", table)):
            if row["basis"] not in document.content["bases"]:
                raise document.error(f"{row['basis']!r} is not among the bases", table, place, "basis")


def _check_guide(document: Document, nodes: dict[str, dict[str, Any]]) -> None:
    for table in ("rows", "headings"):
        for place, row in enumerate(_table(document, "guide", table)):
            if row["status"] not in statuses_at(row["number"], nodes):
                raise document.error(f"{row['number']} does not stand for {row['status']}", table, place, "status")
            if sum(reference.get("primary", False) for reference in row["references"]) != 1:
                raise document.error("exactly one reference is primary", table, place, "references")


def statuses_at(number: str, nodes: dict[str, dict[str, Any]]) -> set[GuideStatus]:
    """What may be said of a guide label by what the published edition holds at its number."""
    if number in nodes:
        return {GuideStatus.OTHER_CONTROL if nodes[number]["kind"] == NodeKind.CONTROL else GuideStatus.OTHER_TOPIC}
    edition, _, identifier = number.partition(":")
    for key, node in nodes.items():
        if key.startswith(f"{edition}:") and identifier in node.get("facts", {}).get("statements", ()):
            return {GuideStatus.OBJECTIVE_NOT_CONTROL, GuideStatus.OBJECTIVE_OF_OTHER_TOPIC}
    return {GuideStatus.DOES_NOT_RESOLVE}
