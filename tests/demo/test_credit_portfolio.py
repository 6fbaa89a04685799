"""What the portfolio claims about itself; whether it drifts and is fair is measured by its suite, in test_suites.py."""

from collections import Counter
from datetime import date
from itertools import pairwise

import duckdb
import pytest

from assentian.demo import credit
from assentian.demo.applicants import AGE_BANDS, REGIONS


@pytest.fixture(scope="module")
def calm():
    return credit.decisions("2026-03")


@pytest.fixture(scope="module")
def outage():
    return credit.decisions(credit.DRIFTED_MONTHS[-1])


def share_of_nulls(rows, name):
    return sum(row[name] is None for row in rows) / len(rows)


def test_the_portfolio_has_a_reference_year_and_a_live_year_without_a_gap():
    months = [date.fromisoformat(f"{month}-01") for month in credit.REFERENCE_MONTHS + credit.LIVE_MONTHS]
    assert len(months) == 24
    assert all((b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(months))
    assert credit.DRIFTED_MONTHS == ("2026-09", "2026-10")


def test_a_month_depends_on_its_name_size_and_seed_alone(calm):
    assert credit.decisions("2026-03") == calm
    assert credit.applications("2026-03", seed=1, size=50) != credit.applications("2026-03", seed=2, size=50)
    assert credit.applications("2026-03", size=50) != credit.applications("2026-04", size=50)


def test_a_month_has_about_the_asked_size_and_unique_cases_in_order(calm):
    assert abs(len(calm) - credit.MONTHLY_SIZE) <= credit.SEASON * credit.MONTHLY_SIZE
    cases = [row["case_id"] for row in calm]
    assert cases == sorted(set(cases))
    assert calm[0]["decided_at"] == "2026-03-01"
    assert calm[-1]["decided_at"] == "2026-03-31"


def test_every_row_holds_the_declared_columns_in_their_ranges(outage):
    names = {column.name for column in credit.COLUMNS}
    for row in outage:
        assert row.keys() == names
        assert row["age_band"] in AGE_BANDS
        assert row["region"] in REGIONS
        assert row["income"] is None or row["income"] >= 6000
        assert 0 <= row["debt_ratio"] <= 1.2
        assert 1000 <= row["loan_amount"] <= 50000
        assert 0 <= row["prior_arrears"] <= 6
        assert 0 < row["pd"] < 1
        assert {row["defaulted"], row["declined"]} <= {0, 1}


def test_only_the_partners_app_loses_incomes_and_only_on_the_days_of_the_outage(calm, outage):
    assert share_of_nulls(calm, "income") < 0.02 < share_of_nulls(outage, "income")
    lost = Counter(row["decided_at"] for row in outage if row["income"] is None and row["channel"] == "partner-app")
    assert {day for day, _ in lost.most_common(9)} == {f"2026-10-{day}" for day in range(12, 21)}
    others = [row for row in outage if row["channel"] != "partner-app"]
    assert share_of_nulls(others, "income") < 0.02


def test_declined_cases_have_outcomes_too(calm):
    declined = [row for row in calm if row["declined"]]
    assert {row["defaulted"] for row in declined} == {0, 1}


def test_the_files_of_two_runs_are_equal(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        credit.write_reference(folder, size=40)
        credit.write_month(folder, "2026-10", size=40)
    for name in ("reference.parquet", "live/2026-10.parquet"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_reference_file_holds_the_twelve_months_before_the_first_live_one(tmp_path):
    path = credit.write_reference(tmp_path, size=40)
    with duckdb.connect() as connection:
        months = connection.execute(
            "SELECT DISTINCT strftime(decided_at, '%Y-%m') AS month FROM read_parquet(?) ORDER BY month", [str(path)]
        ).fetchall()
    assert [month for (month,) in months] == list(credit.REFERENCE_MONTHS)
