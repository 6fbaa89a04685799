"""The Statement of Applicability over HTTP: every line as it stands, and the version that is approved."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from assentian.api.access import ApiRequest
from assentian.controls.statement import queries
from assentian.journal.context import now
from assentian.standards.vocabulary import Standing

router = Router(tags=["statement of applicability"])


class Line(Schema):
    """`applicable` is null where nobody has decided; `scope` is an AI system's key, or empty for the organisation;
    `needs` are the threats and treatments that name the control, `risks` and `treatments` the single ones of the
    register behind them, `evidence` the ids of the results that the proof rests on.
    """

    requirement: str
    scope: str
    title: str
    applicable: bool | None
    reason: str
    status: str
    how: str
    needs: list[str]
    risks: list[str]
    treatments: list[str]
    evidence: list[int]
    claimed: int | None
    proved: int | None
    standing: Standing

    @staticmethod
    def resolve_needs(line: Any) -> list[str]:
        return list(dict.fromkeys(need.told for need in line.needs))

    @staticmethod
    def resolve_evidence(line: Any) -> list[int]:
        return [one.id for one in line.carriers]

    @staticmethod
    def resolve_claimed(line: Any) -> Any:
        return line.shown.claimed

    @staticmethod
    def resolve_proved(line: Any) -> Any:
        return line.shown.proved

    @staticmethod
    def resolve_standing(line: Any) -> Standing:
        return Standing(line.proof.standing)


class Approved(Schema):
    """`digest` is the SHA-256 of the record's canonical JSON."""

    number: int
    digest: str
    answered_at: datetime


class Statement(Schema):
    """`lapsed` names the lines on which the approval no longer rests, as `requirement` or `requirement@scope`."""

    approved: Approved | None
    lapsed: list[str]
    lines: list[Line]


@router.get("/statement", response=Statement)
def statement(request: ApiRequest) -> Any:
    """Every control of ISO/IEC 42001 and ISO/IEC 27001 and every own one, as decided now, beside what is approved."""
    lines = queries.lines(request.auth.organisation, now())
    standing = queries.standing(request.auth.organisation, lines)
    places = (f"{change.control}@{change.system}" if change.system else change.control for change in standing.lapsed)
    return {"approved": standing.approved, "lapsed": list(places), "lines": lines}
