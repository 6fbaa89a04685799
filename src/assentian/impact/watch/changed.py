"""A change of a system as events: what it is for, on what it runs, what threatens it, beside what was approved."""

from collections.abc import Iterator, Mapping
from typing import Any

from assentian.impact.models import Snapshot
from assentian.impact.snapshots import Facts, facts
from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import approved_version, happened
from assentian.inventory.changes import SystemChanged
from assentian.standards.vocabulary import Stage

DIGESTS = ("registry.model_digest", "registry.data_digest")
FIELDS = ("registry.system_card", "registry.change_log", "registry.architecture", "registry.dependencies")
SECURITY, MODELLED = "gov.dpia.status", "risk_threatmodelversion"
"""The threat model is the security risk assessment that is kept here; only saving it tells of it."""


def look(changed: SystemChanged) -> None:
    """Called inside the act of the change."""
    approved = approved_version(changed.system)
    if approved is None:
        return
    snapshot = Snapshot.objects.of(approved.organisation_id).filter(assessment=approved).first()
    if snapshot is not None:
        happened(changed.system, events(changed, snapshot.facts, facts.of(changed.system)))


def events(changed: SystemChanged, before: Facts, now: Facts) -> Iterator[Event]:
    """What differs from the approved facts, source by source. Pure."""
    under = dict(changed.under)
    for source in DIGESTS:
        if now.get(source) != before.get(source):
            yield _event(changed, source, {**now.get(source, {}), **_new(before, now, source), **under})
    for source in FIELDS:
        known = before.get(source, {})
        fields = [name for name, told in now.get(source, {}).items() if told != known.get(name, _unknown(told))]
        if fields:
            yield _event(changed, source, {"fields": fields, **under})
    threats = before.get(SECURITY, {}).get("threats")
    if changed.cause.startswith(MODELLED) and threats and now.get(SECURITY, {}).get("threats") != threats:
        yield _event(changed, SECURITY, now.get(SECURITY, {}))
    stage = now["registry.system_card"].get("state")
    if stage == Stage.RETIREMENT and before.get("registry.system_card", {}).get("state") != stage:
        yield _event(changed, "registry.system_card", {"state": "retiring"}, "retiring")
    for slug, licence in now.get("data.licence.status", {}).get("licences", {}).items():
        if not licence and before.get("data.licence.status", {}).get("licences", {}).get(slug):
            yield _event(changed, "data.licence.status", {"status": "withdrawn"}, slug)


def _unknown(told: Any) -> Any:
    """What stands for a fact that the approved version does not know: no part at all, or the word of today."""
    return {} if isinstance(told, Mapping) else told


def _new(before: Facts, now: Facts, source: str) -> Mapping[str, Any]:
    """Whether a data set came in that the approved version does not know."""
    if source != "registry.data_digest":
        return {}
    known = before.get(source, {}).get("digests", {})
    return {"new_source": any(slug not in known for slug in now.get(source, {}).get("digests", {}))}


def _event(changed: SystemChanged, source: str, facts: Mapping[str, Any], part: str = "") -> Event:
    cause = (
        f"{changed.cause}@{changed.at:%Y%m%dT%H%M%S}"
        if changed.cause.startswith("inventory_aisystem")
        else changed.cause
    )
    return Event(source=source, at=changed.at, cause=f"{cause}:{part}" if part else cause, facts=facts)
