"""The register of risks over HTTP, in the words of ISO 31000:2018, for an enterprise risk register to roll up."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from assentian.api.access import ApiRequest
from assentian.api.paging import Cursor, Limit, Word, next_page
from assentian.journal.context import now
from assentian.risk.register import queries
from assentian.risk.register.queries import Entry, Judged
from assentian.risk.register.sheets import source_of

router = Router(tags=["risks"])


class JudgedLevel(Schema):
    """A level with the words of its steps; `is_current` is false where it was judged by criteria of the past."""

    level: str
    likelihood: str
    consequences: dict[str, str]
    is_current: bool


class RiskState(Schema):
    """One risk. `level` is the one that counts, null where nobody judged by the criteria in force; `lapsed` says why an
    acceptance stands no more. `accepted_until` is null where nothing is accepted.
    """

    risk: str
    system: str | None
    source: str
    source_key: str
    source_name: str
    cause: str
    event: str
    consequence: str
    inherent: JudgedLevel | None
    residual: JudgedLevel | None
    level: str | None
    treatment: list[str]
    controls: list[str]
    open_actions: int
    standing: str
    lapsed: str
    accepted_until: date | None
    owner: str | None
    review_due: date | None


class RiskPage(Schema):
    rows: list[RiskState]
    next: str | None


@router.get("/risks", response=RiskPage)
def risks(
    request: ApiRequest,
    system: Word = "",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> dict[str, Any]:
    """The risks by number, of one AI system (its slug) or of all; failure modes of AI stand as sources of risk."""
    found = queries.risks(request.auth.organisation, system=system).filter(number__gt=cursor or 0)[: limit + 1]
    listed = list(found)
    entries = queries.entries(request.auth.organisation, listed[:limit], now())
    return {"rows": [_told(one) for one in entries], "next": _next(request, entries, more=len(listed) > limit)}


def _next(request: HttpRequest, entries: list[Entry], *, more: bool) -> str | None:
    return next_page(request, entries[-1].risk.number) if more else None


def _told(entry: Entry) -> dict[str, Any]:
    risk = entry.risk
    return {
        "risk": risk.reference,
        "system": risk.system.slug if risk.system else None,
        "source": risk.source,
        "source_key": risk.source_key,
        "source_name": source_of(risk),
        "cause": risk.cause,
        "event": risk.event,
        "consequence": risk.consequence,
        "inherent": _level(entry.inherent),
        "residual": _level(entry.residual),
        "level": entry.level,
        "treatment": entry.options,
        "controls": entry.controls,
        "open_actions": entry.open_actions,
        "standing": entry.standing,
        "lapsed": entry.lapsed,
        "accepted_until": entry.acceptance.until if entry.acceptance and not entry.lapsed else None,
        "owner": risk.owner.name if risk.owner else None,
        "review_due": risk.review_due,
    }


def _level(judged: Judged | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    return {
        "level": judged.level,
        "likelihood": judged.likelihood,
        "consequences": dict(judged.consequences),
        "is_current": judged.is_current,
    }
