"""What a kind of check is: what it speaks for, how it counts and how it judges the counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.measure import Measure
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

Counts = dict[str, Any]


def on_unsigned_records(counts: Mapping[str, Any]) -> bool:
    """Whether the counts were taken from records that the suite declares as unsigned: nobody stands for them."""
    return any(one["state"] == "none declared" for one in counts.get("seals", ()))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`evaluate` needs the declaration and the counts alone, so that a verifier can repeat it without the data.

    `speaks_for` gives, for each requirement to which a result is evidence, one sentence why. `profile` counts; the
    `rows` of its counts say how many rows or items were tested. `publishable` coarsens the counts until no cell tells
    of fewer than ten cases, and `evaluate` works on what it returns as on the full counts; counts that tell of no
    person are published as they are.
    `valid_for` is how long after its measurement a result still counts as fresh.
    `is_word` tells from the counts whether a result only repeats what somebody else says (another tool's findings,
    records without a signature): it documents, and is never taken for measured.
    """

    name: str
    title: str
    speaks_for: Mapping[str, str]
    measures: Mapping[str, Measure]
    valid_for: timedelta
    profile: Callable[[CheckSpec, Suite, Inputs], Counts]
    evaluate: Callable[[Mapping[str, Any], Counts], tuple[Metric, ...]]
    publishable: Callable[[Counts], Counts] = lambda counts: counts
    is_word: Callable[[Mapping[str, Any]], bool] = on_unsigned_records
