"""What no event tells: reviews that are due, stale or failing evidence behind answers, empty roles, rights that ended.

Higher rooms register what they look at each day. Looking twice on one day changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from assentian.evidence.models import Evidence
from assentian.impact.bank.library import bank
from assentian.impact.choices import TriggerClass, VersionState
from assentian.impact.models import Answer, Assessment, TriggerEvent, Waiver
from assentian.impact.services import Trigger
from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import ACTOR, fire, happened, lock
from assentian.impact.watch.rights import ended
from assentian.impact.watch.roles import vacant
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.standards.vocabulary import Verdict

Look = Callable[[AISystem, datetime], Iterable[Event]]


class Looks:
    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}

    def add(self, key: str, look: Look) -> None:
        if key in self._looks:
            raise ValueError(f"{key!r} looks every day already")
        self._looks[key] = look

    def at(self, system: AISystem, moment: datetime) -> Iterator[Event]:
        for look in self._looks.values():
            yield from look(system, moment)


looks = Looks()


def look_at_all(organisation: str, moment: datetime) -> list[TriggerEvent]:
    """Look at every system whose assessment is approved; what fired for the first time, in one act."""
    found: list[TriggerEvent] = []
    with act(organisation, ACTOR, "look at impact assessments"):
        known = set(TriggerEvent.objects.of(organisation).values_list("pk", flat=True))
        approved = Assessment.objects.of(organisation).filter(state=VersionState.APPROVED).order_by("pk")
        standing = list(approved.select_related("system"))
        lock(organisation, [version.system_id for version in standing])
        for version in standing:
            own = [*due(version, moment), *unproved(version, moment), *vacant(version, moment)]
            own += ended(version, moment)
            events = [*own, *looks.at(version.system, moment)]
            found += happened(version.system, events)
            found += lapsed(version, moment)
    return [one for one in found if one.pk not in known]


def due(version: Assessment, moment: datetime) -> Iterator[Event]:
    """The age of the approval; the rule knows when that is too old."""
    yield Event(source="review.age", at=moment, cause=f"impact_assessment/{version.pk}", facts={})


def unproved(version: Assessment, moment: datetime) -> Iterator[Event]:
    """Answers that rest on a result which failed since, or expired with nothing newer. Two queries."""
    answers = Answer.objects.of(version.organisation_id).filter(assessment=version, evidence__isnull=False)
    held = list(answers.select_related("evidence").order_by("pk"))
    newest: dict[str, Evidence] = {}
    checks = {answer.evidence.check_id for answer in held if answer.evidence}
    results = Evidence.objects.of(version.organisation_id).filter(system=version.system_id, check_id__in=checks)
    for result in results.order_by("measured_at", "pk").only("check_id", "verdict", "valid_until"):
        newest[result.check_id] = result
    for answer in held:
        latest = newest[answer.evidence.check_id] if answer.evidence else None
        state = _state(latest, moment)
        if latest is not None and state:
            facts = {"state": state, "row": bank().question(answer.question).id}
            yield Event(source="evidence.state", at=moment, cause=f"evidence_evidence/{latest.pk}:{state}", facts=facts)


def lapsed(version: Assessment, moment: datetime) -> list[TriggerEvent]:
    """Floors whose waiver expired: each holds again, and opens the answers that it rests on. One query."""
    expired = Waiver.objects.of(version.organisation_id).filter(assessment=version, withdrawn_at=None)
    return [
        fire(
            version.system,
            Trigger(
                rule=one.rule,
                reason=f"What waived {one.rule} expired on {one.expires_at:%Y-%m-%d}; the floor holds again.",
                cause=f"impact_waiver/{one.pk}",
                trigger_class=TriggerClass.MANDATORY,
                hold="",
                at=moment,
            ),
        )
        for one in expired.filter(expires_at__lte=moment).order_by("pk")
    ]


def _state(result: Evidence | None, moment: datetime) -> str:
    if result is None:
        return ""
    if result.verdict == Verdict.FAIL:
        return "failed"
    return "stale" if result.valid_until < moment else ""
