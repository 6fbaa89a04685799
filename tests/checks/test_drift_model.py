"""Drift over all columns together: found where no column moved, and not found where nothing did."""

import json
from pathlib import Path

import numpy as np
import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric

RNG = np.random.default_rng(9)
TABLES = "data: {reference: {path: reference.jsonl}, current: {path: current.jsonl}}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rows(*, turned: bool = False, n: int = 1500, text: str = "uv"):
    """Two columns that go together, or, turned, against each other: each column alone looks the same."""
    first = RNG.normal(size=n)
    second = (-first if turned else first) + RNG.normal(scale=0.3, size=n)
    third = RNG.normal(size=n)
    return [
        {"a": float(a), "b": float(b), "c": float(c), "t": text[RNG.integers(len(text))]}
        for a, b, c in zip(first, second, third, strict=True)
    ]


def compared(desk: Desk, reference, current, more: str = ""):
    desk.write("reference.jsonl", reference)
    desk.write("current.jsonl", current)
    return desk.run("drift-model", more or "sample: 5000", data=TABLES)


def test_nothing_is_told_where_nothing_moved(desk: Desk) -> None:
    found = compared(desk, rows(), rows())
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert abs(metric(found, "domain_auc").value - 0.5) < 0.05
    assert abs(metric(found, "reconstruction_auc").value - 0.5) < 0.05


def test_a_turned_correlation_that_no_column_shows_is_found_by_both(desk: Desk) -> None:
    found = compared(desk, rows(), rows(turned=True))
    assert found.verdict is Verdict.FAIL
    assert metric(found, "domain_auc").value > 0.9
    assert metric(found, "reconstruction_auc").value > 0.75
    columns = desk.run("drift", "columns: [a, b, c]", data=TABLES)
    assert columns.verdict is not Verdict.FAIL
    counts = json.loads(json.dumps(found.profile.counts))
    assert KINDS["drift-model"].evaluate({}, counts) == found.metrics


def test_what_may_be_published_gives_nearly_the_same(desk: Desk) -> None:
    found = compared(desk, rows(), rows(turned=True))
    coarse = KINDS["drift-model"].publishable(found.profile.counts)
    assert all(count == 0 or count >= 10 for _, *pair in coarse["domain_auc"] for count in pair)
    again = KINDS["drift-model"].evaluate({}, coarse)
    assert [one.status for one in again] == [one.status for one in found.metrics]
    assert again[0].value == pytest.approx(metric(found, "domain_auc").value, abs=0.02)


def test_a_text_that_changed_is_seen_by_the_classifier_alone(desk: Desk) -> None:
    found = compared(desk, rows(), rows(text="uw"))
    assert metric(found, "domain_auc").status is Verdict.FAIL
    assert metric(found, "reconstruction_auc").status is Verdict.PASS


def test_few_rows_tell_nothing_and_one_column_of_numbers_is_not_rebuilt(desk: Desk) -> None:
    assert compared(desk, rows(n=50), rows()).verdict is Verdict.INSUFFICIENT
    found = compared(desk, rows(), rows(), "columns: [a, t]")
    assert (found.verdict, metric(found, "reconstruction_auc").status) == (Verdict.PASS, None)
    asked = compared(desk, rows(), rows(), "columns: [a, t], metrics: {reconstruction_auc: {breach: 0.7}}")
    assert asked.verdict is Verdict.INSUFFICIENT


def test_strange_values_are_borne_and_a_missing_reference_or_column_is_named(desk: Desk) -> None:
    odd = rows(n=300)
    odd[0] |= {"a": 1e308}
    odd[1] |= {"a": None, "t": None}
    constant = [{**row, "b": 1.0, "c": 2.0} for row in odd]
    assert compared(desk, constant, constant).verdict is Verdict.PASS
    assert compared(desk, odd, rows(n=300)).message == ""
    assert "the column 'z' is not in" in compared(desk, odd, odd, "columns: [z]").message
    alone = desk.run("drift-model", "sample: 500", data="data: {current: {path: current.jsonl}}\n")
    assert "data.reference: is missing" in alone.message
