"""A model under test, opened from what a suite declares, that gives each row the score of its positive class.

Invariants: files are noted with their digest before they are opened; a pickle is opened only when nothing in it would
run foreign code, a skops file only with the types that the suite trusts; an answer is one finite number for each row.
Naming a Python function runs that function's module: it is code of the one who writes the suite.
Does not: train, or hold a model apart from the process (`sandbox` looks at that).
"""

import math
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from assentian.checks import extras
from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.integrity.artifact_scan import scanned
from assentian.checks.tables import DataFile, file_digest
from assentian.standards.strict_yaml import Place

Row = dict[str, Any]


class Model(Protocol):
    """What a check needs of a model."""

    def scores(self, rows: list[Row]) -> list[float]:
        """One number for each row, higher for the positive class; a probability where a check says so."""


class Called:
    """A model as a function from rows to numbers, whose answers are held against the rows."""

    def __init__(self, name: str, function: Callable[[list[Row]], Any]) -> None:
        self.name, self.function = name, function

    def scores(self, rows: list[Row]) -> list[float]:
        try:
            found = [float(one) for one in self.function(rows)]
        except DataError:
            raise
        except Exception as error:  # foreign code may raise anything
            raise DataError(f"the model refused the rows: {type(error).__name__}: {error}", file=self.name) from error
        if len(found) != len(rows):
            raise DataError(f"the model gave {len(found)} scores for {len(rows)} rows", file=self.name)
        if not all(map(math.isfinite, found)):
            raise DataError("the model gave a score that is not finite", file=self.name)
        return found


def open_model(declared: Mapping[str, Any], inputs: Inputs, place: Place) -> Model:
    """The model of `{python | skops | onnx | sklearn | endpoint: ...}`, which stands at `place` of the suite."""
    way = next(one for one in _OPENERS if one in declared)
    return Called(str(declared[way]), _OPENERS[way](declared, inputs, place))


def _python(declared: Mapping[str, Any], inputs: Inputs, place: Place) -> Callable[[list[Row]], Any]:
    name, _, attribute = declared["python"].partition(":")
    try:
        module = import_module(name)
        function = getattr(module, attribute)
    except (ImportError, AttributeError) as error:
        raise inputs.error((*place, "python"), f"cannot be imported: {error}") from error
    source = getattr(module, "__file__", None)
    if not source or not callable(function):
        raise inputs.error((*place, "python"), "is no function of a module that has a file")
    inputs.note(DataFile(name=declared["python"], digest=file_digest(Path(source))))
    return function  # type: ignore[no-any-return]


def _skops(declared: Mapping[str, Any], inputs: Inputs, place: Place) -> Callable[[list[Row]], Any]:
    io = extras.require("skops.io", extra="models")
    path = inputs.file(declared["skops"])
    trusted = declared.get("trusted", [])
    try:
        unknown = sorted(set(io.get_untrusted_types(file=path)) - set(trusted))
    except Exception as error:  # a broken archive raises whatever its reader meets
        raise DataError(f"is no skops file: {error}", file=declared["skops"]) from error
    if unknown:
        raise inputs.error((*place, "trusted"), f"does not list {', '.join(unknown)}, of which the model is made")
    return _estimator(io.load(path, trusted=trusted), declared["skops"])


def _sklearn(declared: Mapping[str, Any], inputs: Inputs, _place: Place) -> Callable[[list[Row]], Any]:
    extras.require("sklearn", extra="ml")
    path = inputs.file(declared["sklearn"])
    for where, name, why in scanned(path):
        raise DataError(f"is not opened: {where}: {name or why}", file=declared["sklearn"])
    joblib = extras.require("joblib", extra="ml")
    try:
        model = joblib.load(path)
    except Exception as error:  # a broken pickle raises whatever it meets
        raise DataError(f"cannot be opened: {type(error).__name__}: {error}", file=declared["sklearn"]) from error
    return _estimator(model, declared["sklearn"])


def _estimator(model: Any, name: str) -> Callable[[list[Row]], Any]:
    """The second class of a classifier in scikit-learn's manner is the positive one."""
    if not hasattr(model, "predict_proba") or len(getattr(model, "classes_", ())) != 2:  # noqa: PLR2004 - a pair
        raise DataError("is no classifier of two classes with probabilities; name a function with python", file=name)
    names = getattr(model, "feature_names_in_", None)

    def scores(rows: list[Row]) -> Any:
        with warnings.catch_warnings():  # that it was fitted with names: they are put in order here
            warnings.filterwarnings("ignore", message=".*valid feature names.*")
            return model.predict_proba(_matrix(rows, names, name))[:, 1]

    return scores


def _onnx(declared: Mapping[str, Any], inputs: Inputs, _place: Place) -> Callable[[list[Row]], Any]:
    runtime = extras.require("onnxruntime", extra="models")
    path = inputs.file(declared["onnx"])
    try:
        session = runtime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises classes of its own
        raise DataError(f"is no ONNX model that runs here: {error}", file=declared["onnx"]) from error
    entry, exits = session.get_inputs()[0].name, [one.name for one in session.get_outputs()]

    def scores(rows: list[Row]) -> Any:
        table = _matrix(rows, None, declared["onnx"]).astype("float32")
        found = session.run([exits[-1]], {entry: table})[0]
        if isinstance(found, list):  # a mapping from class to probability for each row
            return [one[max(one)] for one in found]
        return found.reshape(len(rows), -1)[:, -1]

    return scores


def _matrix(rows: list[Row], names: Any, file: str) -> Any:
    """The rows as numbers, in the order of `names`, else of the rows themselves."""
    numpy = extras.require("numpy", extra="ml")
    order = list(rows[0] if names is None else names)
    missing = next((one for one in order if one not in rows[0]), None)
    if missing is not None:
        raise DataError(f"needs '{missing}', which is no feature of the check", file=file)
    try:
        return numpy.array([[math.nan if row[one] is None else float(row[one]) for one in order] for row in rows])
    except (TypeError, ValueError) as error:
        raise DataError(f"takes numbers alone: {error}; name a function with python", file=file) from error


def _endpoint(declared: Mapping[str, Any], inputs: Inputs, place: Place) -> Callable[[list[Row]], Any]:
    endpoint = Endpoint(declared, inputs, place)
    return lambda rows: endpoint.ask({"rows": [_plain(row) for row in rows]}, "scores")


def _plain(row: Row) -> dict[str, Any]:
    """A row as JSON holds it: numbers, texts and true or false as they are, all else as text."""
    return {
        name: value if value is None or isinstance(value, int | str) or _is_finite(value) else str(value)
        for name, value in row.items()
    }


def _is_finite(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


_OPENERS: dict[str, Callable[[Mapping[str, Any], Inputs, Place], Callable[[list[Row]], Any]]] = {
    "python": _python,
    "skops": _skops,
    "onnx": _onnx,
    "sklearn": _sklearn,
    "endpoint": _endpoint,
}
