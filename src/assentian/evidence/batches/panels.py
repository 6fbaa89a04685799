"""What is shown of recorded decisions on the page of a system: streams, newest batches, gaps, the newest results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from assentian.evidence.batches import queries
from assentian.evidence.models import Evidence
from assentian.evidence.standings import state
from assentian.inventory.models import AISystem
from assentian.journal.context import now

NEWEST, MOST_BREAKS = 5, 20
CHECKED_BY = ("replay", "log-chain", "log-completeness")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the newest result of a kind says of the recorded decisions; None where there is none."""

    kind: str
    title: str
    newest: Evidence | None
    state: str


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """Stays away where nothing was ever recorded or checked. Seven queries."""
    streams, results = queries.streams(system), queries.newest_of_kinds(system, CHECKED_BY)
    opened = list(queries.open_now(system)[:NEWEST])
    if not streams and not results and not opened:
        return None
    breaks: list[queries.Break | queries.Unopened] = [*queries.breaks(system), *queries.unopened(system)]
    broken = {one.stream for one in breaks}
    return {
        "system": system,
        "streams": [(stream, stream.name in broken) for stream in streams],
        "opened": opened,
        "newest": queries.of_system(system)[:NEWEST],
        "breaks": breaks[:MOST_BREAKS],
        "checked": [_checked(kind, results.get(kind)) for kind in CHECKED_BY],
    }


def _checked(kind: str, newest: Evidence | None) -> Checked:
    word = state(newest.verdict, newest.valid_until, now()) if newest else "not_shown"
    return Checked(kind, _TITLES[kind], newest, word)


_TITLES = {
    "replay": "Come out the same when run again",
    "log-chain": "Whole, in order and unchanged",
    "log-completeness": "One for every decision",
}
