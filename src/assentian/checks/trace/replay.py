"""Do recorded decisions come out the same when their inputs are run again through the pinned model?

Which events are drawn is decided by the roots of their batches, so that nobody could choose them beforehand. Values
are read from beside the batches, each held against its salted digest first. An attested answer (a model elsewhere) is
not run again: its record must hold the response id of the provider.
Does not: judge whether a decision was right.
"""

import sys
from bisect import bisect_right
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, Worse, judged
from assentian.checks.models import Row, open_model
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import file_digest
from assentian.checks.trace.batches import of_system, whole
from assentian.checks.trace.drawn import Drawn, draw
from assentian.ledger.events import REPLAY_CLASSES, configuration_digest

SAMPLE = 1000
_FILES = ("skops", "onnx", "sklearn")
FEWEST = 30
"""Replayed scores under which no distance of distributions is told."""


def equal_share(equal: int, replayed: int) -> float:
    """Events of the class `exact` whose score came out as the very number that was recorded, as a share.

    Unit: share of those replayed. Does not show: events that were not drawn, or whose values were not kept.
    """
    return equal / replayed


def within_share(within: int, replayed: int) -> float:
    """Events of the class `tolerant` whose score came out within the declared tolerance of the recorded one.

    Distance is |new - recorded| (absolute), or that divided by |recorded| (relative). Unit: share of those replayed.
    Does not show: whether the tolerance is small enough to matter.
    """
    return within / replayed


def distribution_distance(recorded: list[float], replayed: list[float]) -> float:
    """Largest distance between the distribution functions of recorded and replayed scores of the class `tolerant`.

    Source: two-sample Kolmogorov-Smirnov statistic. Unit: 0 alike to 1 apart; told from 30 events on.
    Does not show: events that changed places; `within_share` looks at these.
    """
    first, second = sorted(recorded), sorted(replayed)
    places = {*first, *second}
    return max(abs(bisect_right(first, at) / len(first) - bisect_right(second, at) / len(second)) for at in places)


def kept_share(kept: int, drawn: int) -> float:
    """Drawn events of this model whose values were kept, as a share: the others cannot be replayed.

    Unit: share. Does not show: why values are gone; an erasure is no fault of the log.
    """
    return kept / drawn


def changed_values(events: int) -> float:
    """Drawn events whose kept values are not those that were recorded. Unit: events.

    Source: SHA-256 over salt and value. Does not show: values of events that were not drawn.
    """
    return float(events)


def other_model(events: int) -> float:
    """Drawn events recorded under another model or other parameters than those pinned. Unit: events.

    Does not show: who allowed the other model. Name its batches in a check of their own.
    """
    return float(events)


def unattested(events: int) -> float:
    """Drawn events of the class `attested` whose kept output holds no response id of the provider. Unit: events.

    Does not show: whether the provider knows that id.
    """
    return float(events)


