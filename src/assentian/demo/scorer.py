"""Evaluates the demonstration's credit model, a logistic regression kept as JSON, in plain Python.

Invariants: the JSON holds everything a score depends on (transforms, imputation, scaling, categories, weights,
threshold), its numbers as decimal strings that read back to the very floats that were fitted; a category never seen
in training adds nothing; the decision is taken on the probability as it is written to the table, so anyone can take
it again from the table.
Does not: train (see `train.py`), nor look at sex, age or region, which are no inputs of the model.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assentian.demo.tables import Row, Value

MODEL_FILE = Path(__file__).parent / "data" / "credit-model.json"
WRITTEN_DIGITS = 6
TRANSFORMS: Mapping[str, Callable[[float], float]] = {"identity": float, "log": math.log, "log1p": math.log1p}


@dataclass(frozen=True)
class Numeric:
    """A number: transformed, the median of training put for a null, then (x - mean) / scale."""

    name: str
    transform: str
    median: float
    mean: float
    scale: float
    weight: float

    def contribution(self, value: Value) -> float:
        known = self.median if value is None else TRANSFORMS[self.transform](float(value))
        return self.weight * ((known - self.mean) / self.scale)


@dataclass(frozen=True)
class Categorical:
    """A category: the weight of the one it is, or 0 for a null and for one that training never saw."""

    name: str
    weights: Mapping[str, float]

    def contribution(self, value: Value) -> float:
        return self.weights.get(str(value), 0.0)


@dataclass(frozen=True)
class Model:
    intercept: float
    numeric: tuple[Numeric, ...]
    categorical: tuple[Categorical, ...]
    decline_at: float

    def probability(self, row: Row) -> float:
        """Probability of default within twelve months: 1 / (1 + exp(-(intercept + sum of contributions)))."""
        terms = [self.intercept]
        terms += [feature.contribution(row[feature.name]) for feature in self.numeric]
        terms += [feature.contribution(row[feature.name]) for feature in self.categorical]
        return 1 / (1 + math.exp(-math.fsum(terms)))

    def decide(self, row: Row) -> tuple[float, int]:
        """(probability as written, 1 if declined): declined where the written probability reaches the threshold."""
        written = round(self.probability(row), WRITTEN_DIGITS)
        return written, int(written >= self.decline_at)


def load(path: Path = MODEL_FILE) -> Model:
    """Read a model as `train.py` writes it. Raises KeyError or ValueError where a part is missing or no number."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        intercept=float(document["intercept"]),
        numeric=tuple(_numeric(feature) for feature in document["numeric"]),
        categorical=tuple(
            Categorical(feature["name"], {key: float(weight) for key, weight in feature["weights"].items()})
            for feature in document["categorical"]
        ),
        decline_at=float(document["decline_at"]),
    )


def _numeric(feature: Mapping[str, str]) -> Numeric:
    if feature["transform"] not in TRANSFORMS:
        raise ValueError(f"{feature['name']}: no transform is called {feature['transform']!r}")
    fitted = {key: float(feature[key]) for key in ("median", "mean", "scale", "weight")}
    return Numeric(feature["name"], feature["transform"], **fitted)


@cache
def credit_model() -> Model:
    """The committed model, read once."""
    return load()


def written_scores(rows: list[dict[str, Value]]) -> list[float]:
    """The probability of each row as it is written: the committed model, as checks call one."""
    return [credit_model().decide(row)[0] for row in rows]
