"""Reads of risk criteria: the version in force, one that waits for approval, all of them. One query each."""

from dataclasses import dataclass

from assentian.risk.criteria.rules import Criteria, of_document
from assentian.risk.models import RiskCriteria


@dataclass(frozen=True, slots=True)
class Standing:
    """A stored version and what it says."""

    record: RiskCriteria
    criteria: Criteria


def versions(organisation: str) -> list[RiskCriteria]:
    """Newest first."""
    found = RiskCriteria.objects.of(organisation).select_related("proposed_by", "approved_by")
    return list(found.order_by("-version"))


def in_force(organisation: str) -> Standing | None:
    return _in_force(versions(organisation))


def every(organisation: str) -> tuple[Standing | None, dict[int, Criteria]]:
    """The version in force, and what each version says, by id: a judgement is read by the criteria it was made with."""
    found = versions(organisation)
    return _in_force(found), {one.pk: of_document(one.content) for one in found}


def version(organisation: str, number: int) -> RiskCriteria | None:
    found = RiskCriteria.objects.of(organisation).filter(version=number)
    return found.select_related("proposed_by", "approved_by").first()


def _in_force(found: list[RiskCriteria]) -> Standing | None:
    record = next((one for one in found if one.approved_at and not one.superseded_at), None)
    return Standing(record, of_document(record.content)) if record else None
