"""The audit pack of an organisation: everything that a stranger needs to verify its ledger offline, in one zip.

Invariants: a pack ends at a signed checkpoint; it holds every entry up to there, and the state of every table that
these entries add up to, so nothing can be left out unseen. Values behind commitments stay here: a pack holds no clear
personal data beyond what the signed envelopes say. Writing the zip is `ledger.pack`; exporting changes no record.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assentian.accounts.rules import Actor
from assentian.evidence import artefacts
from assentian.journal import checkpoints, rules, store
from assentian.journal.context import now
from assentian.journal.models import Checkpoint, Key
from assentian.ledger import canonical

MOST_CHECKPOINTS = 100
"""The newest ones go into a pack: each covers all entries before it, and whoever kept an older one holds it already."""


class ExportError(Exception):
    """There is nothing to export; the message says why."""


def export_pack(actor: Actor, path: Path) -> int:
    """Write the pack of the actor's organisation to `path`; returns its number of entries."""
    actor.require("pack.export")
    return write(actor.organisation, path)


def write(organisation: str, path: Path) -> int:
    """As `export_pack`, for whoever runs the installation and holds its files anyway. `ExportError` without one."""
    from assentian.ledger.pack import PackContent, write_pack

    signed = checkpoints.sign(organisation)
    if signed is None:
        raise ExportError(f"there is no ledger of an organisation {organisation!r}")
    state, sealed = _replayed(organisation, signed.size)
    notes = Checkpoint.objects.filter(organisation=organisation, size__lte=signed.size).order_by("-size")
    content = PackContent(
        organisation=organisation,
        origin=checkpoints.origin(organisation),
        size=signed.size,
        leaves=(leaf for _, leaf in store.leaves(organisation, 0, signed.size)),
        notes=dict(notes.values_list("size", "note")[:MOST_CHECKPOINTS]),
        keys=list(Key.objects.filter(organisation=organisation).order_by("from_size").values_list("vkey", flat=True)),
        evidence=_artefacts(organisation, sealed),
        state=state,
        created=now(),
        completeness={"organisation": organisation, "entries": signed.size, "tables": sorted(state)},
    )
    write_pack(path, content)
    return signed.size


State = dict[str, dict[str, dict[str, Any]]]
"""Rows as the ledger says them: canonical values and commitments by column, by primary key, by table."""


def _replayed(organisation: str, size: int) -> tuple[State, list[str]]:
    """What the first `size` entries add up to, and the digests of the artefacts that they seal."""
    rows: rules.Replayed = {}
    sealed: dict[str, None] = {}
    for seq, leaf in store.leaves(organisation, 0, size):
        content = canonical.decode(leaf)
        rules.replay(rows, organisation, seq, content)
        if content["t"] == "evidence":
            sealed |= dict.fromkeys(reference["sha256"] for reference in content["ref"])
    state: State = {}
    for (table, key), row in rows.items():
        state.setdefault(table, {})[key] = row.values
    return state, list(sealed)


def _artefacts(organisation: str, digests: list[str]) -> Iterator[tuple[str, bytes]]:
    """The sealed artefacts that the file store still has; the verifier lists the others as gaps."""
    for digest in digests:
        data = artefacts.load(organisation, digest)
        if data is not None:
            yield digest, data
