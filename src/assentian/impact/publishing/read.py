"""Readings from the public summaries of assessments: whether one is told now, since when, and its digest."""

from collections.abc import Iterator
from datetime import datetime

from assentian.impact.measured.reading import Reading
from assentian.impact.publishing import queries as publications
from assentian.inventory.models import AISystem
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import ProofGrade

GIVES = {"gov.publication": "impact:assessment"}


def readings(system: AISystem, _moment: datetime) -> Iterator[Reading]:
    """The summary that everybody can read on the organisation's own pages. Two queries; nothing while there is none."""
    found = publications.public(system.organisation_id, system.slug)
    if found is None or found.is_withdrawn or found.summary.published_at is None:
        return
    source = catalogue().evidence_source("gov.publication")
    yield Reading(
        source=source.id,
        what=source.what,
        value="A public summary is told" + (", of an earlier version" if found.is_outdated else ""),
        at=found.summary.published_at,
        digest=found.summary.content_digest,
        grade=ProofGrade.A2,
        option="site",
    )
