"""What is so of an AI system now, by source of evidence, and what was so when its assessment was approved.

`facts` asks every room that has something to tell; higher rooms register theirs. Facts are plain values without floats,
because the snapshot is a record of the ledger.
"""

from collections.abc import Callable, Mapping
from typing import Any

from assentian.impact.models import Assessment, Snapshot
from assentian.inventory.choices import AssetKind
from assentian.inventory.models import AISystem, AssetRevision, SystemVersion
from assentian.journal.context import now

Facts = Mapping[str, Mapping[str, Any]]
Teller = Callable[[AISystem], Facts]

PLACES: Mapping[str, tuple[str, str]] = {
    AssetKind.MODEL: ("registry.model_digest", "digests"),
    AssetKind.WEIGHTS: ("registry.model_digest", "digests"),
    AssetKind.DATASET: ("registry.data_digest", "digests"),
    AssetKind.PROMPT: ("registry.change_log", "prompt"),
    AssetKind.INDEX: ("registry.change_log", "retrieval_corpus"),
    AssetKind.CONFIGURATION: ("registry.change_log", "business_rule"),
    AssetKind.TOOL: ("registry.architecture", "tool_access"),
    AssetKind.SERVICE: ("registry.dependencies", "version"),
}
"""Where a part of a system counts, by its kind: the source of evidence, and the fact that changes with its digest."""


class FactTellers:
    def __init__(self) -> None:
        self._tellers: dict[str, Teller] = {}

    def add(self, key: str, teller: Teller) -> None:
        if key in self._tellers:
            raise ValueError(f"facts are told by {key!r} twice")
        self._tellers[key] = teller

    def of(self, system: AISystem) -> dict[str, dict[str, Any]]:
        """Every fact, by source; rooms that tell of the same source add to it."""
        found: dict[str, dict[str, Any]] = {}
        for teller in self._tellers.values():
            for source, told in teller(system).items():
                found.setdefault(source, {}).update(told)
        return found


facts = FactTellers()


def take(approved: Assessment) -> Snapshot:
    """Keep what is so at the approval. Called inside the act that approves."""
    return Snapshot.objects.create(
        organisation_id=approved.organisation_id,
        assessment=approved,
        facts=facts.of(approved.system),
        taken_at=now(),
    )


def registered(system: AISystem) -> Facts:
    """What the inventory tells: what a system is for, and on what its newest version runs. Two queries."""
    found: dict[str, dict[str, Any]] = {source: {} for source, _ in PLACES.values()}
    found["registry.system_card"] = {
        "purpose": system.purpose,
        "decisions_supported": system.intended_use,
        "intended_users": system.form,
        "state": system.stage,
    }
    suppliers: dict[str, str] = {}
    licences: dict[str, str] = {}
    for part in parts(system):
        source, fact = PLACES[part.asset.kind]
        found[source].setdefault(fact, {})[part.asset.slug] = part.digest
        suppliers[part.asset.slug] = part.asset.source
        if part.asset.kind == AssetKind.DATASET:
            licences[part.asset.slug] = part.asset.licence
    found["registry.dependencies"]["supplier"] = suppliers
    found["data.licence.status"] = {"licences": licences}
    return found


def parts(system: AISystem) -> list[AssetRevision]:
    """What the newest version runs on, with its assets. Two queries."""
    newest = SystemVersion.objects.of(system.organisation_id).filter(system=system).order_by("-released_at", "-pk")
    version = newest.first()
    return list(version.parts.select_related("asset").order_by("asset__slug", "pk")) if version else []
