"""The rule of judgement: beyond the limit and beyond chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.measure import Limit, Worse
from assentian.checks.registry import KINDS
from assentian.checks.result import gravest
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import Verdict

ABOVE, BELOW = Limit(warn=0.1, breach=0.2), Limit(warn=0.9, breach=0.8, worse=Worse.BELOW)


@pytest.mark.parametrize(
    ("limit", "value", "floor", "verdict"),
    [
        (ABOVE, 0.05, None, Verdict.PASS),
        (ABOVE, 0.2, None, Verdict.WARN),
        (ABOVE, 0.21, None, Verdict.FAIL),
        (ABOVE, 0.21, 0.2, Verdict.FAIL),
        (ABOVE, 0.21, 0.22, Verdict.INSUFFICIENT),
        (ABOVE, 0.15, 0.16, Verdict.PASS),
        (BELOW, 0.95, None, Verdict.PASS),
        (BELOW, 0.8, None, Verdict.WARN),
        (BELOW, 0.7, 0.9, Verdict.FAIL),
        (BELOW, 0.7, 0.6, Verdict.INSUFFICIENT),
        (ABOVE, None, None, Verdict.INSUFFICIENT),
        (ABOVE, math.nan, None, Verdict.INSUFFICIENT),
        (ABOVE, math.inf, None, Verdict.INSUFFICIENT),
    ],
)
def test_a_value_fails_only_beyond_both_limit_and_chance(limit, value, floor, verdict):
    assert limit.judge(value, floor=floor) is verdict


def test_what_many_columns_together_forgive_is_insufficient():
    assert ABOVE.judge(0.3, floor=0.1, significant=False) is Verdict.INSUFFICIENT


@given(st.lists(st.sampled_from(list(Verdict))))
def test_nothing_but_passes_and_warnings_makes_a_pass(verdicts):
    verdict = gravest(verdicts)
    assert (verdict in {Verdict.PASS, Verdict.WARN}) == (
        bool(verdicts) and set(verdicts) <= {Verdict.PASS, Verdict.WARN}
    )
    if Verdict.FAIL in verdicts:
        assert verdict is Verdict.FAIL


def test_every_measure_is_explained_with_what_it_does_not_show():
    for kind in KINDS.values():
        for measure in kind.measures.values():
            assert "Does not show" in measure.explanation(), measure.name
            assert "Unit" in measure.explanation(), measure.name


def test_every_kind_speaks_for_requirements_that_exist_and_says_why():
    for kind in KINDS.values():
        assert kind.speaks_for
        for key, why in kind.speaks_for.items():
            assert catalogue().find(key) is not None, key
            assert why.endswith(".")
