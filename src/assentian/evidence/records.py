"""Evidence as plain values, for machines: what the API lists, and what it says against a system at a gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from assentian.evidence import gate, queries
from assentian.evidence.models import Evidence
from assentian.evidence.rules import Result
from assentian.inventory.gates import Reason
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One piece of evidence, as the signed envelope with this digest says it."""

    id: int
    digest: str
    system: str
    check: str
    kind: str
    verdict: str
    grade: str
    requirements: list[str]
    measured_at: datetime
    received_at: datetime
    valid_until: datetime
    key_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FullRecord(Record):
    """With what was tested (SHA-256 to label of the registered revision) and what was found."""

    subjects: Mapping[str, str]
    summary: Mapping[str, Any]


def page(
    organisation: str,
    *,
    system: str = "",
    check: str = "",
    verdict: str = "",
    before: int | None = None,
    most: int = 50,
) -> list[Record]:
    """Evidence as the filters narrow it, received last first, from below the id `before`. Two queries."""
    asked = {"system__slug": system, "check_id": check, "verdict": verdict, "pk__lt": before}
    rows = Evidence.objects.of(organisation).filter(**{name: value for name, value in asked.items() if value})
    found = list(_rows(rows).order_by("-pk")[:most])
    requirements = queries.requirements(organisation, [evidence.pk for evidence in found])
    return [Record(**_said(evidence), requirements=requirements.get(evidence.pk, [])) for evidence in found]


def record(organisation: str, number: int) -> FullRecord | None:
    """One piece of evidence. Three queries."""
    evidence = queries.evidence(organisation, number)
    if evidence is None:
        return None
    return FullRecord(
        **_said(evidence),
        requirements=[spoken.requirement for spoken in evidence.requirements.all()],
        subjects={revision.digest: f"{revision.asset.slug} {revision.label}" for revision in evidence.subjects.all()},
        summary=evidence.summary,
    )


def against(system: AISystem, _stage: Stage, now: datetime) -> list[Reason]:
    """The gate condition of evidence; the newest result of each check and verdict suffices. One query."""
    place = Window(
        RowNumber(), partition_by=[F("check_id"), F("verdict")], order_by=[F("measured_at").desc(), F("pk").desc()]
    )
    found = Evidence.objects.of(system.organisation_id).filter(system=system).annotate(place=place).filter(place=1)
    columns = ("pk", "system_id", "check_id", "verdict", "measured_at", "valid_until")
    return gate.reasons([Result(*row) for row in found.values_list(*columns)], now)


def _rows(found: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return found.select_related("system", "signed_by").defer("summary")


def _said(evidence: Evidence) -> dict[str, Any]:
    return {
        "id": evidence.pk,
        "digest": evidence.digest,
        "system": evidence.system.slug,
        "check": evidence.check_id,
        "kind": evidence.check_kind,
        "verdict": evidence.verdict,
        "grade": evidence.grade,
        "measured_at": evidence.measured_at,
        "received_at": evidence.received_at,
        "valid_until": evidence.valid_until,
        "key_id": evidence.signed_by.key_id,
    }