_ENOUGH = Limit(warn=0.9995, breach=0.999, worse=Worse.BELOW)
MEASURES = {
    one.name: one
    for one in (
        Measure(name="equal_share", function=equal_share, limit=_ENOUGH),
        Measure(name="within_share", function=within_share, limit=_ENOUGH),
        Measure(
            name="distribution_distance",
            function=distribution_distance,
            limit=Limit(warn=0.05, breach=0.1),
            default=False,
        ),
        Measure(name="kept_share", function=kept_share, limit=Limit(warn=0.99, breach=0.9, worse=Worse.BELOW)),
        Measure(name="changed_values", function=changed_values, limit=NONE_ALLOWED),
        Measure(name="other_model", function=other_model, limit=NONE_ALLOWED),
        Measure(name="unattested", function=unattested, limit=NONE_ALLOWED),
    )
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, recorded, exact: [replayed, equal], tolerant: [replayed, within], attested: [events, without id],
    without_values, changed, other_model, distance, largest}`; rows are the events drawn.
    """
    pinned, batches = _pinned(check, inputs), list(whole(of_system(check, suite, inputs)))
    drawn = list(draw(batches, check.parameters.get("sample", SAMPLE)))
    counts: Counts = {"rows": len(drawn), "recorded": sum(batch.head.n for batch in batches)}
    counts |= dict.fromkeys(("without_values", "changed", "other_model"), 0)
    ready: dict[str, list[Drawn]] = {"exact": [], "tolerant": [], "attested": []}
    for one in drawn:
        if one.event.replay != "attested" and one.event.configuration != pinned:
            counts["other_model"] += 1
        elif one.values is None:
            counts["without_values"] += 1
        elif not one.holds():
            counts["changed"] += 1
        else:
            ready[one.event.replay].append(one)
    scores = _Scores(check, inputs)
    exact, tolerant = scores.of(ready["exact"]), scores.of(ready["tolerant"])
    missing = sum(not scores.response_id(one) for one in ready["attested"])
    within = sum(_is_near(*pair, check.parameters.get("tolerance", {})) for pair in tolerant)
    enough = len(tolerant) >= FEWEST
    return counts | {
        "exact": [len(exact), sum(was == now for was, now in exact)],
        "tolerant": [len(tolerant), within],
        "attested": [len(ready["attested"]), missing],
        "distance": repr(distribution_distance(*map(list, zip(*tolerant, strict=True)))) if enough else None,
        "largest": repr(max((abs(was - now) for was, now in [*exact, *tolerant]), default=0.0)),
    }


def _pinned(check: CheckSpec, inputs: Inputs) -> bytes | None:
    """The digest of the pinned configuration, as events hold it."""
    declared = check.parameters.get("pinned")
    if declared is None:
        return None
    model = file_digest(inputs.file(declared["model"]))
    opened = next((file for way, file in check.parameters["model"].items() if way in _FILES), None)
    if opened and file_digest(inputs.file(opened)) != model:
        place = ("checks", check.index, "pinned", "model")
        raise inputs.error(place, f"is another file than {opened}, from which the model is opened")
    return configuration_digest(model, file_digest(inputs.file(declared["parameters"], record=True)))


class _Scores:
    """Runs inputs again, and reads what was recorded; the model is opened when the first event needs it."""

    def __init__(self, check: CheckSpec, inputs: Inputs) -> None:
        self.parameters, self.inputs, self.place = check.parameters, inputs, ("checks", check.index)

    def of(self, drawn: list[Drawn]) -> list[tuple[float, float]]:
        """Recorded and new score of each event."""
        if not drawn:
            return []
        if "model" not in self.parameters:
            raise self.inputs.error((*self.place, "model"), "is missing; expected the model that made these decisions")
        model = open_model(self.parameters["model"], self.inputs, (*self.place, "model"))
        new = model.scores([self._row(one) for one in drawn])
        return list(zip(map(self._recorded, drawn), new, strict=True))

    def response_id(self, one: Drawn) -> bool:
        output = one.json("output")
        return isinstance(output, dict) and bool(output.get(self.parameters.get("response_id", "response_id")))

    def _row(self, one: Drawn) -> Row:
        row = one.json("input")
        if not isinstance(row, dict):
            raise DataError("the input is no JSON object with a value for each feature", file=one.place)
        features = self.parameters.get("features", row)
        if missing := [name for name in features if name not in row]:
            raise DataError(f"the input lacks '{missing[0]}'", file=one.place)
        return {name: row[name] for name in features}

    def _recorded(self, one: Drawn) -> float:
        output, name = one.json("output"), self.parameters.get("score", "score")
        value = output.get(name) if isinstance(output, dict) else output
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
            return float(value)
        raise DataError(f"the output holds no number '{name}'", file=one.place)


def _is_near(was: float, now: float, tolerance: Mapping[str, Any]) -> bool:
    """Whether two scores are as near as the suite declares; equal where it declares nothing."""
    allowed = float(tolerance.get("at_most", 0))
    return abs(now - was) <= (allowed * abs(was) if tolerance.get("metric") == "relative" else allowed)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Each class judged where it occurs. Nothing replayed and nothing attested is insufficient, never a pass."""
    asked, drawn = parameters.get("metrics", {}), counts["rows"]
    (exact, equal), (tolerant, within), (attested, missing) = (counts[one] for one in REPLAY_CLASSES)
    of_model, largest = drawn - counts["other_model"], f"largest difference {counts['largest']}"
    told: dict[str, tuple[float | None, int, str]] = {}
    if exact or not (tolerant or attested):
        told["equal_share"] = (equal_share(equal, exact) if exact else None, exact, largest)
    if tolerant:
        told["within_share"] = (within_share(within, tolerant), tolerant, largest)
    if tolerant or "distribution_distance" in asked:
        distance = counts["distance"]
        told["distribution_distance"] = (None if distance is None else float(distance), tolerant, "")
    told["kept_share"] = (
        kept_share(of_model - counts["without_values"], of_model) if of_model else None,
        of_model,
        f"{drawn} of {counts['recorded']} events drawn",
    )
    told["changed_values"] = (changed_values(counts["changed"]), drawn, "")
    told["other_model"] = (other_model(counts["other_model"]), drawn, "")
    if attested:
        told["unattested"] = (unattested(missing), attested, "")
    return tuple(_metric(name, *one, asked=asked) for name, one in told.items())


def _metric(name: str, value: float | None, n: int, note: str, *, asked: Mapping[str, Any]) -> Metric:
    measure = MEASURES[name]
    if name in asked or measure.default:
        return judged(name, value, measure.limit_of(asked.get(name, {})), n=n, note=note)
    return Metric(name=name, where="", value=value, n=n, note=note)


KIND = Kind(
    name="replay",
    title="Recorded decisions that come out the same when they are run again",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that events hold enough to run a decision again, and that it comes out as recorded.",
        "iso42001:A.6.2.4": "Verifies the model in operation against decisions that it took.",
        "iso27001:A.5.28": "Shows that a recorded decision can be reproduced as evidence.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
