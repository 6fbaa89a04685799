"""Reads of threat models: the newest of each system, their instances with status, and the matrix. Fixed queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from assentian.inventory import queries as inventory
from assentian.inventory.models import AISystem
from assentian.risk import rules
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted.queries import Registered
from assentian.risk.measured import CheckState, check_states
from assentian.risk.models import ThreatModelVersion
from assentian.risk.rules import Status
from assentian.standards.strict_yaml import ContentError, parse
from assentian.threats.comparison import Comparison, compare
from assentian.threats.matching import Instance, instances
from assentian.threats.model import ThreatModel, of_document


@dataclass(frozen=True, slots=True)
class Judged:
    """A threat that applies, its status, the newest result of its leading check, and its risk in the register."""

    system: AISystem
    instance: Instance
    status: Status
    result: CheckState | None
    risk: Registered | None
    shown_at: datetime

    @property
    def bare(self) -> Status:
        """What the leading check shows, whoever accepted what."""
        return rules.shown(self.result, self.shown_at)

    @property
    def leading(self) -> str:
        return self.instance.threat.checks[0]


def newest(system: AISystem) -> ThreatModelVersion | None:
    found = ThreatModelVersion.objects.of(system.organisation_id).filter(system=system)
    return found.select_related("saved_by").order_by("-version").first()


def version(system: AISystem, number: int) -> ThreatModelVersion | None:
    return ThreatModelVersion.objects.of(system.organisation_id).filter(system=system, version=number).first()


def versions(system: AISystem) -> list[ThreatModelVersion]:
    """Newest first. One query."""
    found = ThreatModelVersion.objects.of(system.organisation_id).filter(system=system).defer("text")
    return list(found.select_related("saved_by").order_by("-version"))


def changes(after: ThreatModelVersion) -> Comparison | None:
    """What a version changed against the one before; None where there is none that can be read. One query."""
    before = ThreatModelVersion.objects.of(after.organisation_id).filter(
        system=after.system_id, version=after.version - 1
    )
    models = [model_of(one) for one in (*before, after)]
    known = [model for model in models if model]
    return compare(known[0], known[1]) if len(known) == 2 else None  # noqa: PLR2004 - a comparison takes two


def model_of(saved: ThreatModelVersion) -> ThreatModel | None:
    """The saved text read again; None where a newer library refuses what an older one took."""
    try:
        return of_document(parse(saved.text, Path(f"{saved.version}.yaml")))
    except ContentError:
        return None


def judged(system: AISystem, model: ThreatModel, now: datetime) -> list[Judged]:
    """Every instance of a model with its status. Five queries."""
    results = check_states.of_organisation(system.organisation_id)
    registered = accepted.of_threats(system.organisation_id, results, now)
    return _judged(system, model, results.get(system.pk, {}), registered, now)


def of_organisation(organisation: str, now: datetime) -> tuple[list[Judged], list[AISystem]]:
    """The instances of every system that has a model, and the systems that have none. Seven queries."""
    place = Window(RowNumber(), partition_by=F("system_id"), order_by=F("version").desc())
    saved = ThreatModelVersion.objects.of(organisation).annotate(place=place).filter(place=1)
    models = {one.system_id: model for one in saved if (model := model_of(one))}
    results = check_states.of_organisation(organisation)
    registered = accepted.of_threats(organisation, results, now)
    systems = list(AISystem.objects.of(organisation).filter(retired_at=None).order_by("name"))
    found = [
        one
        for system in systems
        if system.pk in models
        for one in _judged(system, models[system.pk], results.get(system.pk, {}), registered, now)
    ]
    return found, [system for system in systems if system.pk not in models]


@dataclass(frozen=True, slots=True)
class Applying:
    """A threat that applies to a system by its newest model, however it stands."""

    system: AISystem
    instance: Instance


def applying(organisation: str) -> list[Applying]:
    """Every threat that applies to a system that is not retired, by name of the system. One query, and `every`'s."""
    place = Window(RowNumber(), partition_by=F("system_id"), order_by=F("version").desc())
    saved = ThreatModelVersion.objects.of(organisation).annotate(place=place).filter(place=1)
    models = {one.system_id: model for one in saved if (model := model_of(one))}
    return [
        Applying(system, one)
        for system in inventory.every(organisation)
        if system.retired_at is None and system.pk in models
        for one in instances(models[system.pk])
    ]


def _judged(
    system: AISystem,
    model: ThreatModel,
    results: Mapping[str, CheckState],
    registered: Mapping[tuple[int, str], Registered],
    now: datetime,
) -> list[Judged]:
    return [
        Judged(
            system,
            one,
            rules.status(one, results, now, known.until if known else None),
            results.get(one.threat.checks[0]),
            known,
            now,
        )
        for one in instances(model)
        for known in (registered.get((system.pk, one.id)),)
    ]
