"""k-anonymity and diversity: the smallest crowd and the least mixed one, counted against plain counts in Python.

pycanon pins an old numpy and cannot be installed beside the others, so its definitions are written out here in pandas.
"""

import math
import random
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.privacy.evaluate import evaluate, publishable
from assentian.standards.vocabulary import Verdict

PEOPLE = {"age": ["30-39"] * 6 + ["40-49"] * 3 + [None], "sex": ["f"] * 5 + ["m"] * 5}


def check(*columns, k=""):
    return f"checks:\n  - {{id: p, kind: k-anonymity, quasi_identifiers: [{', '.join(columns)}]{k}}}\n"


def run(workshop, body):
    workshop.table("current.csv", PEOPLE)
    return workshop.run(body).results[0]


def test_the_smallest_crowd_and_the_shares_are_those_of_a_plain_count(workshop, metric):
    found = run(workshop, check("age", "sex", k=", k: 3")).metrics
    crowds = Counter(zip(PEOPLE["age"], PEOPLE["sex"], strict=True))
    assert metric(found, "k").value == min(crowds.values()) == 1
    assert metric(found, "below_k_share").value == sum(n for n in crowds.values() if n < 3) / 10
    assert metric(found, "unique_share").value == sum(n for n in crowds.values() if n == 1) / 10


def test_a_crowd_below_the_declared_k_fails_and_one_at_it_passes(workshop):
    assert run(workshop, check("sex", k=", k: 6")).verdict is Verdict.FAIL
    assert run(workshop, check("sex", k=", k: 5")).verdict is Verdict.PASS


def test_without_a_declared_k_fewer_than_five_warn_and_one_fails(workshop):
    workshop.table("current.csv", {"sex": ["f"] * 3 + ["m"] * 4})
    assert workshop.run(check("sex")).results[0].verdict is Verdict.WARN
    assert run(workshop, check("age")).verdict is Verdict.FAIL


def test_a_quasi_identifier_that_is_not_there_is_named(workshop):
    found = run(workshop, check("post"))
    assert found.verdict is Verdict.ERROR
    assert "the column 'post' is not in current.csv" in found.message


@given(st.dictionaries(st.integers(1, 40), st.integers(1, 9), min_size=1))
def test_what_is_published_keeps_k_and_tells_of_no_fewer_than_ten(classes):
    counts = {
        "rows": sum(size * n for size, n in classes.items()),
        "sizes": [[size, size * classes[size]] for size in sorted(classes)],
        "sensitive": [],
    }
    told = publishable(counts)
    assert told["sizes"][0][0] == min(classes)
    assert sum(rows for _, rows in told["sizes"]) == counts["rows"]
    assert all(rows >= 10 for _, rows in told["sizes"]) or len(told["sizes"]) == 1
    full, public = ({m.name: m.value for m in evaluate({"k": 5}, one)} for one in (counts, told))
    assert public["k"] == full["k"]
    assert public["below_k_share"] >= full["below_k_share"]


def patients(seed, rows=600):
    source = random.Random(seed)
    return {
        "age": [source.choice(["20-39", "40-59", "60+"]) for _ in range(rows)],
        "post": [source.choice("AB") for _ in range(rows)],
        "illness": [source.choice(["flu"] * 5 + ["cancer", "gout"]) for _ in range(rows)],
        "income": [source.choice([9, 10, 100, 1000]) for _ in range(rows)],
    }


def closeness(group, whole, *, ordered):
    """pycanon's emd_numerical (ranks) and emd_categorical."""
    p = group.value_counts(normalize=True).reindex(whole.index, fill_value=0)
    difference = p - whole
    return difference.cumsum().abs().sum() / (len(whole) - 1) if ordered else difference.abs().sum() / 2


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("column", ["illness", "income"])
def test_diversity_and_closeness_are_those_of_pycanon(workshop, metric, seed, column):
    table = patients(seed)
    workshop.table("current.csv", table)
    found = workshop.run(check("age", "post", k=f", sensitive: [{column}]")).results[0].metrics
    frame = pd.DataFrame(table)
    whole = frame[column].value_counts(normalize=True).sort_index()
    classes = [group[column] for _, group in frame.groupby(["age", "post"])]
    shares = [group.value_counts(normalize=True) for group in classes]
    assert metric(found, "distinct_l", column).value == min(group.nunique() for group in classes)
    entropy = min(math.exp(-sum(p * math.log(p) for p in one)) for one in shares)
    assert metric(found, "entropy_l", column).value == pytest.approx(entropy, abs=1e-12)
    assert metric(found, "alpha", column).value == max(one.max() for one in shares)
    farthest = max(closeness(group, whole, ordered=column == "income") for group in classes)
    assert metric(found, "t", column).value == pytest.approx(farthest, abs=1e-12)


def test_a_crowd_that_shares_one_secret_fails_though_it_is_large(workshop, metric):
    workshop.table("current.csv", {"g": ["a"] * 50 + ["b"] * 50, "illness": ["flu"] * 50 + ["flu", "gout"] * 25})
    result = workshop.run(check("g", k=", k: 5, sensitive: [illness], alpha: 0.6")).results[0]
    assert metric(result.metrics, "k").status is Verdict.PASS
    assert metric(result.metrics, "distinct_l", "illness").status is Verdict.FAIL
    assert (metric(result.metrics, "alpha", "illness").value, result.verdict) == (1, Verdict.FAIL)


def test_a_rare_secret_is_withheld_from_what_is_published(workshop, metric):
    workshop.table("current.csv", {"g": ["a"] * 50 + ["b"] * 50, "illness": ["flu", "gout"] * 49 + ["cancer", "gout"]})
    result = workshop.run(check("g", k=", sensitive: [illness]")).results[0]
    public = publishable(result.profile.counts)
    assert (public["sensitive"][0]["whole"], public["sensitive"][0]["extremes"]) == ({}, {})
    assert "cancer" not in str(result.profile.counts)
    assert metric(evaluate({}, public), "distinct_l", "illness").status is Verdict.INSUFFICIENT


def test_a_column_cannot_be_secret_and_known_at_once(workshop):
    assert "is a quasi-identifier too" in run(workshop, check("age", k=", sensitive: [age]")).message
    workshop.table("current.csv", {"age": [1] * 1001, "x": range(1001)})
    assert "put them into bands" in workshop.run(check("age", k=", sensitive: [x]")).results[0].message
