"""Trains the demonstration's credit model and writes it as JSON: `python -m assentian.demo.train`.

Needs scikit-learn, which only the development environment has; the product never imports this module.

Invariants: trained on ten months of the reference year and tested on its last two, which training never saw (an out-
of-time holdout, as credit models are validated); sex, age and region are no inputs; every fact of the model card is
computed here from those rows; the same portfolio gives the same numbers, because the solver runs to convergence.
"""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from assentian.demo import credit
from assentian.demo.scorer import MODEL_FILE, TRANSFORMS
from assentian.demo.tables import Row, write_table

NUMERIC = {
    "income": "log",
    "employment_years": "log1p",
    "debt_ratio": "identity",
    "prior_arrears": "identity",
    "loan_amount": "log",
    "term_months": "identity",
}
CATEGORICAL = ("channel", "housing")
# A policy, not a fit: a loan that defaults is taken to lose four times what a repaid one earns, so that the lender
# breaks even where one loan in five defaults.
DECLINE_AT = 0.2


def applications(months: Sequence[str]) -> list[Row]:
    return [row for month in months for row in credit.applications(month)]


def features(rows: Sequence[Row]) -> np.ndarray[Any, Any]:
    """One line per row, `NUMERIC` transformed and then `CATEGORICAL`; a null number is NaN."""
    return np.array([[*_numbers(row), *(str(row[name]) for name in CATEGORICAL)] for row in rows], dtype=object)


def _numbers(row: Row) -> list[float]:
    values = ((row[name], TRANSFORMS[transform]) for name, transform in NUMERIC.items())
    return [float("nan") if value is None else transform(float(value)) for value, transform in values]


def outcomes(rows: Sequence[Row]) -> np.ndarray[Any, Any]:
    return np.array([row[credit.OUTCOME] for row in rows], dtype=int)


def fit(rows: Sequence[Row]) -> Pipeline:
    """Median for nulls, standard scores, one weight per category, L2-penalised logistic regression (C = 1)."""
    numbers = list(range(len(NUMERIC)))
    categories = list(range(len(NUMERIC), len(NUMERIC) + len(CATEGORICAL)))
    pipeline = make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories),
        ),
        LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-12, max_iter=100),
    )
    return pipeline.fit(features(rows), outcomes(rows))


def exported(pipeline: Pipeline) -> dict[str, Any]:
    """Everything a score depends on, in the form that `scorer.load` reads."""
    preparation, regression = pipeline[0], pipeline[-1]
    imputer, scaler = preparation.transformers_[0][1]
    encoder = preparation.transformers_[1][1]
    weights = iter(regression.coef_[0])
    numeric = [
        {
            "name": name,
            "transform": transform,
            "median": decimal(imputer.statistics_[position]),
            "mean": decimal(scaler.mean_[position]),
            "scale": decimal(scaler.scale_[position]),
            "weight": decimal(next(weights)),
        }
        for position, (name, transform) in enumerate(NUMERIC.items())
    ]
    categorical = [
        {"name": name, "weights": {category: decimal(next(weights)) for category in categories}}
        for name, categories in zip(CATEGORICAL, encoder.categories_, strict=True)
    ]
    return {
        "intercept": decimal(regression.intercept_[0]),
        "numeric": numeric,
        "categorical": categorical,
        "decline_at": decimal(DECLINE_AT),
    }


def decimal(number: float) -> str:
    """The shortest decimal that reads back to the same float, without an exponent."""
    return format(Decimal(repr(float(number))), "f")


def model_card(pipeline: Pipeline, training: Sequence[Row], holdout: Sequence[Row]) -> dict[str, Any]:
    """What is known of the model, measured on the holdout; rates and losses are shares, rounded to 6 digits."""
    chances = pipeline.predict_proba(features(holdout))[:, 1]
    labels = outcomes(holdout)
    measured = {
        "auc": roc_auc_score(labels, chances),
        "brier": brier_score_loss(labels, chances),
        "log_loss": log_loss(labels, chances),
        "default_rate": labels.mean(),
        "mean_probability": chances.mean(),
        "decline_rate": (chances >= DECLINE_AT).mean(),
        "recall_at_threshold": (chances[labels == 1] >= DECLINE_AT).mean(),
    }
    return {
        "name": "Northwind Score, logistic regression",
        "data": credit.LABEL,
        "seed": credit.SEED,
        "training": _portion(credit.TRAINING_MONTHS, training),
        "holdout": _portion(credit.HOLDOUT_MONTHS, holdout),
        "holdout_metrics": {name: decimal(round(float(value), 6)) for name, value in measured.items()},
        "trained_with": f"scikit-learn {sklearn.__version__}",
        "not_inputs": ["sex", "age_band", "region"],
        "limits": "Trained on a calm year; not valid once the mix of channels, incomes or debts departs from it.",
    }


def _portion(months: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    """Which rows these were; the digest is that of their CSV, as `credit.write_training_tables` writes it."""
    with TemporaryDirectory() as folder:
        digest = sha256(
            write_table(Path(folder, "rows.csv"), credit.APPLICATION_COLUMNS, rows).read_bytes()
        ).hexdigest()
    return {"from": months[0], "to": months[-1], "rows": len(rows), "csv_sha256": digest}


def document() -> dict[str, Any]:
    """The whole model file: the card, then the parameters."""
    training, holdout = applications(credit.TRAINING_MONTHS), applications(credit.HOLDOUT_MONTHS)
    pipeline = fit(training)
    return {"card": model_card(pipeline, training, holdout), **exported(pipeline)}


if __name__ == "__main__":
    trained = document()
    MODEL_FILE.write_text(json.dumps(trained, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(trained["card"], indent=2) + "\n")
