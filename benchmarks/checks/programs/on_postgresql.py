"""Drift between two tables of a private PostgreSQL, whose own CPU is told as `server`. Arguments: folder, rounds.

The tables are loaded first; only what the check asks is measured.
"""

import json
import os
import sys
import time
from pathlib import Path

import duckdb
import psycopg

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from tests.postgres import private_postgres

TYPES = {"VARCHAR": "text", "DOUBLE": "float8"}
TICKS = os.sysconf("SC_CLK_TCK")


def load(folder, url):
    with psycopg.connect(url) as connection:
        for name in ("reference", "current"):
            source = f"'{folder / name}.parquet'"
            columns = duckdb.sql(f"DESCRIBE FROM {source}").fetchall()
            described = ", ".join(f"{column} {TYPES[kind]}" for column, kind, *_ in columns)
            connection.execute(f"CREATE TABLE {name} ({described})")
            part = folder / f"{name}.csv"
            duckdb.sql(f"COPY (FROM {source}) TO '{part}' (HEADER false)")
            with part.open("rb") as rows, connection.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                while block := rows.read(2**20):
                    copy.write(block)
            part.unlink()
        return connection.execute("SHOW server_version").fetchone()[0]


def used(postmaster):
    """CPU seconds of the server: of the processes that it ended, and of those that run."""
    times = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    total = sum(map(int, times[11:15]))
    for status in Path("/proc").glob("[0-9]*/stat"):
        fields = status.read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:13])) if fields[1] == str(postmaster) else 0
    return total / TICKS


folder = Path(sys.argv[1])
with private_postgres() as url:
    version = load(folder, url)
    sources = "".join(f"  {name}: {{table: {name}, database: '{url}'}}\n" for name in ("reference", "current"))
    path = folder / "postgresql.yaml"
    path.write_text(f"suite: 1\nsystem: benchmark\ndata:\n{sources}checks: [{{id: drift, kind: drift}}]\n")
    with psycopg.connect(url) as connection:
        data = connection.execute("SHOW data_directory").fetchone()[0]
    postmaster = int((Path(data) / "postmaster.pid").read_text().split()[0])
    rounds = []
    for _ in range(int(sys.argv[2])):
        client, server = time.process_time(), used(postmaster)
        run = run_suite(load_suite(path))
        assert not run.results[0].message, run.results[0].message
        for table in (run.inputs.data, run.inputs.compared):
            table.connection.close()
        rounds.append((time.process_time() - client, used(postmaster) - server))
client, server = (sorted(column)[len(rounds) // 2] for column in zip(*rounds, strict=True))
print(json.dumps({"version": version, "client": client, "server": server}))
