"""Where the organisation stands on every requirement of ISO/IEC 42001:2023, over HTTP."""

from typing import Any

from ninja import Router, Schema

from assentian.api.access import ApiRequest
from assentian.journal.context import now
from assentian.readiness import queries
from assentian.standards.vocabulary import Standing

router = Router(tags=["requirements"])


class Requirement(Schema):
    """`claimed` is null where nobody has claimed a level; `effective` is the lower of claimed and proved."""

    requirement: str
    title: str
    claimed: int | None
    proved: int
    effective: int
    gap: int
    standing: Standing
    reason: str
    evidence: list[int]

    @staticmethod
    def resolve_standing(position: Any) -> Standing:
        return Standing(position.proof.standing)

    @staticmethod
    def resolve_reason(position: Any) -> str:
        return str(position.proof.reason)

    @staticmethod
    def resolve_evidence(position: Any) -> list[int]:
        return list(position.proof.evidence)


@router.get("/requirements", response=list[Requirement])
def requirements(request: ApiRequest) -> Any:
    """The 32 clauses and 38 controls in their order: claimed, proved, and why."""
    return queries.positions(request.auth.organisation, now())
