"""How much detail an endpoint's answers expose: decimals of scores, numbers beside each other, inner values.

The same questions are also asked with the switches by which services give more (log probabilities, embeddings): what a
caller can switch on is exposed. Numbers are read as they are written, so that 0.50 has two decimals.
Does not: judge whether the declared detail is itself too much; `membership-inference` and `extraction-probe` do.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.endpoint import Answer, Endpoint
from assentian.checks.faults import named, written
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

INNER = re.compile(
    r"logits?|logprobs?|log_?prob(?:abilitie)?s?|embeddings?|hidden_?states?|gradients?|attentions?|activations?|"
    r"shap(?:_?values)?|feature_?importances?|weights|coefficients|top_?logprobs|nearest_?neighbou?rs|training_?examples"
)
SWITCHES: tuple[Mapping[str, Any], ...] = (
    {"logprobs": True, "top_logprobs": 5},
    {"return_logits": True, "return_probabilities": True},
    {"explain": True, "return_embeddings": True},
    {"verbose": True, "debug": True},
)
_DECIMAL = re.compile(r"-?\d+\.(\d+)(?:[eE]([+-]?\d+))?|-?\d+[eE]([+-]?\d+)")
DEEPEST = 40


class _Written(str):
    """A number as it is written in JSON."""

    __slots__ = ()


def decimals(most: int) -> float:
    """The most decimals that any number of the answers has, trailing zeros too. Unit: digits after the point.

    Source: this product; the limit is the declared number. Does not show: detail that is hidden in whole numbers.
    """
    return float(most)


def numbers_beside(most: int) -> float:
    """The most numbers that stand beside each other, in one list or one object: the classes of which scores are told.

    Unit: numbers. Source: this product; the limit is the declared number of classes. Ask about one case, so that the
    length of a list is not the number of cases. Does not show: what the numbers mean.
    """
    return float(most)


def inner_values(found: Sequence[str]) -> float:
    """Fields that tell of the inside of the model (logits, log probabilities, embeddings, gradients) and hold
    something. Unit: fields.

    Source: names that frameworks give them. Does not show: inner values under other names.
    """
    return float(len(found))


MEASURES = {
    "decimals": Measure(name="decimals", function=decimals, limit=NONE_ALLOWED),
    "numbers_beside": Measure(name="numbers_beside", function=numbers_beside, limit=NONE_ALLOWED),
    "inner_values": Measure(name="inner_values", function=inner_values, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, decimals, beside, inner: [field], refused}`; rows are the answers that were looked at."""
    allowed = set(check.parameters.get("allow", ()))
    looked_at = refused = most = beside = 0
    inner: dict[str, None] = {}
    with Endpoint(check.parameters["model"], inputs, ("checks", check.index, "model")) as endpoint:
        for question in check.parameters["questions"]:
            plain = endpoint.send(question)
            refused += not plain.is_accepted
            answers = [plain, *(endpoint.send({**question, **switch}) for switch in SWITCHES)]
            for answer in filter(_is_readable, answers):
                looked_at += 1
                content = json.loads(answer.body, parse_float=_Written)
                most = max(most, _decimals(content))
                beside = max(beside, _beside(content))
                inner |= dict.fromkeys(one for one in _inner(content, "") if one.rpartition(".")[2] not in allowed)
    return {
        "rows": looked_at,
        "decimals": most,
        "beside": beside,
        "inner": sorted(map(written, inner)),
        "refused": refused,
    }


def _is_readable(answer: Answer) -> bool:
    return answer.is_accepted and answer.json() is not None


def _parts(value: Any, depth: int = 0) -> Iterator[Any]:
    """The value and everything in it, to a depth."""
    yield value
    if depth < DEEPEST and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _parts(part, depth + 1)


def _decimals(content: Any) -> int:
    return max((_written_decimals(one) for one in _parts(content) if isinstance(one, str)), default=0)


def _written_decimals(text: str) -> int:
    """Digits after the point of a number, also of one that is sent as text; a power of ten moves the point."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return 0
    power = int(found[2] or found[3] or 0)
    return max(0, len(found[1] or "") - max(-400, min(400, power)))


def _beside(content: Any) -> int:
    def is_number(one: Any) -> bool:
        return isinstance(one, int | float | _Written) and not isinstance(one, bool)

    groups = (one.values() if isinstance(one, dict) else one for one in _parts(content) if isinstance(one, dict | list))
    return max((sum(map(is_number, group)) for group in groups), default=int(is_number(content)))


def _inner(content: Any, here: str, depth: int = 0) -> Iterator[str]:
    """The path of every field with a name of the inside that holds something."""
    if depth > DEEPEST:
        return
    if isinstance(content, dict):
        for name, part in content.items():
            place = f"{here}.{name}".lstrip(".")
            if INNER.fullmatch(name.lower()) and part not in (None, [], {}, "", False):
                yield place
            yield from _inner(part, place, depth + 1)
    elif isinstance(content, list):
        for part in content[:50]:
            yield from _inner(part, here, depth + 1)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Each against what is declared; nothing answered tells nothing. Pure."""
    n = counts["rows"]
    told = n > 0 and counts["refused"] == 0
    note = "" if told else f"{counts['refused']} questions were refused"
    limits = {name: Limit(warn=parameters[key], breach=parameters[key]) for name, key in DECLARED.items()}
    return (
        judged("decimals", decimals(counts["decimals"]) if told else None, limits["decimals"], n=n, note=note),
        judged(
            "numbers_beside",
            numbers_beside(counts["beside"]) if told else None,
            limits["numbers_beside"],
            n=n,
            note=note,
        ),
        judged(
            "inner_values",
            inner_values(counts["inner"]) if told or counts["inner"] else None,
            NONE_ALLOWED,
            n=n,
            note=named(counts["inner"]) or note,
        ),
    )


DECLARED = {"decimals": "decimals", "numbers_beside": "classes"}
KIND = Kind(
    name="output-granularity",
    title="Answers expose no more detail than declared",
    speaks_for={
        "iso42001:A.6.2.5": "Shows, on what is deployed, that answers tell no more than was decided.",
        "iso42001:A.8.2": "Holds what users are given against what was declared.",
        "iso27001:A.8.12": "Limits what can be learnt of the model and of its data from answers.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
