"""Judges checks that look for faults: what was found is kept by name, and none may be there.

The counts are `{rows, faults: {measure: [what, ...] or None}}`: None where it could not be told, which is insufficient
and never a pass. `untold: {measure: [what, ...]}` names what could not be told beside the faults that were found: where
there is no fault, it is insufficient too. No suite can loosen these limits.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assentian.checks.kind import Counts
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.result import Metric

NAMED = 5
"""Faults named beside a number; the counts name all."""


def measures(*functions: Callable[[Sequence[str]], float]) -> dict[str, Measure]:
    """One measure for each function, by its name, of which none is allowed."""
    return {
        function.__name__: Measure(name=function.__name__, function=function, limit=NONE_ALLOWED)
        for function in functions
    }


def evaluator(known: Mapping[str, Measure]) -> Callable[[Mapping[str, Any], Counts], tuple[Metric, ...]]:
    """The `evaluate` of a kind whose measures count faults."""

    def evaluate(_parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
        untold = counts.get("untold", {})
        return tuple(
            _metric(measure, counts["faults"][name], counts["rows"], untold.get(name, ()))
            for name, measure in known.items()
        )

    return evaluate


def _metric(measure: Measure, found: Sequence[str] | None, rows: int, untold: Sequence[str]) -> Metric:
    cannot_tell = found is None or not rows or (untold and not found)
    value = None if cannot_tell else measure.function(found or ())
    note = named(found or ())
    if untold:
        note = "; ".join(filter(None, (note, f"could not be told: {named(untold)}")))
    return judged(measure.name, value, measure.limit, n=rows, note=note)


def named(found: Sequence[str]) -> str:
    """The first faults in words, and how many more there are."""
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return "; ".join(found[:NAMED]) + more


def written(name: str) -> str:
    """A name from outside as text that can be sealed: half characters are spelled out."""
    return name.encode("utf-8", "backslashreplace").decode()
