"""What evidence shows on the pages of systems and assets: the newest result of each check, its groups, its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from assentian.evidence import queries
from assentian.evidence.charts import Measurement, evenly, largest_chart, rates_charts, series
from assentian.evidence.models import Evidence
from assentian.evidence.readings import Reading, deciding, readings
from assentian.evidence.standings import state
from assentian.inventory.models import AISystem, Asset
from assentian.journal.context import now

_OF_EACH_CHECK = 24
_EARLIER = 12
_ABOUT_AN_ASSET = 15


@dataclass(frozen=True, slots=True)
class CheckCard:
    """The newest result of one check: its state, the metric that decided, and that metric over time (oldest first)."""

    newest: Evidence
    state: str
    deciding: Reading | None
    history: Sequence[Measurement]

    @property
    def trend(self) -> list[float | None]:
        return series(self.history, self.deciding) if self.deciding and len(self.history) > 1 else []

    @property
    def trend_label(self) -> str:
        return f"{self.deciding.title} of the last {len(self.history)} results" if self.deciding else ""


def of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any]:
    """One query."""
    found = queries.recent(system, most=_OF_EACH_CHECK)
    checks = [_card(results) for results in _by_check(found)]
    return {
        "system": system,
        "checks": sorted(checks, key=lambda card: card.newest.check_id),
        "charts": evenly([chart for draw in (_trend, _rates) for card in checks for chart in draw(card)]),
    }


def history_of_system(_request: HttpRequest, system: AISystem) -> Mapping[str, Any] | None:
    """The results before the newest ones. One query."""
    earlier = queries.earlier(system, most=_EARLIER)
    return {"system": system, "earlier": earlier} if earlier else None


def of_asset(_request: HttpRequest, asset: Asset) -> Mapping[str, Any]:
    """One query."""
    return {"asset": asset, "results": queries.about_asset(asset, most=_ABOUT_AN_ASSET), "most": _ABOUT_AN_ASSET}


def _by_check(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """Results of each check, newest first, as they come."""
    checks: dict[str, list[Evidence]] = {}
    for evidence in found:
        checks.setdefault(evidence.check_id, []).append(evidence)
    return list(checks.values())


def _card(results: Sequence[Evidence]) -> CheckCard:
    history = [Measurement(one.measured_at, readings(one.summary, one.check_kind)) for one in reversed(results)]
    newest = results[0]
    return CheckCard(newest, state(newest.verdict, newest.valid_until, now()), deciding(history[-1].readings), history)


def _rates(card: CheckCard) -> list[Any]:
    return rates_charts(card.history[-1].readings)


def _trend(card: CheckCard) -> list[Any]:
    """Drift over time; other kinds are told by the line beside their result."""
    if card.newest.check_kind != "drift" or card.deciding is None or len(card.history) < 2:  # noqa: PLR2004  a line takes two
        return []
    return [largest_chart(card.history, card.deciding)]
