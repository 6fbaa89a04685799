"""The kinds of events that people report: what each asks, which source of evidence it speaks for, and as which facts.

Pure. Each kind is a door to one trigger rule; what the product knows by itself (changes of a system, results,
incidents, roles, dates) is no kind here, for nobody is asked to type what is on record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from assentian.impact.bank.library import bank
from assentian.impact.choices import EventKind

AREAS = ("regulated_area", "sector")
"""Questions whose words say where a rule of law applies."""
CHANGED: Mapping[str, str] = {
    "supplier": "The supplier itself",
    "version": "The version of the service or model",
    "terms": "Contract or terms of use",
    "region": "Where it is run",
    "end_of_life": "An end is announced",
}
LOST: Mapping[str, str] = {"expired": "Expired", "withdrawn": "Withdrawn or objected to"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event as it is reported. `source` says where it is written; `systems` are those that the reporter names.

    The rest belongs to kinds (`ASKED`): `areas` and `places` to which a law applies, `legal_note` in which legal states
    that nothing changes here, what `changed` at a supplier, how a right was `lost`, which `version` of a DPIA stands.
    """

    kind: str
    title: str
    happened_on: date
    source: str
    description: str = ""
    systems: tuple[int, ...] = ()
    asset_id: int | None = None
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    legal_note: str = ""
    changed: tuple[str, ...] = ()
    tested_patch: bool = False
    lost: str = ""
    version: str = ""
    substantiated: bool = False
    critical: bool = False
    exploitable_here: bool = False


ASKED: Mapping[str, tuple[str, ...]] = {
    EventKind.LAW: ("areas", "places", "legal_note"),
    EventKind.SUPPLIER: ("changed", "tested_patch"),
    EventKind.DATA_RIGHT: ("lost",),
    EventKind.DPIA: ("version",),
    EventKind.CONCERN: ("substantiated",),
    EventKind.WEAKNESS: ("critical", "exploitable_here"),
    EventKind.ELSEWHERE: (),
}
"""What each kind asks beside what all ask."""
OF_AN_ASSET = frozenset({EventKind.SUPPLIER, EventKind.DATA_RIGHT, EventKind.WEAKNESS, EventKind.ELSEWHERE})
"""Kinds that may name a part: they concern every system whose newest version runs on it."""
SOURCES: Mapping[str, str] = {
    EventKind.LAW: "legal.watch",
    EventKind.SUPPLIER: "registry.dependencies",
    EventKind.DATA_RIGHT: "data.licence.status",
    EventKind.DPIA: "gov.dpia.status",
    EventKind.CONCERN: "gov.consultations",
    EventKind.WEAKNESS: "sec.redteam.findings",
    EventKind.ELSEWHERE: "ops.incidents",
}
"""The source of evidence whose rules look at the kind."""
RULES: Mapping[str, str] = {
    EventKind.LAW: "T-LAW-1",
    EventKind.SUPPLIER: "T-SUP-1",
    EventKind.DATA_RIGHT: "T-DAT-3",
    EventKind.DPIA: "T-DPIA-1",
    EventKind.CONCERN: "T-CON-1",
    EventKind.WEAKNESS: "T-KNO-1",
    EventKind.ELSEWHERE: "T-INC-2",
}
"""The rule behind each kind, for whoever chooses one."""


@cache
def areas() -> Mapping[str, str]:
    """Words of the questions that place a system in areas and sectors, with their labels."""
    options = [option for key in AREAS for option in bank().question(key).options if option.value != "none"]
    found: dict[str, str] = {}
    for option in options:
        found.setdefault(option.value, option.label[:1].upper() + option.label[1:])
    return found


def facts(report: Report) -> dict[str, Any]:
    """What trigger rules look at, without floats, as it is kept."""
    return _READ[EventKind(report.kind)](report)


def _of_law(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {"matches": [*report.areas, *report.places], "said_to_concern_it": bool(report.systems)}
    return {**told, "legal_note": report.legal_note} if report.legal_note.strip() else told


def _of_supplier(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {"fields": list(report.changed)}
    return {**told, "security_patch": True, "regression_passed": True} if report.tested_patch else told


_READ: Mapping[EventKind, Callable[[Report], dict[str, Any]]] = {
    EventKind.LAW: _of_law,
    EventKind.SUPPLIER: _of_supplier,
    EventKind.DATA_RIGHT: lambda report: {"status": report.lost},
    EventKind.DPIA: lambda report: {"dpia": report.version},
    EventKind.CONCERN: lambda report: {"substantiated": report.substantiated},
    EventKind.WEAKNESS: lambda report: {"critical": report.critical, "exploitable_here": report.exploitable_here},
    EventKind.ELSEWHERE: lambda _report: {"elsewhere_same_component": True},
}
