"""What the demonstration's own suites find in its own tables: measured here, written in nowhere."""

import pytest

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.demo import credit, workspace
from assentian.standards.vocabulary import Verdict

CALM_MONTHS = [month for month in credit.LIVE_MONTHS if month not in credit.DRIFTED_MONTHS]


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    return workspace.lay_out(tmp_path_factory.mktemp("workspace"))


def results(suite):
    return {result.check_id: result for result in run_suite(load_suite(suite)).results}


def failing(result):
    return {(metric.name, metric.where) for metric in result.metrics if metric.status is Verdict.FAIL}


def test_compas_shows_the_published_rates_and_fails(laid_out):
    fairness = results(laid_out.compas)["fairness"]
    rates = {(metric.name, metric.where): metric.value for metric in fairness.metrics if metric.status is None}
    shown = {
        (name, race): round(100 * rates[name, f"race={race}"], 2)
        for name in ("fpr", "fnr")
        for race in ("African-American", "Caucasian")
    }
    assert shown == {
        ("fpr", "African-American"): 44.85,
        ("fpr", "Caucasian"): 23.45,
        ("fnr", "African-American"): 27.99,
        ("fnr", "Caucasian"): 47.72,
    }
    assert fairness.verdict is Verdict.FAIL
    assert failing(fairness) == {("fpr_gap", "race"), ("fnr_gap", "race")}
    assert fairness.n == 7214


@pytest.mark.parametrize("month", CALM_MONTHS)
def test_a_calm_month_is_sound_does_not_drift_and_keeps_the_limits_of_fairness(laid_out, month):
    found = results(laid_out.credit[month])
    assert found["quality"].verdict is Verdict.PASS
    assert found["drift"].verdict is Verdict.PASS
    assert found["fairness"].verdict in {Verdict.PASS, Verdict.WARN}


@pytest.mark.parametrize("month", credit.DRIFTED_MONTHS)
def test_a_drifted_month_breaches_where_the_world_changed_and_nowhere_else(laid_out, month):
    found = results(laid_out.credit[month])
    assert {where for _, where in failing(found["drift"])} == {"channel", "income", "debt_ratio", "pd"}
    assert ("selection_ratio", "age_band") in failing(found["fairness"])


def test_only_the_month_of_the_outage_fails_in_quality_and_names_the_column(laid_out):
    before, outage = (results(laid_out.credit[month])["quality"] for month in credit.DRIFTED_MONTHS)
    assert before.verdict is Verdict.PASS
    assert {where for _, where in failing(outage)} == {"income"}
