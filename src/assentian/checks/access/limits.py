"""Goes beyond each declared limit of an endpoint: what lies above must be refused.

Each limit is tried at its edge first, where the endpoint must still answer; only then does a refusal above it tell that
the limit is what refuses. Beyond the edge it is tried twice, one above and ten times as high.
Does not: wear a service out (`load-test` asks for its peak); no request is larger than 5 MB, no burst longer than 2000.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.strict_yaml import Place

LARGEST_REQUEST = 5_000_000
SERVER_ERROR = 500


def accepted_above_limit(found: Sequence[str]) -> float:
    """Requests beyond a declared limit (of characters, items, depth, a number such as tokens or spend, or rate) that
    were answered with success. Unit: requests.

    Source: OWASP LLM10:2025 (unbounded consumption), OWASP API4:2023. A limit whose edge is refused is not told.
    Does not show: limits over days, limits of other callers, or ways around them (many accounts, many addresses).
    """
    return float(len(found))


def collapsed(found: Sequence[str]) -> float:
    """Requests beyond a limit that broke the service (5xx, or no answer) instead of being refused. Unit: requests.

    Source: this product. Does not show: for how long the service was broken.
    """
    return float(len(found))


MEASURES = measures(accepted_above_limit, collapsed)


@dataclass
class Trial:
    """What was asked of one endpoint and how it answered; `above` are the requests beyond a limit."""

    endpoint: Endpoint
    question: Mapping[str, Any]
    tried: list[list[Any]] = field(default_factory=list)
    above: list[tuple[str, int]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def ask(self, said: str, question: Mapping[str, Any]) -> int:
        """The status of the answer; 0 where none comes."""
        try:
            status = self.endpoint.send(question).status
        except DataError:
            status = 0
        self.tried.append([said, status])
        return status


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, tried: [[what, status]], faults, untold}`; rows are the requests above a limit."""
    place: Place = ("checks", check.index)
    with Endpoint(check.parameters["model"], inputs, (*place, "model")) as endpoint:
        trial = Trial(endpoint, check.parameters["question"])
        for index, limit in enumerate(check.parameters["limits"]):
            if limit["of"] == "rate":
                _burst(trial, limit)
            else:
                _edge(trial, limit, _grown(trial.question, limit, inputs, (*place, "limits", index)))
    accepted = [f"{said}: {status}" for said, status in trial.above if 200 <= status < 300]  # noqa: PLR2004 - success
    broken = [said for said, status in trial.above if not 0 < status < SERVER_ERROR]
    return {
        "rows": len(trial.above),
        "tried": trial.tried,
        "faults": {"accepted_above_limit": accepted, "collapsed": broken},
        "untold": {"accepted_above_limit": trial.untold, "collapsed": trial.untold},
    }


def _edge(trial: Trial, limit: Mapping[str, Any], grown: Callable[[int], dict[str, Any]]) -> None:
    """The limit itself, which must be answered; then one above it and ten times as much."""
    most, name = limit["most"], f"{limit['of']} of {limit['field']}"
    at_edge = trial.ask(f"{name} {most}", grown(most))
    if not 200 <= at_edge < 300:  # noqa: PLR2004 - success
        trial.untold.append(f"{name} {most} is answered {at_edge} already")
        return
    for value in (most + 1, most * 10):
        question = grown(value)
        said = f"{name} {value}"
        if value > most + 1 and len(json.dumps(question)) > LARGEST_REQUEST:
            continue
        trial.above.append((said, trial.ask(said, question)))


def _burst(trial: Trial, limit: Mapping[str, Any]) -> None:
    """More requests in the declared seconds than the limit allows; those accepted beyond it count."""
    requests, seconds = limit["requests"], limit["seconds"]
    more = max(3, requests // 10)
    begun = time.monotonic()
    statuses = [
        trial.ask(f"request {number} of {requests + more}", trial.question) for number in range(requests + more)
    ]
    name = f"rate of {requests} in {seconds} s"
    if (took := time.monotonic() - begun) > seconds:
        trial.untold.append(f"{name}: asking took {took:.0f} s, so nothing was asked too fast")
        return
    accepted = sum(200 <= status < 300 for status in statuses)  # noqa: PLR2004 - success
    broken = [status for status in statuses if not 0 < status < SERVER_ERROR]
    if not accepted:
        trial.untold.append(f"{name}: no request was answered")
        return
    too_many = max(0, accepted - requests)
    trial.above += [(name, 200)] * too_many + [(name, status) for status in broken[: more - too_many]]
    trial.above += [(name, 429)] * max(0, more - too_many - len(broken))


def _grown(
    question: Mapping[str, Any], limit: Mapping[str, Any], inputs: Inputs, place: Place
) -> Callable[[int], dict[str, Any]]:
    """The question with the field of a limit made as long, as many, as deep or as large as asked."""
    name, of = limit["field"], limit["of"]
    if name not in question:
        raise inputs.error((*place, "field"), f"'{name}' is no field of the question")
    now: Any = question[name]
    kind: Any = {"characters": str, "items": list, "number": int | float, "depth": object}[of]
    is_fitting = isinstance(now, kind) and not isinstance(now, bool) and now not in ("", [])
    if not is_fitting:
        raise inputs.error((*place, "of"), f"cannot be '{of}': the field '{name}' of the question holds {now!r}")

    def grown(size: int) -> dict[str, Any]:
        if of == "characters":
            return {**question, name: (now * (size // len(now) + 1))[:size]}
        if of == "items":
            return {**question, name: [now[index % len(now)] for index in range(size)]}
        return {**question, name: size if of == "number" else _nested(now, size)}

    return grown


def _nested(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


KIND = Kind(
    name="limits-probe",
    title="Declared limits of size, depth, number and rate really refuse",
    speaks_for={
        "iso42001:A.4.5": "Shows that the capacity that was planned cannot be used up by one caller.",
        "iso42001:A.6.2.5": "Tries the limits of what is deployed.",
        "iso27001:A.8.6": "Shows that what the service takes on is bounded.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
