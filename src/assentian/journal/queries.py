"""Reads of the ledger for pages: its head, its entries, one entry with its proof. Signing is elsewhere."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.http import HttpRequest

from assentian.journal import names, store
from assentian.journal.models import Checkpoint, Entry, Head
from assentian.ledger.tree import Frontier, inclusion_proof, verify_inclusion
from assentian.ledger.verify import leaf_hash
from assentian.standards.vocabulary import IdentityLevel

_SIGNED = ("approve ", "accept ", "close nonconformity")
"""How the acts of approvals begin that were made before an approval had a leaf of its own."""
_WORDS = {"insert": "created", "update": "changed", "delete": "deleted"}


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The tree as it stands, and the checkpoint signed last; `signed_size` is 0 before the first."""

    size: int
    root: str
    signed_size: int
    signed_at: datetime | None
    note: str

    @property
    def is_signed(self) -> bool:
        return self.size == self.signed_size


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry, decoded for a list. `about` names the changed row as `table/key`; `title` and `by` say it in words."""

    seq: int
    at: datetime
    actor: str
    act: str
    kind: str
    about: str
    title: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry with its inclusion proof in the tree of `size`, recomputed and checked at the time of asking.

    `identity` says how it was known who signed, where something was signed.
    """

    row: EntryRow
    leaf: str
    content: Mapping[str, Any]
    leaf_hash: str
    proof: tuple[str, ...]
    size: int
    root: str
    is_proved: bool
    disclosed: Mapping[str, Any]
    identity: str = ""


def head(organisation: str) -> LedgerHead:
    """One query: every page's foot asks for it."""
    newest = Checkpoint.objects.filter(organisation=organisation).order_by("-size")
    signed = {name: Subquery(newest.values(name)[:1]) for name in ("size", "at", "note")}
    found = Head.objects.filter(organisation=organisation).values_list("frontier", *signed.values()).first()
    frontier, size, at, note = found or (b"", None, None, None)
    tree = Frontier.from_bytes(bytes(frontier)) if frontier else Frontier()
    return LedgerHead(tree.size, tree.root().hex(), size or 0, at, note or "")


def entries(organisation: str, *, about: str = "", before: int | None = None, most: int = 50) -> list[EntryRow]:
    """Newest entries first, from below `before`; `about` (`table/key`, or `table/`) narrows them. One query."""
    found = Entry.objects.filter(organisation=organisation)
    if about:
        found = found.filter(about__startswith=about) if about.endswith("/") else found.filter(about=about)
    if before is not None:
        found = found.filter(seq__lt=before)
    return _named([_row(seq, bytes(leaf)) for seq, leaf in found.order_by("-seq").values_list("seq", "leaf")[:most]])


def entries_about(organisation: str, abouts: Collection[str]) -> dict[str, list[EntryRow]]:
    """Every entry about each of these rows (`table/key`), oldest first; for a few records. One query."""
    found = Entry.objects.filter(organisation=organisation, about__in=abouts).order_by("seq")
    told: dict[str, list[EntryRow]] = {}
    for row in _named([_row(seq, bytes(leaf)) for seq, leaf in found.values_list("seq", "leaf")]):
        told.setdefault(row.about, []).append(row)
    return told


def entry(organisation: str, seq: int) -> ProvedEntry | None:
    """One entry and the proof that it lies in the tree as it stands; None when there is none."""
    leaf = next((leaf for _, leaf in store.leaves(organisation, seq, seq + 1)), None)
    if leaf is None:
        return None
    tree = store.head(organisation)
    proof = inclusion_proof(seq, tree.size, store.reader(organisation, tree.size))
    root = tree.root()
    content = json.loads(leaf)
    return ProvedEntry(
        row=_named([_row(seq, leaf)])[0],
        leaf=leaf.decode(),
        content=content,
        leaf_hash=leaf_hash(leaf).hex(),
        proof=tuple(step.hex() for step in proof),
        size=tree.size,
        root=root.hex(),
        is_proved=verify_inclusion(leaf_hash(leaf), seq, tree.size, proof, root),
        disclosed=store.disclosed(organisation, seq),
        identity=_identity(organisation, content),
    )


def sealing(organisation: str, sha256: str) -> int | None:
    """Number of the entry that seals the artefact with this digest. One query, by the entry's `about`."""
    return (
        Entry.objects.filter(organisation=organisation, about=f"sha256/{sha256}").values_list("seq", flat=True).first()
    )


def checkpoints(organisation: str, most: int = 20) -> list[Checkpoint]:
    return list(Checkpoint.objects.filter(organisation=organisation).order_by("-size")[:most])


def _identity(organisation: str, content: Mapping[str, Any]) -> str:
    """Of an approval from its own leaf, of a row that it changed from the leaf beside it. At most one query."""
    if content["t"] == "approval":
        known = content["auth"]
        return f"{IdentityLevel(known['level']).label}, {known['age']} s before"
    if content["t"] != "state-change" or not content["act"].startswith(_SIGNED):
        return ""
    beside = Entry.objects.filter(organisation=organisation, about="/".join(content["obj"][:2])).order_by("seq")
    leaves = [json.loads(bytes(leaf)) for leaf in beside.values_list("leaf", flat=True)]
    signed = (leaf for leaf in leaves if leaf["t"] == "approval" and leaf["tx"] == content["tx"])
    return next((_identity(organisation, leaf) for leaf in signed), "not recorded")


def _named(rows: list[EntryRow]) -> list[EntryRow]:
    by = names.actors(row.actor for row in rows)
    return [replace(row, title=names.row(row.about), by=by[row.actor]) for row in rows]


def _row(seq: int, leaf: bytes) -> EntryRow:
    content = json.loads(leaf)
    kind = _WORDS.get(content.get("op", ""), content["t"])
    about = "/".join(content["obj"][:2]) if "obj" in content else ""
    return EntryRow(seq, datetime.fromisoformat(content["at"]), content["actor"], content["act"], kind, about)


def footer(request: HttpRequest, _subject: object) -> dict[str, Any] | None:
    """The ledger's head in the footer of every page inside an organisation. Two queries."""
    actor = getattr(request, "actor", None)
    return {"organisation": actor.organisation, "head": head(actor.organisation)} if actor else None
