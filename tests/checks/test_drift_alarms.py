"""When drift is an alarm, and when it is not: the cases that others get wrong."""

import hashlib
import json
import random

import pytest

from assentian.checks.errors import DataError, SuiteError
from assentian.checks.result import decimal
from assentian.checks.run import digest, run_suite
from assentian.checks.suite import load_suite
from assentian.ledger.canonical import encode
from assentian.standards.vocabulary import Verdict

SIZE = 2000


def normal(seed, *, size=SIZE, mean=0.0):
    source = random.Random(seed)
    return [source.gauss(mean, 1) for _ in range(size)]


def statuses(result):
    return {metric.name: metric.status for metric in result.metrics if metric.status}


def test_a_shift_of_one_sigma_fails_in_every_distance(workshop):
    result = workshop.drift({"x": normal(1)}, {"x": normal(2, mean=1)})
    assert statuses(result) == dict.fromkeys(("psi", "jensen_shannon", "ks", "wasserstein"), Verdict.FAIL)
    assert result.verdict is Verdict.FAIL


def test_one_outlier_hides_nothing(workshop, metric):
    shifted = normal(2, mean=1)
    clean = workshop.drift({"x": normal(1)}, {"x": shifted})
    for spoilt in ([*normal(1)[1:], 1e12], [*normal(1)[1:], -1e300]):
        result = workshop.drift({"x": spoilt}, {"x": shifted})
        for name in ("psi", "ks", "wasserstein"):
            assert metric(result.metrics, name, "x").value == pytest.approx(
                metric(clean.metrics, name, "x").value, rel=0.05
            )


def test_one_outlier_raises_no_alarm(workshop, metric):
    reference = normal(1)
    for outlier in (1e12, "inf", "-inf", 1e308):
        result = workshop.drift({"x": reference}, {"x": [*normal(2)[1:], outlier]})
        assert result.verdict is Verdict.PASS
        assert metric(result.metrics, "tail_share", "x").value == pytest.approx(0.02, abs=0.01)


def test_undrifted_columns_raise_no_alarm_at_a_hundred_thousand_rows(workshop):
    source, size = random.Random(7), 50_000
    kinds = {
        "normal": lambda: source.gauss(0, 1),
        "skewed": lambda: source.lognormvariate(0, 2),
        "whole": lambda: source.randrange(90),
        "flag": lambda: source.random() < 0.3,
        "word": lambda: source.choice("aaabbcdefg"),
    }
    reference, current = ({name: [draw() for _ in range(size)] for name, draw in kinds.items()} for _ in range(2))
    assert workshop.drift(reference, current).verdict is Verdict.PASS


def test_a_large_distance_in_a_handful_of_rows_is_insufficient(workshop):
    result = workshop.drift({"x": normal(1)}, {"x": [3.0]})
    assert result.verdict is Verdict.INSUFFICIENT
    assert set(statuses(result).values()) == {Verdict.INSUFFICIENT}


def test_a_distance_beyond_the_limit_that_chance_explains_is_insufficient(workshop, metric):
    result = workshop.drift(
        {"x": normal(1)}, {"x": normal(3, size=40)}, check="{id: d, kind: drift, metrics: {ks: {breach: 0.01}}}"
    )
    ks = metric(result.metrics, "ks", "x")
    assert ks.breach < ks.value < ks.floor
    assert ks.status is Verdict.INSUFFICIENT


def test_a_constant_column_that_changes_fails_and_one_that_stays_passes(workshop):
    assert workshop.drift({"x": [5] * 100}, {"x": [5] * 100}).verdict is Verdict.PASS
    assert workshop.drift({"x": [5] * 100}, {"x": [7] * 100}).verdict is Verdict.FAIL
    assert workshop.drift({"x": [3.14159] * 100}, {"x": [3.14159] * 99 + [2]}).verdict is Verdict.PASS
    assert workshop.drift({"x": [3.14159] * 100}, {"x": [2.71828] * 100}).verdict is Verdict.FAIL


def test_missing_values_are_a_change_like_any_other(workshop, metric):
    half = [value if index % 2 else None for index, value in enumerate(normal(2))]
    result = workshop.drift({"x": normal(1)}, {"x": half})
    assert metric(result.metrics, "psi", "x").status is Verdict.FAIL
    assert metric(result.metrics, "ks", "x").status is Verdict.PASS
    assert (
        workshop.drift({"x": normal(1)}, {"x": ["NaN" if value is None else value for value in half]}).verdict
        is Verdict.FAIL
    )


@pytest.mark.parametrize("empty", [None, "NaN"])
def test_a_column_that_lost_all_its_values_fails(workshop, metric, empty):
    result = workshop.drift({"x": normal(1), "y": normal(2)}, {"x": [empty] * SIZE, "y": normal(2)})
    assert result.verdict is Verdict.FAIL
    assert metric(result.metrics, "ks", "x").note == "no numbers in the current data"


