"""Probabilities of classes for rows that the model has not seen: cross-validation over declared columns.

Numbers are scaled and texts spread over indicator columns; the folds and the model follow from the data alone, so that
the same rows give the same probabilities. Does not: search for a better model.
"""

from collections.abc import Sequence
from typing import Any

from assentian.checks import extras
from assentian.checks.encoding import array, encoder, is_number
from assentian.checks.sql import identifier
from assentian.checks.tables import Table

FOLDS = 5


def predicted(table: Table, features: Sequence[str], labels: Sequence[int], *, where: str) -> list[list[float]]:
    """For each row of `where`, in the order of the file, one probability per class; `labels` are those of the rows."""
    extras.require("sklearn", extra="ml")
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    numeric = [name for name in features if is_number(table.types[name])]
    texts = [name for name in features if name not in numeric]
    columns = [f"CAST({identifier(name)} AS DOUBLE)" for name in numeric]
    columns += [f"coalesce(CAST({identifier(name)} AS VARCHAR), '')" for name in texts]
    rows = table.select(*columns, then=f"{where} ORDER BY {table.row_number}")
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    found: list[list[float]] = cross_val_predict(
        _model(len(numeric), len(texts)), array(rows, len(numeric)), list(labels), cv=folds, method="predict_proba"
    ).tolist()
    return found


def _model(numeric: int, texts: int) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    return make_pipeline(encoder(numeric, texts), LogisticRegression(max_iter=2000))
