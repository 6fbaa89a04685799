"""Counts how many rows stand in equivalence classes of each size, and how mixed the sensitive values of the extreme
classes are.

Every class is measured where the data lives; the counts hold, for each sensitive column, the histogram of the whole
table and those of the classes that decide a measure, so that each can be computed again.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts
from assentian.checks.privacy.evaluate import DIVERSITY, extent
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

MISSING = "(missing)"
MOST_VALUES = 1000
NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "DATE", "TIME")
"""How the types of columns begin or end whose values have an order."""


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, sizes, sensitive}`; a missing value is a value of its own, as an attacker sees it.

    Raises SuiteError for a column that is not there, or a sensitive one with too many values.
    """
    table, quasi = inputs.current, check.parameters["quasi_identifiers"]
    for key in ("quasi_identifiers", "sensitive"):
        for index, column in enumerate(check.parameters.get(key, ())):
            if column not in table.types:
                raise suite.error(("checks", check.index, key, index), table.missing(column))
    together = ", ".join(map(identifier, quasi))
    classes = f"(SELECT count(*) AS size FROM {{table}} GROUP BY {together})"  # noqa: S608 - names are quoted
    sizes = table.ask(f"SELECT size, sum(size) FROM {classes} GROUP BY size ORDER BY size")  # noqa: S608
    sensitive = [
        _sensitive(column, index, check, suite, table)
        for index, column in enumerate(check.parameters.get("sensitive", ()))
    ]
    return {"rows": table.rows, "sizes": [[int(size), int(rows)] for size, rows in sizes], "sensitive": sensitive}


def _sensitive(column: str, index: int, check: CheckSpec, suite: Suite, table: Table) -> dict[str, Any]:
    """`{column, order, whole, extremes}`: of each measure the histogram of the class that decides it."""
    place = ("checks", check.index, "sensitive", index)
    if column in check.parameters["quasi_identifiers"]:
        raise suite.error(place, "is a quasi-identifier too; every class would hold one value of it")
    name, ordered = identifier(column), table.types[column].startswith(NUMBERS) or "INT" in table.types[column]
    text = f"coalesce(CAST({name} AS VARCHAR), '{MISSING}')"
    # a group of the raw value in its own order, so that numbers are ranked as numbers and missing ones come last
    counted = table.select(
        f"{text} AS v", "count(*)", then=f"GROUP BY {name} ORDER BY {name} NULLS LAST LIMIT {MOST_VALUES + 1}"
    )
    places: dict[str, str] = {}  # a secret is told by its place in the order, never by its text
    whole: dict[str, int] = {}
    for value, rows in counted:
        place_of = places.setdefault(value, str(len(places)))
        whole[place_of] = whole.get(place_of, 0) + int(rows)
    if len(counted) > MOST_VALUES:
        raise suite.error(place, f"has over {MOST_VALUES} values; put them into bands")
    told = {"column": column, "order": list(whole) if ordered else None, "whole": whole}
    extremes: dict[str, dict[str, int]] = {}
    for histogram in _classes(check, table, text, places):
        for measure in DIVERSITY:
            if measure not in extremes or _worse(measure, histogram, extremes[measure], told):
                extremes[measure] = histogram
    return {**told, "extremes": extremes}


def _worse(measure: str, one: dict[str, int], other: dict[str, int], told: dict[str, Any]) -> bool:
    """Whether a class is worse than another; the first of equals stands, so that the counts are always the same."""
    return DIVERSITY[measure].limit.is_beyond(extent(measure, one, told), extent(measure, other, told))


def _classes(check: CheckSpec, table: Table, text: str, places: Mapping[str, str]) -> Iterator[dict[str, int]]:
    """The histogram of each class, in the order of its quasi-identifiers."""
    names = ", ".join(map(identifier, check.parameters["quasi_identifiers"]))
    rows = table.select(
        "c",
        "v",
        "count(*)",
        of=f"dense_rank() OVER (ORDER BY {names}) AS c, {text} AS v",
        then="GROUP BY ALL ORDER BY 1, 2",
    )
    for _, cells in groupby(rows, key=lambda row: row[0]):
        yield {places[value]: int(cases) for _, value, cases in cells}
