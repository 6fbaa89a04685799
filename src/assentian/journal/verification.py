"""The ledgers of this installation, checked from the bytes up: entries, tiles, heads, checkpoints, the signer's memory.

Each step is numbered in the function that takes it. With a known checkpoint a ledger is anchored; without one it is
at best "verified but unanchored". Rows against the ledger is another question: `reconciliation`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError

from assentian.journal import checkpoints, rules, schema, store, triggers
from assentian.journal.beside import Beside
from assentian.journal.models import Checkpoint as Signed
from assentian.journal.models import Head, Key
from assentian.journal.reconciliation import Difference, differences
from assentian.ledger import canonical, tiles
from assentian.ledger.checkpoint import SignerRefusalError
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import (
    CANNOT_CHECK,
    GAPS,
    INCONSISTENT,
    TAMPERED,
    Checkpoint,
    Report,
    VerifierKey,
    broken_streams,
    leaf_hash,
    read_checkpoint,
)


@dataclass(slots=True)
class _Walk:
    """What one pass over a ledger's entries leaves."""

    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    hashes: list[bytes] = field(default_factory=list)
    beside: Beside = field(default_factory=Beside)
    batches: list[dict[str, Any]] = field(default_factory=list)


def ledgers() -> list[str]:
    """Keys of all ledgers that the database holds or the signer remembers: one that was deleted is missed."""
    return sorted({*store.organisations(), *checkpoints.remembered()})


def verify_ledger(organisation: str, known: str | None = None) -> Report:
    """Check one ledger. Findings worsen the report's code; nothing is raised for what the database holds."""
    report = Report(origin=checkpoints.origin(organisation))
    with _reading(report, "ledger"):
        _verify(organisation, known, report)
    return report


def _verify(organisation: str, known: str | None, report: Report) -> None:
    keys = [VerifierKey.parse(key.vkey) for key in Key.objects.filter(organisation=organisation)]
    signed = _signed(organisation, keys, report)
    anchor = _anchor(known, keys, report)
    remembered = checkpoints.signer(organisation).last()
    sizes = {checkpoint.size for checkpoint in [*signed, remembered, *([anchor] if anchor else [])]}
    walk = _walk(organisation, sizes, report)
    report.size, report.root = walk.size, walk.roots.get(walk.size, report.root)
    _check_tiles(organisation, walk, report)
    _check_head(organisation, walk, report)
    _check_roots(signed, walk, report)
    if walk.roots.get(remembered.size) != remembered.root:  # 6. nothing is older than what was signed last
        report.worsen(
            TAMPERED, f"the signer remembers another tree of {remembered.size} entries: rolled back or rewritten"
        )
    if anchor and walk.roots.get(anchor.size) != anchor.root:  # 7. the known checkpoint lies on the way
        report.worsen(INCONSISTENT, f"the known checkpoint of size {anchor.size} is not on the way to this tree")
    for finding in walk.beside.wrong_values(store.kept_values(organisation)):  # 8. what is kept beside the entries
        report.worsen(TAMPERED, finding)
    for finding in walk.beside.wrong_revisions(store.kept_revisions(organisation)):
        report.worsen(TAMPERED, finding)
    for finding in broken_streams(walk.batches):  # 9. the batches of each event log continue each other
        report.worsen(GAPS, finding)


def verify_state(report: Report) -> None:
    """Check the guard and every registered row; what differs worsens `report`."""
    for name in triggers.missing():
        report.worsen(TAMPERED, f"the trigger {name} does not stand as installed")
    if not triggers.missing() and triggers.digest() != schema.recorded_digest():
        report.worsen(TAMPERED, "the triggers are not those whose digest the ledger recorded")
    with _reading(report, "ledgers"):
        for difference in differences():
            report.worsen(TAMPERED, str(difference))


