"""Data quality: every rule counts exactly the rows that break it."""

from datetime import UTC, datetime

import pytest

from assentian.standards.vocabulary import Verdict

TABLE = {
    "id": ["a", "b", "b", "c", "d"],
    "income": [1000, "", "NaN", "inf", -5],
    "term": [12, 24, 13, 24, ""],
    "note": ["1", "2.5", "x", "", "4"],
    "at": ["2026-10-01", "2026-10-31", "2026-10-02", "", "2026-10-03"],
}


def broken(run):
    return {(m.name, m.where): m.value for m in run.results[0].metrics}


@pytest.mark.parametrize(
    ("rules", "name", "value"),
    [
        ("{income: {null_max: 0.5}}", "missing", 0.4),
        ("{income: {range: [0, 1e7]}}", "out_of_range", 2),
        ("{note: {range: [0, 3]}}", "out_of_range", 2),
        ("{id: {unique: true}}", "duplicates", 1),
        ("{term: {allowed: [12, 24]}}", "not_allowed", 1),
        ("{id: {allowed: [a, b]}}", "not_allowed", 2),
        ("{note: {type: number}}", "wrong_type", 1),
        ("{note: {type: integer}}", "wrong_type", 2),
        ("{at: {type: date}}", "wrong_type", 0),
        ("{id: {type: text}}", "wrong_type", 0),
        ("{term: {type: boolean}}", "wrong_type", 0),
    ],
)
def test_a_rule_counts_the_rows_that_break_it(workshop, rules, name, value):
    workshop.table("current.csv", TABLE)
    run = workshop.run(f"checks:\n  - {{id: q, kind: data-quality, rules: {rules}}}\n")
    assert not run.results[0].message
    assert [found for (metric, _), found in broken(run).items() if metric == name] == [value]


def test_a_limit_that_is_kept_exactly_passes_and_one_row_more_fails(workshop):
    workshop.table("current.csv", TABLE)
    for most, verdict in ((0.4, Verdict.PASS), (0.39, Verdict.FAIL)):
        run = workshop.run(f"checks:\n  - {{id: q, kind: data-quality, rules: {{income: {{null_max: {most}}}}}}}\n")
        assert run.verdict is verdict


@pytest.mark.parametrize(
    ("rows", "verdict"), [("{min: 5}", Verdict.PASS), ("{min: 6}", Verdict.FAIL), ("{max: 4}", Verdict.FAIL)]
)
def test_the_number_of_rows_is_held_against_its_bounds(workshop, rows, verdict):
    workshop.table("current.csv", TABLE)
    assert workshop.run(f"checks:\n  - {{id: q, kind: data-quality, rows: {rows}}}\n").verdict is verdict


def test_the_age_of_the_newest_row_is_counted_in_days(workshop):
    workshop.table("current.csv", TABLE)
    body = "columns: {time: at}\nchecks:\n  - {id: q, kind: data-quality, freshness: {max_days: %s, as_of: %s}}\n"
    assert broken(workshop.run(body % (30, "2026-11-05"))) == {("age_days", ""): 5.0}
    assert workshop.run(body % (4, "2026-11-05")).verdict is Verdict.FAIL
    assert "is not a day of the calendar" in workshop.run(body % (4, "2026-02-31")).results[0].message


def test_without_a_day_the_age_is_counted_to_now(workshop):
    workshop.table("current.csv", {"at": [datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")]})
    run = workshop.run("columns: {time: at}\nchecks:\n  - {id: q, kind: data-quality, freshness: {max_days: 1}}\n")
    assert run.verdict is Verdict.PASS


def test_rows_without_a_time_have_no_age_and_do_not_pass(workshop):
    workshop.table("current.csv", {"at": ["", ""], "x": [1, 2]})
    run = workshop.run("columns: {time: at}\nchecks:\n  - {id: q, kind: data-quality, freshness: {max_days: 1}}\n")
    assert run.verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "checks:\n  - {id: q, kind: data-quality, rules: {incme: {null_max: 0}}}\n",
            "suite.yaml:5: checks[0].rules.incme: the column 'incme' is not in current.csv; did you mean 'income'?",
        ),
        (
            "checks:\n  - {id: q, kind: data-quality, freshness: {max_days: 1}}\n",
            "suite.yaml:5: checks[0].freshness: needs columns.time",
        ),
        (
            "columns: {time: when}\nchecks:\n  - {id: q, kind: data-quality, freshness: {max_days: 1}}\n",
            "suite.yaml:4: columns.time: the column 'when' is not in current.csv",
        ),
    ],
)
def test_a_missing_column_is_an_error_that_names_what_there_is(workshop, body, said):
    workshop.table("current.csv", TABLE)
    result = workshop.run(body).results[0]
    assert result.verdict is Verdict.ERROR
    assert said in result.message


def test_one_check_that_cannot_run_stops_no_other(workshop):
    workshop.table("current.csv", TABLE)
    run = workshop.run(
        "checks:\n  - {id: bad, kind: data-quality, rules: {none: {null_max: 0}}}\n"
        "  - {id: good, kind: data-quality, rows: {min: 1}}\n"
    )
    assert [result.verdict for result in run.results] == [Verdict.ERROR, Verdict.PASS]
    assert run.verdict is Verdict.ERROR
