"""Records of operation that the demonstration's suite `records.yaml` reads, each sealed by the desk that keeps it.

Read from elsewhere, never written in: the seconds of processor time and the drills are taken on this machine, the
provenance of data is what the register of assets says. Invented like the people are who was trained and what was said
when applicants, clerks and advisers were asked.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.checks.records import seal
from assentian.demo.story import DATA
from assentian.inventory.models import AISystem, AssetRevision, ProvenanceEdge
from assentian.journal.context import now
from assentian.ledger.keys import SigningKey
from assentian.standards import strict_yaml

WATTS = 65
"""An assumption, on the high side: what a whole machine of this kind draws while it computes."""
_JOULES_PER_KWH = 3_600_000


def write(folder: Path, system: AISystem, seconds: Mapping[str, float], drills: Path, key: SigningKey) -> None:
    """Write and seal training, consultation, provenance and energy, seal the drills, and name the key that may."""
    told = strict_yaml.read(DATA / "records.yaml").content
    made = {
        "training.jsonl": told["training"],
        "consultation.jsonl": told["consultation"],
        "provenance.jsonl": list(_provenance(system)),
        "energy.jsonl": [_energy(month, used) for month, used in seconds.items()],
    }
    for name, rows in made.items():
        _jsonl(folder / name, rows)
    for path in (*(folder / name for name in made), drills):
        path.with_name(path.name + seal.SUFFIX).write_bytes(seal.make(path, key, role="", sealed=now()))
    (folder / "record-keys.txt").write_text(f"{key.verifier}\n", encoding="utf-8")


def _provenance(system: AISystem) -> Iterable[dict[str, Any]]:
    """A row for each data set behind the system, from the register: its source, or what it was derived from."""
    edges = ProvenanceEdge.objects.of(system.organisation_id).select_related("source__asset")
    derived: dict[int, set[str]] = {}
    for edge in edges:
        derived.setdefault(edge.revision_id, set()).add(f"{edge.get_origin_display()}: {edge.source.asset.name}")
    found = AssetRevision.objects.of(system.organisation_id).filter(
        asset__slug__startswith="credit-", asset__kind="dataset"
    )
    for one in found.select_related("asset__owner").order_by("asset__slug", "label"):
        yield {
            "source": f"{one.asset.name}, {one.label}",
            "origin": one.asset.source or "; ".join(sorted(derived.get(one.pk, ()))) or None,
            "licence": one.asset.licence or None,
            "legal_basis": one.asset.legal_basis or None,
            "obtained": one.made_at.isoformat(),
            "digest": one.digest,
            "owner": one.asset.owner.name,
        }


def _energy(month: str, seconds: float) -> dict[str, Any]:
    """Processor seconds of scoring and checking one month, and the energy that a whole machine draws in them."""
    kwh = round(seconds * WATTS / _JOULES_PER_KWH, 9)
    at = datetime.fromisoformat(f"{month}-28T00:00:00+00:00").isoformat()
    return {"at": at, "principal": "scoring", "spent": round(seconds, 6), "energy_kwh": kwh}


def _jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(dict(row)) + "\n" for row in rows), encoding="utf-8")
