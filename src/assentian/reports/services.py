"""The audit pack of an organisation: everything that a stranger needs to verify its ledger offline, in one zip.

Invariants: a pack ends at a signed checkpoint; it holds every entry up to there, and the state of every table that
these entries add up to, so nothing can be left out unseen. Values behind commitments stay here: a pack holds no clear
personal data beyond what the signed envelopes say. Writing the zip is `ledger.pack`; exporting changes no record.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from assentian.accounts.rules import Actor
from assentian.evidence.services import artefact_path
from assentian.inventory.gates import gates
from assentian.journal import checkpoints, rules, store
from assentian.journal.context import now
from assentian.journal.models import Checkpoint, Key
from assentian.ledger import canonical
from assentian.ledger.pack import PackContent, write_pack

MOST_CHECKPOINTS = 100
"""The newest ones go into a pack: each covers all entries before it, and whoever kept an older one holds it already."""


class ExportError(Exception):
    """There is nothing to export; the message says why."""


def export_pack(actor: Actor, folder: Path) -> Path:
    """Write the pack of the actor's organisation into `folder`, named after organisation and number of entries."""
    actor.require("pack.export")
    signed = _signed(actor.organisation)
    path = folder / f"{signed.organisation}-{signed.size}.zip"
    write_pack(path, _content(signed))
    return path


def write(organisation: str, path: Path) -> int:
    """Write a pack to `path`, for whoever runs the installation and holds its files anyway; returns how many entries.

    `ExportError` when there is no such organisation.
    """
    signed = _signed(organisation)
    write_pack(path, _content(signed))
    return signed.size


def _signed(organisation: str) -> Checkpoint:
    signed = checkpoints.sign(organisation)
    if signed is None:
        raise ExportError(f"there is no ledger of an organisation {organisation!r}")
    return signed


def _content(signed: Checkpoint) -> PackContent:
    """What goes into a pack that ends at this checkpoint; leaves and artefacts are read while it is written."""
    organisation, size = signed.organisation, signed.size
    state, sealed = _replayed(organisation, size)
    notes = Checkpoint.objects.filter(organisation=organisation, size__lte=size).order_by("-size")
    keys = Key.objects.filter(organisation=organisation).order_by("from_size")
    return PackContent(
        organisation=organisation,
        origin=checkpoints.origin(organisation),
        created=now(),
        leaves=(leaf for _, leaf in store.leaves(organisation, 0, size)),
        notes=list(notes.values_list("note", flat=True)[:MOST_CHECKPOINTS]),
        keys=list(keys.values_list("vkey", flat=True)),
        evidence=_Artefacts(organisation, sealed),
        state=state,
        completeness={
            "entries": size,
            "tables": "all",
            "evidence": "all that is sealed",
            "gate": list(gates.asked),
        },
    )


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


class _Artefacts(Mapping[str, bytes]):
    """The sealed artefacts that the file store still has, read one by one; the verifier lists the others as gaps."""

    def __init__(self, organisation: str, sealed: Iterable[str]) -> None:
        paths = {digest: artefact_path(organisation, digest) for digest in sealed}
        self._paths = {digest: path for digest, path in paths.items() if default_storage.exists(path)}

    def __getitem__(self, digest: str) -> bytes:
        with default_storage.open(self._paths[digest]) as file:
            return bytes(file.read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
