"""Has every decision of the business system an event, by its id, and does the event say what it must?

The ids of the decisions are digested under the stream's key, as the event log did; counts hold days and numbers, never
an id. Where the business system only counted its decisions, `windows` compares numbers.
Does not: compare values (`replay` does), or find decisions that the business system itself does not know.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, Worse, judged
from assentian.checks.records.rulebook import UNSIGNED, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.trace import windows
from assentian.checks.trace.batches import Batch, of_system, whole
from assentian.ledger.events import KEY_BYTES, Event, event_digest

MOST_DAYS = 20


def without_event(missing: int) -> float:
    """Decisions of the business system that no event was recorded of. Unit: decisions; by day where time is named.

    Does not show: decisions that the business system does not know.
    """
    return float(missing)


def coverage(complete: int, decisions: int) -> float:
    """Decisions with an event that says when, on what input, with what output and by which model, as a share.

    Unit: share of all decisions looked at. Does not show: whether what the event says is true; `replay` looks at that.
    """
    return complete / decisions


def incomplete(events: int) -> float:
    """Events of these decisions that lack time, input, output or model. Unit: decisions.

    Does not show: who acted; the event log holds no actor, so put one into the values.
    """
    return float(events)


def explained_share(explained: int, decisions: int) -> float:
    """Decisions whose event binds an explanation, as a share. 95 % interval by Wilson. Unit: share.

    Does not show: whether the explanation is right; `explanation` looks at that.
    """
    return explained / decisions


def without_decision(events: int) -> float:
    """Events that no decision of the business system stands behind. Unit: events.

    Does not show: why; events before or after the window that the table is about count too.
    """
    return float(events)


def recorded_twice(decisions: int) -> float:
    """Decisions with more than one event: which of them was carried out, nothing tells. Unit: decisions.

    Does not show: the same decision under two ids.
    """
    return float(decisions)


MEASURES = {
    "unsigned": UNSIGNED,
    "without_event": Measure(name="without_event", function=without_event, limit=NONE_ALLOWED),
    "incomplete": Measure(name="incomplete", function=incomplete, limit=NONE_ALLOWED),
    "coverage": Measure(name="coverage", function=coverage, limit=Limit(warn=1, breach=1, worse=Worse.BELOW)),
    "explained_share": Measure(
        name="explained_share",
        function=explained_share,
        limit=Limit(warn=0.99, breach=0.95, worse=Worse.BELOW),
        default=False,
    ),
    "without_decision": Measure(name="without_decision", function=without_decision, limit=NONE_ALLOWED, default=False),
    "recorded_twice": Measure(name="recorded_twice", function=recorded_twice, limit=NONE_ALLOWED, default=False),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, events, missing, incomplete, explained, twice, without_decision, days: [[day, decisions, missing]]}`."""
    if "counted" in check.parameters:
        return windows.profile(check, inputs, whole(of_system(check, suite, inputs)))
    decisions = _decisions(suite, inputs)
    streams = list(_streams(whole(of_system(check, suite, inputs))))
    found: Counter[str] = Counter()
    days: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for id_, day in decisions:
        events = [event for key, known in streams for event in known.get(event_digest(key, id_), ())]
        days[day][0] += 1
        days[day][1] += not events
        found["missing"] += not events
        found["matched"] += len(events)
        found["twice"] += len(events) > 1
        found["incomplete"] += bool(events) and not all(event.is_complete for event in events)
        found["explained"] += any(event.explanation is not None for event in events)
    recorded = sum(len(events) for _, known in streams for events in known.values())
    return {
        "rows": len(decisions),
        "events": recorded,
        **{name: found[name] for name in ("missing", "incomplete", "explained", "twice")},
        "without_decision": max(0, recorded - found["matched"]),
        "days": [[day, *numbers] for day, numbers in sorted(days.items())],
    }


def _decisions(suite: Suite, inputs: Inputs) -> list[tuple[str, str]]:
    """Id and day of each decision of `data.current`; DataError where an id is empty or stands twice."""
    table, key, time = inputs.current, suite.columns.id, suite.columns.time
    if key is None:
        raise suite.error(("columns", "id"), "is missing; expected the column with the ids that were logged")
    for role, column in (("id", key), ("time", time)):
        if column and column not in table.types:
            raise suite.error(("columns", role), table.missing(column))
    day = f"coalesce(CAST(TRY_CAST({identifier(time)} AS DATE) AS VARCHAR), '')" if time else "''"
    found = table.select(f"CAST({identifier(key)} AS VARCHAR)", day)
    ids = Counter(id_ for id_, _ in found)
    if None in ids:
        raise DataError(f"'{key}' is empty in {ids[None]} rows", file=table.locator)
    if twice := sum(number > 1 for number in ids.values()):
        raise DataError(f"'{key}' is no id: {twice} values stand more than once", file=table.locator)
    return found


def _streams(batches: Iterator[Batch]) -> Iterator[tuple[bytes, Mapping[bytes, Sequence[Event]]]]:
    """The key of each stream, which lies beside its batches, and its events by their digested ids."""
    by_folder: dict[Any, dict[bytes, list[Event]]] = {}
    for batch in batches:
        known = by_folder.setdefault(batch.path.parent, {})
        for event in batch.events():
            known.setdefault(event.event, []).append(event)
    for folder, known in by_folder.items():
        path = folder / "stream.key"
        key = path.read_bytes() if path.is_file() else b""
        if len(key) != KEY_BYTES:
            raise DataError("is not here, or no key of a stream; no event is found by its id", file=str(path))
        yield key, known


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Missing, incomplete and coverage judged, the others where the suite gives them a limit, else shown."""
    asked, n = parameters.get("metrics", {}), counts["rows"]
    complete = n - counts["missing"] - counts["incomplete"]
    days = [f"{day}: {missing} of {decisions}" for day, decisions, missing in counts["days"] if missing and day]
    values = {
        "without_event": (without_event(counts["missing"]), None, _days(days)),
        "incomplete": (incomplete(counts["incomplete"]), None, ""),
        "coverage": (coverage(complete, n) if n else None, None, ""),
        "explained_share": (
            explained_share(counts["explained"], n) if n else None,
            wilson(counts["explained"], n),
            "",
        ),
        "without_decision": (without_decision(counts["without_decision"]), None, f"of {counts['events']} events"),
        "recorded_twice": (recorded_twice(counts["twice"]), None, ""),
    }
    metrics = (_metric(name, *told, n=n, asked=asked) for name, told in values.items())
    return (*([sealing(counts["seals"])] if "seals" in counts else []), *metrics)


def _metric(
    name: str, value: float | None, bounds: tuple[float, float] | None, note: str, *, n: int, asked: Mapping[str, Any]
) -> Metric:
    measure, (lower, upper) = MEASURES[name], bounds or (None, None)
    if name in asked or measure.default:
        limit = measure.limit_of(asked.get(name, {}))
        return judged(name, value, limit, n=n, lower=lower, upper=upper, note=note)
    return Metric(name=name, where="", value=value, n=n, lower=lower, upper=upper, note=note)


def _days(days: Sequence[str]) -> str:
    more = f"; {len(days) - MOST_DAYS} days more" if len(days) > MOST_DAYS else ""
    return "; ".join(days[:MOST_DAYS]) + more


KIND = Kind(
    name="log-completeness",
    title="Decisions of the business system that have a complete event",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that no decision went unrecorded, counted against the business system.",
        "iso27001:A.8.15": "Measures activities that left no entry in the log.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
