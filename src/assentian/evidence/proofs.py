"""What executed checks prove: for every requirement that fresh signed results speak for."""

from collections import defaultdict
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.evidence import rules
from assentian.evidence.models import EvidenceFor
from assentian.inventory import queries as inventory


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each requirement that any result speaks for. Two queries."""
    systems = inventory.systems_in_scope(organisation)
    results: dict[str, list[rules.Result]] = defaultdict(list)
    rows = (
        EvidenceFor.objects.of(organisation)
        .filter(evidence__measured_at__gte=now - rules.RECORD_WINDOW)
        .values_list(
            "requirement",
            "evidence_id",
            "evidence__system_id",
            "evidence__check_id",
            "evidence__verdict",
            "evidence__measured_at",
            "evidence__valid_until",
        )
    )
    for requirement, *row in rows:
        results[requirement].append(rules.Result(*row))
    return [rules.prove(requirement, found, systems, now) for requirement, found in results.items()]