@contextmanager
def _reading(report: Report, what: str) -> Iterator[None]:
    """What cannot be read as what this product writes was not written by it; what cannot be read at all is said so."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        report.worsen(TAMPERED, f"what is kept of the {what} is not of its form: {error}")
    except (DatabaseError, SignerRefusalError) as error:
        report.worsen(CANNOT_CHECK, f"the {what}: {error}")


def changed_rows(organisation: str) -> list[Difference]:
    """Rows of one organisation that differ from its ledger."""
    return [difference for difference in differences() if difference.organisation == organisation]


def _signed(organisation: str, keys: Sequence[VerifierKey], report: Report) -> list[Checkpoint]:
    """1. Every checkpoint is signed by the log's key."""
    found = []
    for row in Signed.objects.filter(organisation=organisation).order_by("size"):
        try:
            checkpoint = read_checkpoint(row.note, keys)
        except ValueError as error:
            report.worsen(TAMPERED, str(error))
            continue
        if checkpoint.origin != report.origin or checkpoint.size != row.size:
            report.worsen(
                TAMPERED,
                f"the checkpoint kept for size {row.size} is one of {checkpoint.origin}, size {checkpoint.size}",
            )
        found.append(checkpoint)
    return found


def _anchor(known: str | None, keys: Sequence[VerifierKey], report: Report) -> Checkpoint | None:
    if not known:
        return None
    try:
        anchor = read_checkpoint(known, keys)
    except ValueError as error:
        report.worsen(INCONSISTENT, f"the known checkpoint: {error}")
        return None
    report.code = 0 if not report.findings else report.code
    return anchor


def _walk(organisation: str, sizes: set[int], report: Report) -> _Walk:
    """2. Entries are contiguous, canonical and of this organisation; their hashes and the roots at `sizes`."""
    walk, frontier = _Walk(), Frontier()
    walk.roots[0] = frontier.root()
    for seq, leaf, about in store.entries(organisation):
        if seq != walk.size:
            report.worsen(TAMPERED, f"entry {walk.size} is missing")
            break
        if content := _check_leaf(organisation, seq, leaf, report):
            walk.beside.take(seq, content)
            if content["t"] in {"event-batch", "batch-open"}:
                told = {"at": content["at"], "digest": content["ref"][0]["sha256"]}
                walk.batches.append({**content["batch"], **told})
            if about != rules.about(content):
                report.worsen(TAMPERED, f"entry {seq} is looked up by {about!r}, which is not what it is about")
        walk.hashes.append(leaf_hash(leaf))
        frontier.append(walk.hashes[-1])
        walk.size += 1
        if walk.size in sizes:
            walk.roots[walk.size] = frontier.root()
    walk.roots[walk.size] = frontier.root()
    return walk


def _check_leaf(organisation: str, seq: int, leaf: bytes, report: Report) -> dict[str, Any] | None:
    try:
        decoded: dict[str, Any] = canonical.decode(leaf)
    except canonical.CanonicalError as error:
        report.worsen(TAMPERED, f"entry {seq}: {error}")
        return None
    if decoded.get("org") != organisation:
        report.worsen(TAMPERED, f"entry {seq} belongs to another organisation")
    if decoded.get("t") == "erasure":
        report.worsen(GAPS, f"erased on {decoded['at'][:10]}: {', '.join(decoded['paths'])} (entry {seq})")
    return decoded


def _check_roots(signed: Sequence[Checkpoint], walk: _Walk, report: Report) -> None:
    """5. Every signed root is the root of the entries; the last good one tells from where on they were changed."""
    good = 0
    for checkpoint in sorted(signed, key=lambda checkpoint: checkpoint.size):
        if walk.roots.get(checkpoint.size) != checkpoint.root:
            report.worsen(
                TAMPERED,
                f"the entries do not have the root signed at size {checkpoint.size}: one of the entries {good} to"
                f" {checkpoint.size - 1} was changed",
            )
            return
        good = checkpoint.size


def _check_tiles(organisation: str, walk: _Walk, report: Report) -> None:
    """3. Every stored tile holds the hashes of the entries, byte for byte."""
    nothing_before = tiles.TileReader(lambda *_: None, lambda *_: ())
    for level, index, hashes in tiles.grown(0, walk.hashes, nothing_before):
        if store.tile(organisation, level, index) != hashes:
            report.worsen(TAMPERED, f"tile {level}/{index} does not hold the hashes of its entries")


def _check_head(organisation: str, walk: _Walk, report: Report) -> None:
    """4. The head is that of the entries."""
    head = store.head(organisation)
    said = Head.objects.filter(organisation=organisation).values_list("size", flat=True).first() or 0
    if (said, head.size, head.root()) != (walk.size, walk.size, walk.roots[walk.size]):
        report.worsen(TAMPERED, f"the head is not that of the {walk.size} entries which the ledger holds")