def test_a_category_that_the_reference_never_had_is_told(workshop, metric):
    result = workshop.drift({"c": ["a", "b"] * 500}, {"c": ["a", "b", "new", "new"] * 250})
    assert result.verdict is Verdict.FAIL
    assert metric(result.metrics, "l_infinity", "c").value == pytest.approx(0.5)
    assert metric(result.metrics, "cramers_v", "c").note == "500 values that the reference does not have"


def test_only_the_metrics_that_a_check_names_are_judged(workshop):
    result = workshop.drift(
        {"x": normal(1)}, {"x": normal(2, mean=1)}, check="{id: d, kind: drift, metrics: {psi: {breach: 9}}}"
    )
    assert statuses(result) == {"psi": Verdict.PASS}


def test_columns_that_name_rows_and_times_are_left_out_and_a_label_may_come_later(workshop):
    reference = {
        "id": range(100),
        "at": ["2026-01-01"] * 100,
        "note": ["n"] * 100,
        "y": [0, 1] * 50,
        "x": normal(1, size=100),
    }
    current = {name: values for name, values in reference.items() if name not in {"y", "note"}}
    roles = "{id: id, time: at, label: y, exclude: [note]}"
    result = workshop.drift(reference, current, roles=roles)
    assert not result.message
    assert {one.where for one in result.metrics} == {"x"}


@pytest.mark.parametrize(
    ("current", "check", "said"),
    [
        (
            {"z": [1]},
            "{id: d, kind: drift}",
            "suite.yaml:6: columns.exclude: the column 'x' is not in current.csv; Known: z. It is in the reference",
        ),
        (
            {"x": [1]},
            "{id: d, kind: drift, columns: [y]}",
            "suite.yaml:8: checks[0].columns[0]: the column 'y' is not in current.csv",
        ),
        (
            {"x": [1], "y": [1]},
            "{id: d, kind: drift, columns: [y]}",
            "the column 'y' cannot be compared: reference.csv has no numbers or categories under that name",
        ),
        (
            {"x": ["many"]},
            "{id: d, kind: drift}",
            "the column 'x' holds numbers in the reference and VARCHAR in current.csv",
        ),
    ],
)
def test_columns_that_cannot_be_compared_are_an_error(workshop, current, check, said):
    result = workshop.drift({"x": normal(1, size=50)}, current, check=check)
    assert result.verdict is Verdict.ERROR
    assert said in result.message


def test_drift_without_a_reference_is_an_error(workshop):
    workshop.table("current.csv", {"x": [1]})
    result = workshop.run("checks:\n  - {id: d, kind: drift}\n").results[0]
    assert "suite.yaml:3: data.reference: is missing; drift is measured from a reference" in result.message


def test_a_reference_without_comparable_columns_is_an_error(workshop):
    result = workshop.drift({"at": ["2026-01-01"]}, {"at": ["2026-01-01"]})
    assert "no column of reference.csv can be compared" in result.message


def test_counts_and_their_digest_do_not_depend_on_the_run(workshop):
    first, second = (workshop.drift({"x": normal(1)}, {"x": normal(2)}) for _ in range(2))
    assert first == second
    assert first.profile_digest == digest(first.profile.counts)


def test_a_stored_reference_gives_the_same_numbers_and_is_held_to_its_digest(workshop):
    reference, current = {"x": normal(1), "c": ["a", "b"] * (SIZE // 2)}, {"x": normal(2), "c": ["a"] * SIZE}
    live = workshop.drift(reference, current)
    stored = workshop.folder / "reference.profile.json"
    stored.write_bytes(encode(live.profile.counts["reference"]))
    right = hashlib.sha256(stored.read_bytes()).hexdigest()
    path = workshop.folder / "stored.yaml"

    def run(digest):
        path.write_text(
            "suite: 1\nsystem: credit\ndata:\n  current: {path: current.csv}\n  reference:\n"
            f"    profile: reference.profile.json\n    digest: sha256:{digest}\nchecks:\n  - {{id: d, kind: drift}}\n"
        )
        return run_suite(load_suite(path))

    assert run(right).results[0].metrics == live.metrics
    with pytest.raises(SuiteError, match=f"stored.yaml:7: data.reference.digest: .* has the digest sha256:{right}"):
        run("0" * 64)
    stored.unlink()
    with pytest.raises(DataError, match="the reference profile cannot be read"):
        run(right)


def test_numbers_leave_as_text_that_reads_back_to_the_same_double(workshop):
    result = workshop.drift({"x": normal(1)}, {"x": normal(2)})
    for one in result.metrics:
        assert json.loads(json.dumps(one.as_json()))["value"] == decimal(one.value)
        assert float(one.as_json()["value"]) == one.value
    assert decimal(float("inf")) is None
