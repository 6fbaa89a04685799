"""A consultation heard every affected group, and was not flooded with texts that are nearly the same."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.approval.likeness import alike, triples, word_count
from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (
    Field(name="group", meaning="the affected group that the response speaks for"),
    Field(name="text", meaning="the response"),
)
SHORTEST = 8
"""Words of a response; shorter ones are alike by chance, and no flood is told from them."""
LIKENESS = 0.8
FEWEST = 10
"""Responses under which no share of near duplicates is told."""


def unheard_groups(found: Sequence[str]) -> float:
    """Affected groups that gave fewer responses than the suite asks for. Unit: groups.

    Does not show: groups that the suite does not name, or whether who answered belongs to the group.
    """
    return float(len(found))


def duplicate_share(duplicates: int, responses: int) -> float:
    """Responses of 8 words and more that nearly repeat an earlier one, as a share of such responses. Unit: share.

    Nearly: 0.8 of their triples of words in common (Jaccard). Source: Broder (1997), MinHash; Li et al. (2012).
    Does not show: floods that a machine words anew each time, or people who sign the same letter in good faith.
    """
    return duplicates / responses


def responses(given: int) -> float:
    """Responses that speak for a group. Unit: responses, shown by group.

    Does not show: how many people stand behind them, or whether anything changed because of them.
    """
    return float(given)


FAULTS = measures(unheard_groups)
MEASURES = {
    "unsigned": UNSIGNED,
    **FAULTS,
    "responses": Measure(name="responses", function=responses, limit=Limit(warn=0, breach=0), default=False),
    "duplicate_share": Measure(name="duplicate_share", function=duplicate_share, limit=Limit(warn=0.05, breach=0.05)),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, groups: [[group, responses]], long, duplicates, largest: [rows], faults}`."""
    parameters = check.parameters
    table, sealed = open_records(check, inputs)
    read = rows.read(table, FIELDS, parameters.get("fields", {}), as_of=rows.as_of(check, inputs))
    found = read.select("row", '"group"', "text", then="ORDER BY row")
    given: dict[str, int] = dict.fromkeys(parameters["groups"], 0)
    for _, group, _ in found:
        given[group] = given.get(group, 0) + 1
    long = [(row, triples(text)) for row, _, text in found if word_count(text) >= SHORTEST]
    clusters = alike([made for _, made in long], least=LIKENESS)
    largest = max(clusters, key=len, default=[])
    least = parameters.get("least", 1)
    return {
        "rows": len(found),
        "seals": [sealed],
        "groups": [[group, given[group]] for group in sorted(given)],
        "long": len(long),
        "duplicates": sum(len(cluster) - 1 for cluster in clusters),
        "largest": [int(long[place][0]) for place in largest[:10]],
        "faults": {
            "unheard_groups": [f"{group}: {given[group]}" for group in parameters["groups"] if given[group] < least]
        },
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Who was heard, and how many responses repeat others. Pure."""
    long, largest = counts["long"], counts["largest"]
    limit = MEASURES["duplicate_share"].limit_of(parameters.get("metrics", {}).get("duplicate_share", {}))
    note = f"most alike: row {', '.join(map(str, largest))}" if largest else ""
    share = duplicate_share(counts["duplicates"], long) if long >= FEWEST else None
    if long < FEWEST:
        note = f"{long} responses of {SHORTEST} words and more; expected {FEWEST}"
    return (
        sealing(counts["seals"]),
        *evaluator(FAULTS)(parameters, counts),
        *(Metric(name="responses", where=group, value=responses(n), n=n) for group, n in counts["groups"]),
        judged("duplicate_share", share, limit, n=long, note=note),
    )


KIND = Kind(
    name="consult-quality",
    title="Every affected group was heard, and no flood of like responses",
    speaks_for={
        "iso42001:A.5.2": "Shows who was asked when the impact on people was assessed.",
        "iso42001:A.5.4": "Shows that the groups that the system affects could say so.",
        "iso42001:A.3.3": "Finds concerns that are drowned in repeated ones.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluate,
)
