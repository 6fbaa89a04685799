"""Rows of mixed columns made into numbers for a model of scikit-learn: numbers scaled, texts spread over indicators.

Does not: choose columns, or fit anything before the model does.
"""

import math
from collections.abc import Sequence
from typing import Any

from assentian.checks import extras

LARGE = 1e100
"""Magnitude from which squares and sums of a column could overflow; it is then scaled by a power of two, which no
later scaling to mean and spread can tell.
"""
MOST_CATEGORIES = 50
NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "REAL")


def is_number(kind: str) -> bool:
    """Whether a column of this type (in DuckDB's words) holds numbers."""
    return any(word in kind for word in NUMBERS)


def array(rows: Sequence[Sequence[Any]], numeric: int) -> Any:
    """The rows as an array of objects; the first `numeric` columns are numbers, NaN where there is none."""
    numpy = extras.require("numpy", extra="ml")
    held = [
        [_finite(one) if place < numeric else "" if one is None else str(one) for place, one in enumerate(row)]
        for row in rows
    ]
    for place in range(numeric):
        _tame(held, place)
    return numpy.array(held, dtype=object)


def encoder(numeric: int, texts: int) -> Any:
    """What turns such an array into numbers: `numeric` columns first, then `texts`."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    scaled = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler())
    spread = OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=MOST_CATEGORIES, sparse_output=False)
    columns = [("numbers", scaled, list(range(numeric))), ("texts", spread, list(range(numeric, numeric + texts)))]
    return ColumnTransformer(columns)


def _finite(value: Any) -> float:
    return float(value) if value is not None and math.isfinite(value) else math.nan


def _tame(rows: list[list[Any]], place: int) -> None:
    """Bring a column of very large numbers below 1, exactly."""
    largest = max((abs(row[place]) for row in rows if not math.isnan(row[place])), default=0.0)
    if largest > LARGE:
        _, exponent = math.frexp(largest)
        for row in rows:
            row[place] = math.ldexp(row[place], -exponent)
