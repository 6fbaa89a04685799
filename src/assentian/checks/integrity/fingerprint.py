"""A model behind an endpoint answers a fixed set of probes as it did when it was approved.

The approved answers are records that were kept then: texts, or scores of rows. Counts hold numbers of probes alone.
Does not: show that the model is the same (another may answer these probes alike), or that its answers are good.
"""

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.conversation import Conversation, texts
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

NAMED = 10


def changed_share(changed: int, probes: int) -> float:
    """Probes that are answered otherwise than when the model was approved, as a share. Unit: share.

    Texts are the same when they are equal but for spacing, or have the declared share of their words in common; scores
    when they are as near as declared. 95 % interval by Wilson. Source: this product.
    Does not show: changes that these probes do not touch; a system that answers by chance changes by itself.
    """
    return changed / probes


def version_faults(found: int) -> float:
    """1 where the answers name another version than the approved one, or none, in the declared header. Unit: faults.

    Does not show: whether the supplier changes the version with each change of the model.
    """
    return float(found)


MEASURES = {
    "changed_share": Measure(name="changed_share", function=changed_share, limit=Limit(warn=0, breach=0)),
    "version_faults": Measure(name="version_faults", function=version_faults, limit=Limit(warn=0, breach=0)),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, changed: [number], version}`; rows are the probes, `version` what the last answer's header says."""
    parameters = check.parameters
    table = inputs.records(parameters["approved"], f"approved_{check.index}")
    conversation = Conversation(parameters["model"], inputs, ("checks", check.index, "model"))
    same = _scores(check, suite, table, conversation) if "features" in parameters else None
    if same is None:
        same = _answers(check, suite, table, conversation)
    last = conversation.endpoint.last
    header = parameters.get("version", {}).get("header", "").lower()
    return {
        "rows": len(same),
        "changed": [number for number, is_same in enumerate(same, start=1) if not is_same],
        "version": last.headers.get(header, "") if last and header else "",
    }


def _answers(check: CheckSpec, suite: Suite, table: Table, conversation: Conversation) -> list[bool]:
    prompts, approved = (texts(check, suite, table, role) for role in ("prompt", "answer"))
    least = check.parameters.get("similar", 1)
    told = conversation.say(prompts)
    return [_alike(before, now) >= least for before, now in zip(approved, told, strict=True)]


def _alike(one: str, other: str) -> float:
    """1 for texts that are equal but for spacing; else the words in common as a share of all (Jaccard), below 1."""
    first, second = (unicodedata.normalize("NFKC", text).split() for text in (one, other))
    if first == second:
        return 1.0
    words, others = ({word.casefold() for word in text} for text in (first, second))
    return min(len(words & others) / len(words | others), 0.9999)


def _scores(check: CheckSpec, suite: Suite, table: Table, conversation: Conversation) -> list[bool]:
    features, score = check.parameters["features"], check.parameters.get("score", "score")
    for index, column in enumerate([*features, score]):
        if column not in table.types:
            place = ("features", index) if index < len(features) else ("score",)
            raise suite.error(("checks", check.index, *place), table.missing(column))
    columns = [*map(identifier, features), f"TRY_CAST({identifier(score)} AS DOUBLE)"]
    rows = table.select(*columns, then=f"ORDER BY {table.row_number}")
    if any(row[-1] is None for row in rows):
        raise DataError(f"'{score}' is not a number in every row", file=table.locator)
    asked = [dict(zip(features, (_plain(one) for one in row), strict=False)) for row in rows]
    told = conversation.endpoint.ask({"rows": asked}, "scores") if asked else []
    if len(told) != len(rows) or not all(isinstance(one, int | float) for one in told):
        raise DataError(f"gave no number for each of {len(rows)} rows", file=conversation.endpoint.address)
    near = check.parameters.get("near", 0)
    return [abs(row[-1] - now) <= near for row, now in zip(rows, told, strict=True)]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str) else str(value)


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The share of changed answers against the tolerance, and the version where the suite names one. Pure."""
    n, changed, most = counts["rows"], counts["changed"], parameters.get("tolerance", 0)
    lower, upper = wilson(len(changed), n)
    note = f"probe {', '.join(map(str, changed[:NAMED]))}" + (" ..." if len(changed) > NAMED else "") if changed else ""
    share = changed_share(len(changed), n) if n else None
    limit = Limit(warn=most, breach=most)
    metrics = [judged("changed_share", share, limit, n=n, lower=lower, upper=upper, note=note)]
    if "version" in parameters:
        wanted, now = parameters["version"]["value"], counts["version"]
        note = f"names '{now}'; '{wanted}' was approved" if now != wanted else ""
        value = version_faults(int(now != wanted)) if n else None
        metrics.append(judged("version_faults", value, MEASURES["version_faults"].limit, n=1, note=note))
    return tuple(metrics)


KIND = Kind(
    name="endpoint-fingerprint",
    title="The model behind an endpoint answers as it did when it was approved",
    speaks_for={
        "iso42001:A.10.3": "Finds that a supplier exchanged the model.",
        "iso42001:A.6.2.5": "Shows that what answers is what was approved, as far as the probes tell.",
        "iso27001:A.5.22": "Watches a supplier's service for change.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
