"""From the metrics of one result to a reading: one number with its interval, a share of what is sound, a day, a table.

Pure. Shares are told in per cent where the source's unit says so, without noise of decimals.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from assentian.impact.measured.reading import Freshness, Part, Reading
from assentian.standards.facts import EvidenceSource, Feed
from assentian.standards.vocabulary import Verdict

Metric = Mapping[str, Any]
FRESH_DRILL = timedelta(days=365)
_PERCENT = frozenset({"%", "pp"})
_PLACES, _PLACES_OF_PERCENT, _PLACES_OF_TINY = 4, 2, 6
_TINY = Decimal("0.001")
_NAMED = 4


def one(source: EvidenceSource, feed: Feed, metrics: Sequence[Metric], **sealed: Any) -> Reading:
    """The value that a feed takes; `sealed` says when, by which result and how it stands."""
    pick = min if feed.take == "min" else max
    found = pick(metrics, key=lambda told: Decimal(told["value"]))
    if found["status"] != Verdict.FAIL:  # another metric of the check may have failed
        sealed |= {"freshness": Freshness.FRESH}
    if feed.take == "day":
        return _day(source, found, **sealed)
    told = _rest(found) if feed.take == "rest" else found
    scale = 100 if source.unit in _PERCENT else 1
    value = scaled(told["value"], scale)
    return Reading(
        source=source.id,
        what=source.what,
        value=_words(source, value, found),
        unit=source.unit,
        lower=scaled(told["lower"], scale),
        upper=scaled(told["upper"], scale),
        n=found["n"],
        where=found["where"],
        number=value if source.type == "number" else "",
        option=_option(source, value),
        fact=_fact(source, value, sealed["freshness"]),
        **sealed,
    )


def table(source: EvidenceSource, found: tuple[Part, ...], **sealed: Any) -> Reading:
    """Several metrics, each with its place."""
    places = [one.where or one.metric for one in found]
    failing = sum(one.is_failing for one in found)
    named = f"{', '.join(places[:_NAMED])}{' …' if len(places) > _NAMED else ''}"
    return Reading(
        source=source.id,
        what=source.what,
        value=f"{len(found)}: {named}" + (f"; {failing} beyond the limit" if failing else ""),
        n=max(one.n for one in found),
        parts=found,
        fact=[place.split(" x ") if " x " in place else place for place in places],
        **sealed,
    )


def parts(kind: str, metrics: Sequence[Metric]) -> Iterator[Part]:
    for told in metrics:
        low, high = (scaled(told[name], 1) for name in ("lower", "upper"))
        yield Part(
            kind=kind,
            metric=told["name"],
            where=told["where"],
            value=scaled(told["value"], 1),
            interval=f"{low} to {high}" if low and high else "",
            n=told["n"],
            is_failing=told["status"] == Verdict.FAIL,
        )


def _rest(found: Metric) -> dict[str, Any]:
    """What is sound, as a share of what was looked at: a count of all of them, so it has no interval."""
    return {"value": str(1 - Decimal(found["value"]) / found["n"]), "lower": None, "upper": None}


def _day(source: EvidenceSource, found: Metric, **sealed: Any) -> Reading:
    """The day that lies the value in days before the measurement."""
    at: datetime = sealed["at"]
    day = at - timedelta(days=float(found["value"]))
    is_tested = sealed["freshness"] is Freshness.FRESH and at - day <= FRESH_DRILL
    return Reading(
        source=source.id,
        what=source.what,
        value=f"{day:%Y-%m-%d}",
        n=found["n"],
        option="tested" if is_tested else "untested",
        fact=f"{day:%Y-%m-%d}",
        **sealed,
    )


def _words(source: EvidenceSource, value: str, found: Metric) -> str:
    if source.type == "record":
        return f"{value} of {found['n']} by {found['name'].replace('_', ' ')}"
    return {True: "yes", False: "no"}[value == "0"] if source.type == "bool" else value


def _fact(source: EvidenceSource, value: str, freshness: Freshness) -> Any:
    if source.type == "bool":
        return freshness is Freshness.FRESH
    return float(value) if source.type == "number" and value else None


def _option(source: EvidenceSource, value: str) -> str:
    """The word of a choice that a count of faults stands for, where there are none."""
    return {"registry.architecture": "frozen", "gov.publication": "site"}.get(source.id, "") if value == "0" else ""


def scaled(text: str | None, scale: int) -> str:
    """A decimal text times 100 for shares, without noise; empty where there is no number."""
    try:
        value = Decimal(text or "") * scale
    except InvalidOperation:
        return ""
    if not value.is_finite():
        return ""
    places = _PLACES if scale == 1 else _PLACES_OF_PERCENT
    rounded = f"{value:.{_PLACES_OF_TINY if abs(value) < _TINY else places}f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
