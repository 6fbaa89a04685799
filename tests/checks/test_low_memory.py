"""Data several times larger than the memory that a check may hold is counted all the same, and rightly."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from assentian.checks.errors import DataError
from assentian.checks.tables import connect

ROWS, LIMIT_MB = 3_000_000, 128
MEGABYTE = 1024**2
BODY = """columns: {groups: [g], prediction: p}
checks:
  - {id: quality, kind: data-quality, rules: {x: {null_max: 0.2}, id: {unique: true}}}
  - {id: fairness, kind: fairness, metrics: {selection_ratio: {breach: 0.1}}}
  - {id: privacy, kind: k-anonymity, quasi_identifiers: [id], k: 2}
  - {id: drift, kind: drift, columns: [x, g]}
"""
PROGRAM = """
import json, resource, sys
from pathlib import Path
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
run = run_suite(load_suite(Path(sys.argv[1])))
told = {result.check_id: [result.message, result.profile and result.profile.counts] for result in run.results}
status = Path("/proc/self/status")  # getrusage tells what the parent held before exec, too
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
if status.exists():
    peak = next(int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
limit = run.inputs.connection.execute("SELECT current_setting('memory_limit')").fetchone()[0]
print(json.dumps({"told": told, "peak_mb": peak, "limit": limit}))
"""


@pytest.fixture(params=["parquet", "csv"])
def suite(request, tmp_path: Path) -> Path:
    """Unique text and numbers that do not compress, from a formula, so that the right counts are known."""
    rows = f"""SELECT md5(range::VARCHAR) AS id, sin(range) AS x, 'g' || (range % 4) AS g, (range % 8 = 0)::INT AS p,
        md5((range + {ROWS})::VARCHAR) AS note FROM range({ROWS})"""
    file = tmp_path / f"rows.{request.param}"
    duckdb.execute(f"COPY ({rows}) TO '{file}'")
    path = tmp_path / "suite.yaml"
    data = f"data: {{current: {{path: {file.name}}}, reference: {{path: {file.name}}}}}"
    path.write_text(f"suite: 1\nsystem: s\n{data}\n{BODY}")
    assert 2 * file.stat().st_size > 3 * LIMIT_MB * MEGABYTE, "it is opened twice"
    return path


def file_mb(suite: Path) -> float:
    return next(suite.parent.glob("rows.*")).stat().st_size / MEGABYTE


def test_an_input_several_times_the_limit_is_counted_rightly(suite: Path, tmp_path: Path) -> None:
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    environment = {**os.environ, "ASSENTIAN_CHECK_MEMORY": f"{LIMIT_MB}MB", "TMPDIR": str(waiting)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, suite], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    messages, counts = ({name: told[place] for name, told in found["told"].items()} for place in (0, 1))
    assert set(messages.values()) == {""}
    assert counts["privacy"]["sizes"] == [[1, ROWS]]
    assert sum(cell[3] for cell in counts["fairness"]["cells"] if cell[2] == 1) == ROWS // 8
    drift = counts["drift"]["current"]["columns"]
    assert [sum(column["counts"]) for column in drift] == [ROWS, ROWS]
    assert drift == counts["drift"]["reference"]["columns"]
    assert found["limit"].startswith("122."), found["limit"]
    assert found["peak_mb"] < 2 * file_mb(suite)
    assert list(waiting.iterdir()) == []


def test_what_is_no_size_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSENTIAN_CHECK_MEMORY", "plenty")
    with pytest.raises(DataError, match="ASSENTIAN_CHECK_MEMORY: is no size; expected one such as 500MB"):
        connect()


def test_what_waits_on_disk_is_for_this_user_alone() -> None:
    folder = Path(connect().execute("SELECT current_setting('temp_directory')").fetchone()[0])
    assert folder.parent == Path(tempfile.gettempdir())
    assert folder.stat().st_mode & 0o077 == 0
