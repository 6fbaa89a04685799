"""What a set of results shows of a requirement: fresh, stale, partial, failing, and never a pass out of nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.evidence.rules import Result, newest, prove, validity
from assentian.standards.vocabulary import ProofGrade, ReadinessLevel, Standing, Verdict

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SYSTEMS = {1: "Credit", 2: "Triage"}


def result(number, system=1, verdict="pass", *, age=0, valid=30, check="drift"):
    at = NOW - timedelta(days=age)
    return Result(number, system, check, verdict, at, at + timedelta(days=valid))


def shown(*results, systems=SYSTEMS):
    return prove("iso42001:9.1", results, systems, NOW)


def test_everything_in_scope_fresh_and_passing_proves_it():
    proof = shown(result(1), result(2, 2, "warn"))
    assert (proof.standing, proof.level, proof.evidence) == (Standing.PROVED, ReadinessLevel.MEASURED, (1, 2))


def test_one_system_without_fresh_evidence_leaves_it_partly_shown():
    proof = shown(result(1))
    assert (proof.standing, proof.level) == (Standing.PARTLY, ReadinessLevel.OPERATING)
    assert "Triage" in proof.reason


def test_a_fresh_failure_outweighs_every_pass():
    proof = shown(result(1), result(2, 2, "fail"))
    assert (proof.standing, proof.level, proof.evidence) == (Standing.FAILING, ReadinessLevel.AD_HOC, (2,))


def test_a_newer_pass_puts_an_old_failure_behind():
    assert shown(result(1, verdict="fail", age=3), result(2), result(3, 2)).standing is Standing.PROVED


def test_what_has_expired_is_stale_for_a_year_and_then_shows_nothing():
    assert shown(result(1, age=200)).standing is Standing.STALE
    assert shown(result(1, age=400)).standing is Standing.NOT_SHOWN


@pytest.mark.parametrize("verdict", ["insufficient", "error", "not_run"])
def test_what_could_not_tell_shows_nothing(verdict):
    assert shown(result(1, verdict=verdict)).standing is Standing.NOT_SHOWN


def test_evidence_about_systems_out_of_scope_shows_nothing():
    assert shown(result(1, system=9)).standing is Standing.NOT_SHOWN
    assert shown(result(1), systems={}).standing is Standing.NOT_SHOWN


def test_a_long_list_is_told_by_its_first_three():
    proof = shown(result(1), systems={number: f"S{number}" for number in range(1, 7)})
    assert "S2, S3, S4 and 2 more" in proof.reason


@pytest.mark.parametrize(
    ("kind", "days"), [("data-quality", 30), ("drift", 7), ("fairness", 30), ("performance", 30), ("something new", 1)]
)
def test_a_kind_says_how_long_its_results_are_valid_and_an_unknown_one_gets_the_shortest_time(kind, days):
    assert validity(kind) == timedelta(days=days)


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from(list(Verdict)), st.integers(0, 500)), max_size=6))
def test_it_is_proved_only_when_every_system_has_a_fresh_pass(rows):
    results = [result(number, system, verdict, age=age) for number, (system, verdict, age) in enumerate(rows)]
    if shown(*results).standing is Standing.PROVED:
        told = newest(one for one in results if one.verdict in ("pass", "warn", "fail"))  # the others show nothing
        fresh = {found.system for found in told if found.is_fresh(NOW) and found.verdict in ("pass", "warn")}
        assert fresh == set(SYSTEMS)


def test_results_of_other_tools_document_and_never_prove():
    documented = [replace(result(number, number), grade=ProofGrade.A2) for number in SYSTEMS]
    assert (shown(*documented).level, shown(*documented).standing) == (ReadinessLevel.DEFINED, Standing.PARTLY)
    failed = replace(result(1, 1, Verdict.FAIL), grade=ProofGrade.A0)
    assert shown(*documented[1:], failed).standing is Standing.FAILING
