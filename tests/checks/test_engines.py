"""Statements for engines that no test here runs can at least be read again in the engine's own words."""

from pathlib import Path

import pytest
import sqlglot

from assentian.checks.registry import KINDS
from assentian.checks.run import open_inputs
from assentian.checks.suite import load_suite
from assentian.checks.tables.dialects import translate
from tests.engines.rows import SUITE, write_rows

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "engines.md"
UNTESTED = ("trino", "snowflake", "bigquery")
ROW_NUMBER = "(row_number() OVER () - 1)"
RUN_ELSEWHERE = ("spark", "clickhouse")


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    """What the four checks ask of a table that another engine holds, with its types; DuckDB answers in its place."""
    folder = tmp_path_factory.mktemp("rows")
    write_rows(folder, rows=500)
    path = folder / "suite.yaml"
    path.write_text(SUITE)
    suite = load_suite(path)
    inputs = open_inputs(suite)
    for table in (inputs.current, inputs.reference):
        table.is_elsewhere = True
    for check in suite.checks:
        KINDS[check.kind].profile(check, suite, inputs)
    asked = [*inputs.reference.statements, *inputs.current.statements]
    return [text.replace("file_row_number", ROW_NUMBER) for text in asked], inputs.current.types


@pytest.mark.parametrize("engine", [*UNTESTED, *RUN_ELSEWHERE])
def test_every_statement_is_written_and_read_again(statements, engine):
    texts, types = statements
    assert any("GROUPING SETS" in text for text in texts)
    for text in texts:
        written = translate(text.replace("{table}", "held.rows", 1), engine, types, "id")
        (again,) = sqlglot.parse(written, read=engine)
        assert again.sql(dialect=engine) == written


def test_the_page_names_the_untested_engines_as_such():
    (row,) = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "**untested**" in line]
    assert [name.strip().lower() for name in row.split("|")[1].split(",")] == list(UNTESTED)


def test_the_page_holds_what_the_job_found():
    text = PAGE.read_text(encoding="utf-8")
    for engine in ("Spark", "ClickHouse"):
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {engine} |")]
        assert row.endswith("| equal |") or "| not run: " in row
