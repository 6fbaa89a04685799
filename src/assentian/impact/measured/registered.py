"""Readings from the inventory: what a system is for, what it runs on, under which licence, and what changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from assentian.impact.choices import VersionState
from assentian.impact.measured.reading import Reading
from assentian.impact.models import Assessment
from assentian.inventory.choices import AssetKind
from assentian.inventory.models import AISystem, AssetRevision, SystemVersion
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ProofGrade

GIVES = dict.fromkeys(
    (
        *("registry.system_card", "registry.model_digest", "registry.data_digest", "registry.architecture"),
        *("registry.dependencies", "registry.change_log", "data.licence.status"),
    ),
    "inventory:system",
)
_DATA = frozenset({AssetKind.DATASET})
_MOST = 200


def readings(system: AISystem, _moment: datetime) -> Iterator[Reading]:
    """Card, digests, dependencies, licences and changes. Three queries."""
    yield _reading(
        "registry.system_card", system.name, at=system.registered_at, text=system.purpose, grade=ProofGrade.A1
    )
    versions = list(
        SystemVersion.objects.of(system.organisation_id)
        .filter(system=system)
        .prefetch_related("parts__asset")
        .order_by("-released_at", "-pk")[:_MOST]
    )
    if not versions:
        return
    newest = versions[0]
    parts = sorted(newest.parts.all(), key=lambda part: (part.asset.kind, part.asset.name))
    models = [part for part in parts if part.asset.kind not in _DATA]
    data = [part for part in parts if part.asset.kind in _DATA]
    yield from _digests("registry.model_digest", models, newest)
    yield from _digests("registry.data_digest", data, newest)
    if architecture := ", ".join(f"{part.asset.name} ({part.asset.get_kind_display().lower()})" for part in models):
        yield _reading("registry.architecture", architecture, at=newest.released_at)
    yield _reading(
        "registry.dependencies",
        f"{len(parts)} parts of version {newest.label}",
        at=newest.released_at,
        rows=tuple({"dependency": part.asset.name, **_component(part)} for part in parts),
    )
    licensed = [part for part in data if part.asset.licence or part.asset.legal_basis]
    if data:
        yield _reading(
            "data.licence.status",
            f"{len(licensed)} of {len(data)} data sets have a licence or legal basis on record",
            at=newest.released_at,
            rows=tuple(_right(part) for part in data),
        )
    yield _changes(system, versions)


def _digests(source: str, parts: Sequence[AssetRevision], version: SystemVersion) -> Iterator[Reading]:
    if not parts:
        return
    yield _reading(
        source,
        f"{len(parts)} in version {version.label}: {_named(parts)}",
        at=version.released_at,
        digest=parts[0].digest,
        rows=tuple(_component(part) for part in parts),
    )


def _named(parts: Sequence[AssetRevision]) -> str:
    """Each asset once, with how many of its revisions there are where that is more than one."""
    counted = Counter(part.asset.name for part in parts)
    return ", ".join(f"{name} ({number})" if number > 1 else name for name, number in counted.items())


def _component(part: AssetRevision) -> dict[str, Any]:
    asset = part.asset
    return {
        "component": asset.name,
        "kind": asset.get_kind_display(),
        "version": part.label,
        "digest": part.digest,
        "supplier": asset.source,
        "licence": asset.licence,
    }


def _right(part: AssetRevision) -> dict[str, Any]:
    return {
        "dataset": part.asset.name,
        "ground": part.asset.legal_basis or part.asset.licence,
        "licence_or_consent": part.asset.licence,
    }


def _changes(system: AISystem, versions: Sequence[SystemVersion]) -> Reading:
    """Versions released since the approval that stands; where none does, how many there are and nothing to answer."""
    approved = (
        Assessment.objects.of(system.organisation_id)
        .filter(system=system, state=VersionState.APPROVED)
        .values_list("approved_at", flat=True)
        .first()
    )
    since = [one for one in versions if approved is None or one.released_at > approved]
    word = "since the approved assessment" if approved else "on record"
    return _reading(
        "registry.change_log",
        f"{len(since)} release{'' if len(since) == 1 else 's'} {word}",
        at=versions[0].released_at,
        n=len(versions),
        is_none=approved is not None and not since,
        rows=()
        if approved is None
        else tuple({"what": "Release", "after": one.label, "when": f"{one.released_at:%Y-%m-%d}"} for one in since),
    )


def _reading(source: str, value: str, **more: Any) -> Reading:
    told = {"grade": ProofGrade.A2, **more}
    return Reading(source=source, what=catalogue().evidence_source(source).what, value=value, **told)
