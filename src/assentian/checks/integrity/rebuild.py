"""Two builds from the same manifest and seed: the same bytes, or the same numbers within a tolerance.

Does not: build anything itself, and so cannot tell whether the second build was really made from the manifest; whoever
runs it in a pipeline of its own can.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, named, written
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.strict_yaml import ContentError, Place, read, spell

MOST_BYTES = 10_000_000


def differing_files(found: Sequence[str]) -> float:
    """Files that only one of the two builds has, or that have other bytes in the other. Unit: files.

    Judged unless the suite gives results with a tolerance: training on several threads seldom gives the same bytes.
    Does not show: why they differ.
    """
    return float(len(found))


def metric_difference(differences: Sequence[float]) -> float:
    """The largest difference between two numbers of the same name in the results of the builds. Unit: of the numbers.

    Source: this product. Does not show: differences that the results do not measure.
    """
    return max(differences)


def unmatched_numbers(found: Sequence[str]) -> float:
    """Numbers that only one of the results has, or that are not finite. Unit: numbers.

    Does not show: what they were.
    """
    return float(len(found))


FILES, NUMBERS = measures(differing_files), measures(unmatched_numbers)
MEASURES = {
    **FILES,
    "metric_difference": Measure(name="metric_difference", function=metric_difference, limit=Limit(warn=0, breach=0)),
    **NUMBERS,
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, faults, differences: [[name, text of a number]]}`; rows are the files of the first build."""
    parameters = check.parameters
    if (suite.folder / parameters["first"]).resolve() == (suite.folder / parameters["second"]).resolve():
        raise suite.error(("checks", check.index, "second"), "is the first build itself")
    first = _by_place(held(parameters["first"], inputs, record=False))
    second = _by_place(held(parameters["second"], inputs, record=True))
    differing = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    counts: Counts = {"rows": len(first), "faults": {"differing_files": differing}, "differences": []}
    if "results" in parameters:
        one, other = (_numbers(inputs.file(parameters["results"][name], record=True)) for name in ("first", "second"))
        both = sorted(one.keys() & other.keys())
        unmatched = sorted(one.keys() ^ other.keys())
        unmatched += [name for name in both if not (math.isfinite(one[name]) and math.isfinite(other[name]))]
        counts["faults"]["unmatched_numbers"] = unmatched
        counts["differences"] = [[name, repr(abs(one[name] - other[name]))] for name in both if name not in unmatched]
    return counts


def _by_place(files: Mapping[str, str]) -> Mapping[str, str]:
    """A single file stands for itself, whatever its name."""
    return {"the build": next(iter(files.values()))} if len(files) == 1 else files


def _numbers(path: Path) -> dict[str, float]:
    """Every number of a file of JSON or strict YAML, by the path of its key."""
    if path.stat().st_size > MOST_BYTES:
        raise DataError(f"is larger than {MOST_BYTES:,} bytes", file=str(path))
    try:
        found = dict(_leaves(read(path).content, ()))
    except ContentError as error:
        raise DataError(f"line {error.line or 1}: {error.complaint}", file=str(path)) from error
    if not found:
        raise DataError("holds no number", file=str(path))
    return found


def _leaves(value: Any, here: Place) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(part, (*here, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield written(spell(here)), float(value)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Equal bytes, or, where the suite gives results, equal numbers within its tolerance. Pure."""
    [files] = evaluator(FILES)(parameters, counts)
    if "results" not in parameters:
        return (files,)
    differing = counts["faults"]["differing_files"]
    shown = Metric(
        name=files.name, where="", value=files.value, n=files.n, note=named(differing) or "the bytes are equal"
    )
    most = parameters["results"]["tolerance"]
    differences = [(float(text), name) for name, text in counts["differences"]]
    value = metric_difference([one for one, _ in differences]) if differences else None
    note = max(differences)[1] if differences else "no number stands in both"
    [unmatched] = evaluator(NUMBERS)(parameters, counts)
    judgement = judged("metric_difference", value, Limit(warn=most, breach=most), n=len(differences), note=note)
    return (shown, judgement, unmatched)


KIND = Kind(
    name="rebuild",
    title="Building again gives the same model",
    speaks_for={
        "iso42001:A.6.2.3": "Shows that the documented way of making the model leads to this model.",
        "iso42001:A.4.4": "Shows that the tools of the build put nothing in that the manifest does not say.",
        "iso27001:A.8.25": "Repeats the build and compares.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=180),
    profile=profile,
    evaluate=evaluate,
)
