"""Pure decisions of the journal: what a captured change becomes in a leaf, and what the leaves add up to.

A change lists every column whose canonical value differs: all of them for an insert (old is null) and for a delete
(new is null). Values of personal columns appear only as salted commitments, and only on the new side: what was there
before stands committed in an earlier entry. Replaying the changes of a ledger in order gives the state that the
tables must hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from assentian.ledger import entry

Row = Mapping[str, Any]
"""Canonical values by column."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Salt and value behind the commitment at `path` of a leaf; kept apart so that it can be erased."""

    path: str
    salt: bytes
    value: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one row, named by (table, primary key): `columns` are `[column, old, new]`."""

    key: tuple[str, str]
    op: str
    columns: list[list[Any]]
    disclosures: list[Disclosure]


def describe(
    key: tuple[str, str],
    before: Row | None,
    after: Row | None,
    *,
    personal: frozenset[str],
    new_salt: Callable[[], bytes],
) -> Change | None:
    """The changed columns in name order; None when an update changed nothing."""
    op = "insert" if before is None else "delete" if after is None else "update"
    old, new = before or {}, after or {}
    columns: list[list[Any]] = []
    disclosures: list[Disclosure] = []
    for column in sorted({**old, **new}):
        was, becomes = old.get(column), new.get(column)
        if op == "update" and was == becomes:
            continue
        if column in personal:
            was = None
            if becomes is not None:
                disclosures.append(Disclosure(column, new_salt(), becomes))
                becomes = entry.commit(becomes, disclosures[-1].salt)
        columns.append([column, was, becomes])
    return Change(key, op, columns, disclosures) if columns else None


def leaf(organisation: str, context: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """A leaf, version 1, of what happened in the act of `context`."""
    body = {
        "v": 1,
        "at": context["at"],
        "org": organisation,
        "actor": context["actor"],
        "act": context["action"],
        "tx": context["tx"],
        **content,
    }
    return {**body, "cause": context["cause"]} if context["cause"] else body


def about(leaf: Mapping[str, Any]) -> str:
    """What a leaf is looked up by: the artefact that it seals, else the row that it is about."""
    if "ref" in leaf:
        return f"sha256/{leaf['ref'][0]['sha256']}"
    return "/".join(leaf["obj"][:2]) if "obj" in leaf else ""


@dataclass(slots=True)
class ReplayedRow:
    """What a ledger says one row holds: canonical value or commitment by column, and the entry that said so."""

    organisation: str
    values: dict[str, Any] = field(default_factory=dict)
    said_by: dict[str, int] = field(default_factory=dict)
    last_seq: int = 0


Replayed = dict[tuple[str, str], ReplayedRow]
"""Rows by (table, primary key)."""


def replay(state: Replayed, organisation: str, seq: int, leaf: Mapping[str, Any]) -> None:
    """Bring `state` past one leaf; leaves other than row changes leave it as it is."""
    if leaf["t"] != "state-change":
        return
    table, key, _ = leaf["obj"]
    if leaf["op"] == "delete":
        state.pop((table, key), None)
        return
    row = state.setdefault((table, key), ReplayedRow(organisation))
    row.last_seq = seq
    for column, _, becomes in leaf["ch"]:
        row.values[column] = becomes
        row.said_by[column] = seq


def is_commitment(value: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and set(value) == {"c"}
