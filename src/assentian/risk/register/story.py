"""The story of one risk: found, judged, treated, accepted, lapsed, settled, in the order in which it happened."""

from collections.abc import Iterator, Sequence

from assentian.risk.criteria.rules import of_document
from assentian.risk.models import Acceptance, Judgement, Risk, Treatment
from assentian.risk.register.queries import steps
from assentian.web.components.lists import Moment


def of(
    risk: Risk, judgements: Sequence[Judgement], treatments: Sequence[Treatment], acceptances: Sequence[Acceptance]
) -> list[Moment]:
    """Moments of records that are read already; no query."""
    found = [*_itself(risk), *map(_judged, judgements)]
    for treatment in treatments:
        found += _treated(treatment)
    for acceptance in acceptances:
        found += _accepted(acceptance)
    return sorted(found, key=lambda one: one.at.timestamp() if one.at else 0)


def _itself(risk: Risk) -> Iterator[Moment]:
    by = risk.identified_by.name if risk.identified_by else "the system"
    yield Moment("Found", risk.identified_at, f"{risk.get_source_display()}, by {by}.", status="new")
    if risk.settled_by:
        title = "Declined" if risk.state == "declined" else "Closed"
        yield Moment(title, risk.settled_at, f"By {risk.settled_by.name}: {risk.settled_because}", status=risk.state)


def _judged(one: Judgement) -> Moment:
    level = of_document(one.criteria.content).worst(one.likelihood, steps(one)).level
    text = f"By {one.judged_by.name}, criteria version {one.criteria.version}: {one.reason}"
    return Moment(f"{one.get_kind_display()} risk judged {level}", one.judged_at, text)


def _treated(one: Treatment) -> Iterator[Moment]:
    decided = f"By {one.decided_by.name}: {one.statement}"
    yield Moment(f"Treatment decided: {one.get_option_display().lower()}", one.decided_at, decided, status="planned")
    if one.withdrawn_by:
        text = f"By {one.withdrawn_by.name}: {one.withdrawn_because}"
        yield Moment("Treatment withdrawn", one.withdrawn_at, text, status="withdrawn")


def _accepted(one: Acceptance) -> Iterator[Moment]:
    text = f"By {one.accepted_by.name}: {one.reason}"
    title = f"Residual risk accepted at {one.level} until {one.until:%Y-%m-%d}"
    yield Moment(title, one.accepted_at, text, status="approved")
    if one.lapsed_at:
        yield Moment("Acceptance lapsed", one.lapsed_at, f"{one.lapsed_because}.".capitalize(), status="expired")
