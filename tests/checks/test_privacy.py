"""k-anonymity: the smallest crowd, counted against a plain count in Python."""

from collections import Counter

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
    }
    told = publishable(counts)
    assert told["sizes"][0][0] == min(classes)
    assert sum(rows for _, rows in told["sizes"]) == counts["rows"]
    assert all(rows >= 10 for _, rows in told["sizes"]) or len(told["sizes"]) == 1
    full, public = ({m.name: m.value for m in evaluate({"k": 5}, one)} for one in (counts, told))
    assert public["k"] == full["k"]
    assert public["below_k_share"] >= full["below_k_share"]
