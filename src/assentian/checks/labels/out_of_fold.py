"""Probabilities of classes for rows that the model has not seen: cross-validation over declared columns.

Numbers are scaled and texts spread over indicator columns; the folds and the model follow from the data alone, so that
the same rows give the same probabilities. Does not: search for a better model.
"""

import math
from collections.abc import Sequence
from typing import Any

from assentian.checks import extras
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

FOLDS = 5
MOST_CATEGORIES = 50
LARGE = 1e100
"""Magnitude from which squares and sums of a column could overflow; it is then scaled by a power of two, which no
later scaling to mean and spread can tell.
"""
NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "REAL")


def predicted(table: Table, features: Sequence[str], labels: Sequence[int], *, where: str) -> list[list[float]]:
    """For each row of `where`, in the order of the file, one probability per class; `labels` are those of the rows."""
    extras.require("sklearn", extra="ml")
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    numeric = [name for name in features if any(word in table.types[name] for word in NUMBERS)]
    texts = [name for name in features if name not in numeric]
    columns = [f"CAST({identifier(name)} AS DOUBLE)" for name in numeric]
    columns += [f"coalesce(CAST({identifier(name)} AS VARCHAR), '')" for name in texts]
    rows = [
        [value if isinstance(value, str) else _finite(value) for value in row]
        for row in table.select(*columns, then=f"{where} ORDER BY {table.row_number}")
    ]
    for index in range(len(numeric)):
        _tame(rows, index)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    model = _model(len(numeric), len(texts))
    found: list[list[float]] = cross_val_predict(
        model, _array(rows), list(labels), cv=folds, method="predict_proba"
    ).tolist()
    return found


def _finite(value: float | None) -> float:
    return value if value is not None and math.isfinite(value) else math.nan


def _tame(rows: list[list[Any]], index: int) -> None:
    """Bring a column of very large numbers below 1, exactly."""
    largest = max((abs(row[index]) for row in rows if not math.isnan(row[index])), default=0.0)
    if largest > LARGE:
        _, exponent = math.frexp(largest)
        for row in rows:
            row[index] = math.ldexp(row[index], -exponent)


def _array(rows: list[list[Any]]) -> Any:
    numpy = extras.require("numpy", extra="ml")
    return numpy.array(rows, dtype=object)


def _model(numeric: int, texts: int) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    scaled = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler())
    spread = OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=MOST_CATEGORIES, sparse_output=False)
    columns = [("numbers", scaled, list(range(numeric))), ("texts", spread, list(range(numeric, numeric + texts)))]
    return make_pipeline(ColumnTransformer(columns), LogisticRegression(max_iter=2000))
