"""What happened outside of the demonstration's systems, as its people reported it: a ruling, and a concern.

The ruling names areas in which COMPAS is used, so its approved assessment is opened again; the concern was not looked
into yet and opens nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from assentian.accounts.rules import Actor
from assentian.impact.choices import EventKind
from assentian.impact.reported.kinds import Report
from assentian.impact.reported.services import report
from assentian.inventory.models import AISystem
from assentian.journal.context import now


def report_events(systems: Iterable[AISystem], by_role: Mapping[str, Actor]) -> None:
    by_slug = {system.slug: system for system in systems}
    ruling = Report(
        kind=EventKind.LAW,
        title="Defendants must be able to contest a risk score",
        happened_on=now().date() - timedelta(days=16),
        source="Court of appeal, ruling 2026/1187, paragraphs 41 to 52",
        description="A score that weighs in a custody hearing must come with reasons that counsel can answer.",
        areas=("justice_democracy", "law_enforcement"),
        systems=(by_slug["compas"].pk,),
    )
    report(by_role["assessor"], ruling)
    concern = Report(
        kind=EventKind.CONCERN,
        title="Clerks follow the score when the queue is long",
        happened_on=now().date() - timedelta(days=9),
        source="Staff meeting of the lending desk, minutes 46",
        systems=(by_slug["northwind-score"].pk,),
    )
    report(by_role["contributor"], concern)
