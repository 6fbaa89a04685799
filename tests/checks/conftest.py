"""A suite in a folder of its own: data files and the YAML that names them."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assentian.checks.result import CheckResult, Metric
from assentian.checks.run import Run, run_suite
from assentian.checks.suite import load_suite

Columns = Mapping[str, Sequence[Any]]


class Workshop:
    """Writes tables and suites, and runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, name: str, columns: Columns) -> Path:
        """A CSV file; None is an empty field."""
        path = self.folder / name
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return path

    def suite(self, body: str, *, current: str = "current.csv") -> Path:
        """A suite whose first three lines are given; `body` starts on line 4."""
        path = self.folder / "suite.yaml"
        path.write_text(f"suite: 1\nsystem: credit\ndata: {{current: {{path: {current}}}}}\n{body}")
        return path

    def run(self, body: str, *, current: str = "current.csv") -> Run:
        return run_suite(load_suite(self.suite(body, current=current)))

    def drift(
        self, reference: Columns, current: Columns, *, check: str = "{id: d, kind: drift}", roles: str = "{}"
    ) -> CheckResult:
        self.table("reference.csv", reference)
        self.table("current.csv", current)
        path = self.folder / "suite.yaml"
        path.write_text(
            "suite: 1\nsystem: credit\ndata:\n  reference: {path: reference.csv}\n  current: {path: current.csv}\n"
            f"columns: {roles}\nchecks:\n  - {check}\n"
        )
        return run_suite(load_suite(path)).results[0]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture
def metric() -> Callable[..., Metric]:
    """Find one metric of a result by name and place."""

    def find(metrics: Iterable[Metric], name: str, where: str = "") -> Metric:
        return next(one for one in metrics if (one.name, one.where) == (name, where))

    return find
