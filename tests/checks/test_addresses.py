"""Rows at an address, on a machine without DuckDB's extension httpfs: fetched whole, or refused with the reason.

How the extension itself reads HTTP and S3 is held against the same files by `python -m tests.engines.addresses`.
"""

import gzip
import hashlib

import duckdb
import pytest

from assentian.checks.errors import DataError
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.checks.tables import fetched
from assentian.checks.tables.remote import open_address
from assentian.checks.tables.table import connect
from assentian.standards.vocabulary import Verdict
from tests.checks.addressed import served


@pytest.fixture
def shelf(tmp_path):
    folder = tmp_path / "shelf"
    folder.mkdir()
    duckdb.sql(f"COPY (SELECT range AS x, 'a' AS t FROM range(5000)) TO '{folder}/rows.parquet'")
    (folder / "rows.csv").write_text("x,t\n1,a\n2,b\n")
    (folder / "rows.csv.gz").write_bytes(gzip.compress(b"x,t\n1,a\n2,b\n3,c\n"))
    (folder / "cut.json").write_text('[{"x": 1}, {"x": 2}')
    (folder / "none.csv").write_text("x,t\n")
    with served(folder) as found:
        yield found


@pytest.fixture
def engine(tmp_path):
    """An engine that neither has the extension nor can fetch it."""
    connection = connect()
    connection.execute(f"SET extension_directory = '{tmp_path}'")
    connection.execute("SET custom_extension_repository = 'http://localhost:9'")
    return connection


@pytest.mark.parametrize(("name", "rows"), [("rows.parquet", 5000), ("rows.csv", 2), ("rows.csv.gz", 3)])
def test_a_file_is_fetched_and_named_by_its_address_and_bytes(name, rows, engine, shelf):
    table = open_address(engine, "t", f"{shelf.address}/{name}?signature=hunter2")
    assert (table.rows, list(table.types)) == (rows, ["x", "t"])
    assert table.select("min(t)") == [("a",)]
    (file,) = table.fingerprint
    assert file.name == table.locator == f"{shelf.address}/{name}"
    assert file.digest == hashlib.sha256((shelf.folder / name).read_bytes()).hexdigest()
    assert [asked[:2] for asked in shelf.asked] == [("GET", f"/{name}?signature=hunter2")]  # once, with its signature


def test_what_is_counted_stays_the_same_when_the_file_changes(engine, shelf):
    table = open_address(engine, "t", f"{shelf.address}/rows.csv")
    before = table.fingerprint
    (shelf.folder / "rows.csv").write_text("x,t\n9,z\n")
    assert (table.select("max(x)"), table.fingerprint) == ([(2,)], before)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.parquet", "cannot be read: the server answers 404"),
        ("moved.parquet", "cannot be read: the server answers 302; name the address that it points to"),
        ("cut.json", "cannot be read as json: the array has no end"),
        ("none.csv", "has no rows; a check needs data"),
        ("rows.txt", "'.txt' is no known format"),
        ("\x01.csv", "is no address: "),
    ],
)
def test_what_cannot_be_read_says_why_without_the_signature(name, said, engine, shelf):
    with pytest.raises(DataError) as caught:
        open_address(engine, "t", f"{shelf.address}/{name}?signature=hunter2")
    assert str(caught.value).startswith(f"{shelf.address}/{name}: ")
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_breaks_off_on_its_way_is_not_read(engine, shelf):
    shelf.cut = 7
    with pytest.raises(DataError, match=r"rows\.csv: cannot be read: peer closed connection"):
        open_address(engine, "t", f"{shelf.address}/rows.csv")


def test_a_file_that_is_packed_unasked_or_too_long_is_refused(engine, shelf, monkeypatch):
    shelf.headers = {"Content-Encoding": "gzip"}
    with pytest.raises(DataError, match=r"the server packs it \(gzip\) although not asked to"):
        open_address(engine, "t", f"{shelf.address}/rows.csv")
    shelf.headers = {}
    monkeypatch.setattr(fetched, "MOST_BYTES", 5)
    with pytest.raises(DataError, match="is longer than 0 GiB; fetch it and name the file"):
        open_address(engine, "t", f"{shelf.address}/rows.csv")


def test_s3_without_the_extension_says_how_to_install_it(engine):
    with pytest.raises(DataError) as caught:
        open_address(engine, "t", "s3://bucket/rows.parquet")
    said = str(caught.value)
    assert said.startswith("s3://bucket/rows.parquet: DuckDB's extension httpfs, which reads S3, is not installed")
    assert f"for DuckDB {duckdb.__version__} (INSTALL '/path/httpfs.duckdb_extension')" in said


def test_a_suite_counts_at_an_address_as_it_does_in_the_file(shelf, tmp_path):
    """As the machine is, with the extension or without."""
    profiles = []
    for where in (f"{shelf.address}/rows.parquet", "shelf/rows.parquet"):
        (tmp_path / "suite.yaml").write_text(
            f'suite: 1\nsystem: s\ndata: {{current: {{path: "{where}"}}}}\n'
            "checks:\n  - {id: q, kind: data-quality, rules: {x: {unique: true, range: [0, 4999]}}}\n"
        )
        result = run_suite(load_suite(tmp_path / "suite.yaml")).results[0]
        assert result.verdict is Verdict.PASS, result.message
        profiles.append(result.profile.digest)
    assert len(set(profiles)) == 1
