"""What executed checks prove: for every requirement that fresh signed results speak for."""

from collections import defaultdict
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.controls.carriers import Carrier
from assentian.evidence import rules
from assentian.evidence.models import EvidenceFor
from assentian.inventory import queries as inventory
from assentian.journal.reading import once

_FIELDS = tuple(
    f"evidence__{name}" for name in ("pk", "system_id", "check_id", "verdict", "measured_at", "valid_until", "grade")
)


def proofs(organisation: str, now: datetime) -> list[Proof]:
    """One proof for each requirement that any result speaks for. Two queries."""
    systems = inventory.systems_in_scope(organisation)
    spoken_for: dict[str, list[rules.Result]] = defaultdict(list)
    for requirement, _digest, result in _spoken(organisation, now):
        spoken_for[requirement].append(result)
    return [rules.prove(requirement, found, systems, now) for requirement, found in spoken_for.items()]


def carriers(organisation: str, now: datetime) -> dict[int, Carrier]:
    """The results that a proof can rest on, by id: the provider of `controls.carriers`. As many queries as `proofs`."""
    slugs = {one.pk: one.slug for one in inventory.every(organisation)}
    return {
        result.id: Carrier(result.id, result.check, slugs[result.system], result.verdict, digest)
        for _requirement, digest, result in _spoken(organisation, now)
    }


@once
def _spoken(organisation: str, now: datetime) -> list[tuple[str, str, rules.Result]]:
    """Each requirement that a result of the last year speaks for, with that result and the digest of its envelope."""
    links = EvidenceFor.objects.of(organisation).filter(evidence__measured_at__gte=now - rules.RECORD_WINDOW)
    rows = links.order_by("pk").values_list("requirement", "evidence__digest", *_FIELDS)
    return [(requirement, digest, rules.Result(*told)) for requirement, digest, *told in rows]
