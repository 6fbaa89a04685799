"""Readings from sealed results of checks: the metric that feeds a source, as the newest result of its kind has it.

A source whose check ran without a metric that feeds it says that it ran, how it ended and when, and no value.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assentian.evidence import queries as evidence
from assentian.evidence.models import Evidence
from assentian.impact.measured.reading import Freshness, Reading
from assentian.inventory.models import AISystem
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import EvidenceSource
from assentian.standards.vocabulary import Verdict

_PERCENT = frozenset({"%", "pp"})
_MOST_PLACES = 4
_NO_VALUE = frozenset({Verdict.NOT_RUN, Verdict.ERROR, Verdict.INSUFFICIENT})


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """One reading for each source whose check has a result. One query."""
    newest: dict[str, Evidence] = {}
    for result in evidence.recent(system, most=1):
        newest.setdefault(result.check_kind, result)
    for source in catalogue().evidence_sources:
        told = [
            _fed(source, newest[feed.kind], feed.metric, feed.take, moment)
            for feed in source.feeds
            if feed.kind in newest
        ]
        ran = [_ran(source, newest[kind], moment) for kind in source.checks if kind in newest]
        yield from [one for one in (*told, *ran) if one is not None][:1]


def _fed(source: EvidenceSource, result: Evidence, metric: str, take: str, moment: datetime) -> Reading | None:
    metrics = [one for one in result.summary.get("metrics", ()) if one["name"] == metric and one["value"] is not None]
    if not metrics or result.verdict in _NO_VALUE:
        return None
    if take == "all":
        return _all(source, result, metrics, moment)
    pick = min if take == "min" else max
    one = pick(metrics, key=lambda told: Decimal(told["value"]))
    scale = 100 if source.unit in _PERCENT else 1
    value = scaled(one["value"], scale)
    return Reading(
        source=source.id,
        what=source.what,
        value=value,
        unit=source.unit,
        lower=scaled(one["lower"], scale),
        upper=scaled(one["upper"], scale),
        n=one["n"],
        where=one["where"],
        number=value,
        fact=float(value) if value else None,
        **_of(result, moment),
    )


def _all(source: EvidenceSource, result: Evidence, metrics: list[Mapping[str, Any]], moment: datetime) -> Reading:
    places = [one["where"] or one["name"] for one in metrics]
    return Reading(
        source=source.id,
        what=source.what,
        value=f"{len(metrics)}: {', '.join(places[:4])}{' …' if len(places) > 4 else ''}",  # noqa: PLR2004  enough for a line
        fact=[place.split(" x ") if " x " in place else place for place in places],
        **_of(result, moment),
    )


def _ran(source: EvidenceSource, result: Evidence, moment: datetime) -> Reading:
    value = f"{result.check_id}: {Verdict(result.verdict).label.lower()}"
    return Reading(source=source.id, what=source.what, value=value, **_of(result, moment))


def _of(result: Evidence, moment: datetime) -> dict[str, Any]:
    if result.valid_until < moment:
        freshness = Freshness.STALE
    else:
        freshness = Freshness.FRESH if result.verdict in {Verdict.PASS, Verdict.WARN} else Freshness.FAILED
    return {"at": result.measured_at, "evidence": result.pk, "digest": result.digest, "freshness": freshness}


def scaled(text: str | None, scale: int) -> str:
    """A decimal text times 100 for shares, without noise; empty where there is no number."""
    try:
        value = Decimal(text or "") * scale
    except InvalidOperation:
        return ""
    rounded = f"{value:.{_MOST_PLACES}f}" if value.is_finite() else ""
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
