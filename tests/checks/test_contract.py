"""A contract on a whole table: every rule counts what breaks it, and a rule in SQL is about rows and nothing else."""

import pytest
import sqlglot

from assentian.standards.vocabulary import Verdict

TABLE = {
    "id": [1, 1, 2, 3, 4, 4],
    "day": ["2026-01-01", "2026-01-02", "2026-01-02", "2026-01-01", "2026-01-05", "2026-01-05"],
    "amount": [10, -5, 20, "", 30, 40],
    "code": ["A1", "B2", "c3", "A1", "", "A1"],
    "label": [0, 0, 0, 0, 0, 1],
}


def result(workshop, rule):
    workshop.table("current.csv", TABLE)
    workshop.table("codes.csv", {"code": ["A1", "B2"]})
    return workshop.run(f"columns: {{label: label}}\nchecks:\n  - {{id: q, kind: data-quality, {rule}}}\n").results[0]


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("unique: [[id, day]]", "duplicates", 1),
        ("unique: [[id]]", "duplicates", 2),
        ("sql: ['amount >= 0 AND code IS NOT NULL']", "sql", 3),
        ("sql: [\"code LIKE 'A%' OR length(code) = 2\"]", "sql", 1),
        ("monotonic: [day]", "steps_back", 1),
        ("references: {code: {path: codes.csv, column: code}}", "orphans", 1),
        ("rules: {code: {regex: '[A-Z][0-9]'}}", "malformed", 1),
        ("class_balance: {min_share: 0.2}", "class_balance", 1 / 6),
        ("schema: {columns: {id: integer, day: any, amount: number, code: text, gone: any}}", "missing_columns", 1),
        ("schema: {columns: {id: integer, day: any, amount: number, code: text}}", "extra_columns", 1),
        ("schema: {extra: true, columns: {id: text, day: date, amount: number}}", "column_types", 1),
        ("schema: {extra: true, ordered: true, columns: {day: any, id: any}}", "columns_out_of_order", 2),
    ],
)
def test_a_rule_counts_what_breaks_it_and_fails(workshop, rule, name, value):
    found = result(workshop, rule)
    assert not found.message
    assert {one.name: one.value for one in found.metrics}[name] == value
    assert found.verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "rule",
    [
        "unique: [[id, amount]]",
        "sql: ['id > 0']",
        "monotonic: [id]",
        "class_balance: {min_share: 0.1}",
        "schema: {ordered: true, columns: {id: integer, day: date, amount: number, code: text, label: integer}}",
    ],
)
def test_a_rule_that_every_row_keeps_passes(workshop, rule):
    assert result(workshop, rule).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        "id > 0; DROP TABLE current_data",
        "id IN (SELECT 1)",
        "(SELECT count(*) FROM read_csv('/etc/passwd')) > 0",
        "getenv('HOME') = 'x'",
        "read_text('/etc/passwd') = 'x'",
        "id > 0 FROM range(9)",
        "id > 0 -- comment",
        "id > 0, id",
        "1 = 1 UNION SELECT 2",
        "count(*) > 1",
        "row_number() OVER () > 1",
        "current_setting('threads') = '1'",
        "x -> x > 1",
        "nobody > 1",
        "* > 1",
        "id >",
        "ATTACH 'x'",
        ") OR (1 = 1",
    ],
)
def test_an_expression_that_is_more_than_a_rule_about_a_row_is_refused(workshop, text):
    quoted = text.replace("'", "''")
    found = result(workshop, f"sql: ['{quoted}']")
    assert found.verdict is Verdict.ERROR
    assert "suite.yaml:6: checks[0].sql[0]: " in found.message


def test_what_is_counted_can_be_said_to_other_engines(workshop):
    workshop.table("current.csv", TABLE)
    run = workshop.run("checks:\n  - {id: q, kind: data-quality, sql: ['amount >= 0 AND code IS NOT NULL']}\n")
    (statement,) = [one for one in run.inputs.data.statements if "FILTER" in one]
    assert sqlglot.transpile(statement.replace("{table}", "t"), read="duckdb", write="postgres")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("unique: [[id, dy]]", "checks[0].unique[0][1]: the column 'dy' is not in current.csv"),
        ("monotonic: [dy]", "checks[0].monotonic[0]: the column 'dy'"),
        ("references: {code: {path: codes.csv, column: cde}}", "the column 'cde' is not in codes.csv"),
        ("references: {code: {path: none.csv, column: code}}", "none.csv: does not exist"),
        ("rules: {code: {regex: '('}}", "checks[0].rules.code.regex: is no regular expression"),
    ],
)
def test_a_rule_that_cannot_be_is_an_error_that_says_where(workshop, rule, said):
    found = result(workshop, rule)
    assert (found.verdict, said in found.message) == (Verdict.ERROR, True), found.message
