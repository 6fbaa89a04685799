"""What executed checks prove: for every requirement that fresh signed results speak for."""

from collections import defaultdict
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.evidence import rules
from assentian.evidence.models import Evidence, EvidenceFor
from assentian.inventory import queries as inventory

_FIELDS = ("system_id", "check_id", "verdict", "measured_at", "valid_until")


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each requirement that any result speaks for. Two queries."""
    systems = inventory.systems_in_scope(organisation)
    results: dict[str, list[rules.Result]] = defaultdict(list)
    rows = (
        EvidenceFor.objects.of(organisation)
        .filter(evidence__measured_at__gte=now - rules.RECORD_WINDOW)
        .select_related("evidence")
        .only("requirement", *(f"evidence__{field}" for field in _FIELDS))
    )
    for row in rows:
        results[row.requirement].append(_result(row.evidence))
    return [rules.prove(requirement, found, systems, now) for requirement, found in results.items()]


def _result(evidence: Evidence) -> rules.Result:
    return rules.Result(
        evidence.pk,
        evidence.system_id,
        evidence.check_id,
        evidence.verdict,
        evidence.measured_at,
        evidence.valid_until,
    )
