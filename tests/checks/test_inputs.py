"""The same rows in every format, and in several files, give the same counts; what cannot be had says why."""

import json
import math

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import csv, feather, ipc, parquet

from assentian.checks.errors import DataError
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.checks.tables import connect
from assentian.checks.tables.remote import open_address
from assentian.standards.vocabulary import Verdict

BODY = """columns: {label: y, prediction: p, groups: [g]}
checks:
  - {id: quality, kind: data-quality, rules: {x: {null_max: 0.2, range: [-1, 1]}, g: {allowed: [a, b]}}}
  - {id: drift, kind: drift}
  - {id: fairness, kind: fairness}
  - {id: privacy, kind: k-anonymity, quasi_identifiers: [g, n], k: 2}
"""
ROWS = 400
REFERENCE, CURRENT = (
    {
        "x": [None if row % 50 == 7 else math.sin(row * step) for row in range(ROWS)],
        "n": [row * step % 23 for row in range(ROWS)],
        "g": [("a", "b", "c", "é'\"")[row * step % 4] for row in range(ROWS)],
        "y": [row * step % 3 % 2 for row in range(ROWS)],
        "p": [row * step % 5 % 2 for row in range(ROWS)],
    }
    for step in (3, 7)
)


def write_lines(table, path):
    path.write_text("\n".join(json.dumps(row) for row in table.to_pylist()))


def write_stream(table, path):
    with ipc.new_stream(path, table.schema) as stream:
        stream.write_table(table)


WRITERS = {
    "parquet": lambda table, path: parquet.write_table(table, path, row_group_size=150),
    "csv": csv.write_csv,
    "jsonl": write_lines,
    "json": lambda table, path: path.write_text(json.dumps(table.to_pylist())),
    "arrow": lambda table, path: feather.write_feather(table, path, compression="uncompressed"),
    "feather": lambda table, path: feather.write_feather(table, path, compression="zstd"),
    "ipc": lambda table, path: feather.write_feather(table, path, compression="lz4"),
}


@pytest.fixture
def declare(tmp_path):
    def suite(current="", reference=""):
        data = f"data: {{current: {{path: '{current}'}}, reference: {{path: '{reference}'}}}}\n" if current else ""
        path = tmp_path / "suite.yaml"
        path.write_text(f"suite: 1\nsystem: s\n{data}{BODY}")
        return load_suite(path)

    return suite


def counted(run):
    assert [result.message for result in run.results] == [""] * 4
    return {result.check_id: result.profile.counts for result in run.results}


@pytest.fixture
def expected(declare, tmp_path):
    for name, columns in (("r", REFERENCE), ("c", CURRENT)):
        parquet.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return counted(run_suite(declare("c.parquet", "r.parquet")))


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("parts", [1, 3])
def test_every_format_whole_or_in_parts_gives_the_same_counts(declare, expected, tmp_path, suffix, parts):
    for name, columns in (("reference", REFERENCE), ("current", CURRENT)):
        table, size = pa.table(columns), -(-ROWS // parts)
        (tmp_path / name).mkdir()
        for part in range(parts):
            WRITERS[suffix](table.slice(part * size, size), tmp_path / name / f"{part}.{suffix}")
    assert counted(run_suite(declare(f"current/*.{suffix}", f"reference/*.{suffix}"))) == expected


@pytest.mark.parametrize("frame", [pa.table, pl.DataFrame, pd.DataFrame], ids=["arrow", "polars", "pandas"])
def test_a_frame_of_each_library_gives_the_same_counts(declare, expected, frame):
    assert counted(run_suite(declare(), current=frame(CURRENT), reference=frame(REFERENCE))) == expected


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ([1, 2], "frame:current_data: list is no frame of rows; expected pandas, polars or Arrow"),
        (pl.LazyFrame(CURRENT), "LazyFrame is no frame of rows; expected pandas, polars or Arrow, collected if lazy"),
        (pl.DataFrame({"x": []}), "frame:current_data: has no rows"),
        (pd.DataFrame({"x": [1, "one"]}), "frame:current_data: cannot be read as a frame"),
    ],
    ids=["list", "lazy", "empty", "mixed"],
)
def test_what_is_no_frame_says_why(declare, frame, said):
    with pytest.raises(DataError) as caught:
        run_suite(declare(), current=frame)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.arrow", b"ARROW1\0\0 and then nothing of the kind", "broken.arrow: cannot be read as arrow: "),
        ("short.feather", None, "short.feather: cannot be read as feather: "),
        ("broken.jsonl", b'{"x": 1}\n{"x": \n', "broken.jsonl: cannot be read as jsonl: "),
        ("broken.json", b'[{"x": 1}, ', "broken.json: cannot be read as json: "),
        ("broken.csv.gz", b"no gzip at all", "broken.csv.gz: cannot be read as csv: "),
    ],
)
def test_a_broken_file_says_what_is_wrong_with_it(declare, tmp_path, name, content, said):
    if content is None:
        feather.write_feather(pa.table(CURRENT), tmp_path / "whole.feather")
        content = (tmp_path / "whole.feather").read_bytes()[:-200]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        run_suite(declare(name, name))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_text_that_is_cut_inside_a_row_makes_no_check_pass(declare, tmp_path):
    """The engine finds no column where commas do not add up; whoever asks for one is told which there are."""
    (tmp_path / "cut.csv").write_text('x,n,g,y,p\n1,2,a,0,1\n"3')
    run = run_suite(declare("cut.csv", "cut.csv"))
    assert {result.verdict for result in run.results} <= {Verdict.ERROR, Verdict.INSUFFICIENT}
    assert "the column 'x' is not in cut.csv" in run.results[0].message


def test_files_of_one_glob_that_do_not_fit_together_are_an_error(declare, tmp_path):
    feather.write_feather(pa.table({"x": [1]}), tmp_path / "1.arrow")
    feather.write_feather(pa.table({"y": ["a"]}), tmp_path / "2.arrow")
    with pytest.raises(DataError, match=r"\*\.arrow: cannot be read as arrow: "):
        run_suite(declare("*.arrow", "*.arrow"))


def test_a_file_that_vanishes_between_two_checks_is_an_error_of_the_check(declare, expected, tmp_path):
    suite = declare("c.parquet", "r.parquet")
    removed = []

    def remove(step):
        if step.startswith("fairness"):
            removed.append((tmp_path / "c.parquet").unlink())

    run = run_suite(suite, progress=remove)
    verdicts = [result.verdict for result in run.results]
    assert removed
    assert verdicts[2:] == [Verdict.ERROR, Verdict.ERROR]
    assert "c.parquet: cannot be counted: " in run.results[2].message


NOWHERE = "https://localhost:9/rows.parquet?signature=hunter2"


@pytest.mark.parametrize("address", [NOWHERE, "s3://bucket/rows.parquet", "s3://bucket/2026-*.parquet"])
def test_an_address_that_cannot_be_reached_says_so_without_secrets(monkeypatch, tmp_path, address):
    """Without a network, and as the machine is: with the engine's extension for addresses or not."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:9")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "known")
    connection = connect()
    connection.execute(f"SET extension_directory = '{tmp_path}'")
    connection.execute("SET custom_extension_repository = 'http://localhost:9'")
    with pytest.raises(DataError) as caught:
        open_address(connection, "t", address)
    said = str(caught.value)
    assert said.startswith(address.partition("?")[0])
    assert "httpfs" in said or "cannot be read" in said
    assert "hunter2" not in said
