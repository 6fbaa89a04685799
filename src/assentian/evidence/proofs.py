"""What executed checks prove: for every requirement that fresh signed results speak for."""

from collections import defaultdict
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.evidence import rules
from assentian.evidence.models import Evidence, EvidenceFor
from assentian.inventory import queries as inventory

_FIELDS = ("pk", "system_id", "check_id", "verdict", "measured_at", "valid_until", "grade")


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each requirement that any result speaks for. Three queries."""
    systems = inventory.systems_in_scope(organisation)
    since = now - rules.RECORD_WINDOW
    rows = Evidence.objects.of(organisation).filter(measured_at__gte=since).values_list(*_FIELDS)
    results = {row[0]: rules.Result(*row) for row in rows}
    spoken_for: dict[str, list[rules.Result]] = defaultdict(list)
    links = EvidenceFor.objects.of(organisation).filter(evidence__measured_at__gte=since)
    for requirement, number in links.values_list("requirement", "evidence_id"):
        if number in results:  # received between the two queries otherwise
            spoken_for[requirement].append(results[number])
    return [rules.prove(requirement, found, systems, now) for requirement, found in spoken_for.items()]
