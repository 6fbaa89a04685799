"""Rows drawn for an attack on a model: evenly over the table, in an order that a fixed seed gives."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from assentian.checks.encoding import is_number
from assentian.checks.samples import sample
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table
from assentian.standards.strict_yaml import Place

Row = dict[str, Any]


def require(columns: Iterable[tuple[Place, str]], table: Table, suite: Suite) -> None:
    """Raise SuiteError for the first column that the table does not have, at its place."""
    for place, column in columns:
        if column not in table.types:
            raise suite.error(place, table.missing(column))


def features(check: CheckSpec, table: Table, suite: Suite) -> list[str]:
    """The declared features, each of which the table has."""
    names: list[str] = check.parameters["features"]
    require(((("checks", check.index, "features", place), one) for place, one in enumerate(names)), table, suite)
    return names


def drawn(table: Table, columns: Sequence[str], *, most: int) -> list[Row]:
    """At most `most` rows in an order of their own; the same table gives the same rows."""
    rows = sample(table, list(dict.fromkeys(columns)), most=most)
    Random(0).shuffle(rows)  # noqa: S311 - an order, no secret
    return rows


def numbers_first(names: Sequence[str], table: Table) -> tuple[list[str], int]:
    """The columns with those that hold numbers before the others, and how many these are."""
    numeric = [one for one in names if is_number(table.types[one])]
    return [*numeric, *(one for one in names if one not in numeric)], len(numeric)
