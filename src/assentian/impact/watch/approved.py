"""The approved version as the trigger rules look at it: plain values, read in a fixed number of queries."""

from datetime import UTC, datetime

from assentian.impact.answering import rows
from assentian.impact.bank.library import bank, by_digest
from assentian.impact.drafting.queries import told
from assentian.impact.models import Assessment, SmallChange, Snapshot
from assentian.impact.scoring.exposure import dimensions
from assentian.impact.triggers.facts import Approved, Small
from assentian.standards.vocabulary import ImpactLevel

NOTHING = Approved(at=datetime(1, 1, 1, tzinfo=UTC), level=ImpactLevel.HIGH, review_months=12, answers={}, facts={})
"""Where no version stands: nothing is known, so a level is taken as high."""
_THOUSANDTHS = 1000


def stands(approved: Assessment) -> Approved:
    """What was approved, and what was exempted since. Ten queries at most."""
    level = ImpactLevel(approved.level) if approved.level else ImpactLevel.HIGH
    snapshot = Snapshot.objects.of(approved.organisation_id).filter(assessment=approved).first()
    found = told(approved) if approved.bank else None
    answers = found.said if found else {}
    result = found.result if found else None
    asked = by_digest(approved.bank) if approved.bank else bank()
    return Approved(
        at=approved.approved_at or approved.recorded_at,
        level=level,
        review_months=asked.levels[level].review_months,
        answers=answers,
        facts=snapshot.facts if snapshot else {},
        points=dimensions(asked, result.exposures) if result else {},
        plan=frozenset(str(row.get("planned_change")) for row in rows(answers.get("change_plan"))),
        vulnerable=frozenset(
            str(row.get("group")) for row in rows(answers.get("groups")) if row.get("vulnerability_factors")
        ),
        small=tuple(_small(approved)),
        due=approved.review_due,
    )


def _small(approved: Assessment) -> list[Small]:
    """Each change once, whatever number of rules exempted it. One query."""
    found = SmallChange.objects.of(approved.organisation_id).filter(assessment=approved).order_by("at", "pk")
    by_cause = {
        one.cause: Small(
            at=one.at,
            changed_outcomes=one.changed_outcomes / _THOUSANDTHS,
            in_a_group=one.in_a_group / _THOUSANDTHS,
        )
        for one in found
    }
    return list(by_cause.values())
