"""Counts rows at addresses and in the same files, in an environment that holds DuckDB's extension httpfs.

Arguments: the folder that is served, the server's address. Answers with one JSON text: DuckDB's version, and for each
address what came out.
"""

import json
import sys
from pathlib import Path

import duckdb
import duckdb_extension_httpfs

from assentian.checks.errors import CheckError
from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite

SUITE = """suite: 1
system: s
data: {{current: {{path: "{0}"}}, reference: {{path: "{1}"}}}}
columns: {{id: id, label: y, prediction: p, score: s, groups: [t]}}
checks:
  - {{id: drift, kind: drift, columns: [x, n, t]}}
  - {{id: fairness, kind: fairness}}
  - {{id: quality, kind: data-quality, rules: {{n: {{unique: true}}}}}}
"""


def profiles(path: Path, current: str, reference: str) -> list[str]:
    path.write_text(SUITE.format(current, reference))
    results = run_suite(load_suite(path)).results
    return [result.profile.digest if result.profile else result.message for result in results]


def told(path: Path, address: str, file: str) -> str:
    """`equal`, or in what the two differ, or why the address could not be read."""
    try:
        there, here = profiles(path, address, "rows/1.parquet"), profiles(path, file, "rows/1.parquet")
    except CheckError as error:
        return str(error)
    return "equal" if there == here else f"differs: {there} is not {here}"


def main(folder: Path, server: str) -> None:
    (extension,) = Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension")
    duckdb.sql(f"INSTALL '{extension}'")
    files = ["rows/1.parquet", "rows/*.parquet", "rows/1.csv", "rows/none.parquet"]
    addresses = {f"s3://{file}": file for file in files} | {
        f"{server}/{file}?signature=hunter2": file for file in ("rows/1.parquet", "rows/1.csv", "rows/none.parquet")
    }
    found = {address: told(folder / "suite.yaml", address, file) for address, file in addresses.items()}
    sys.stdout.write(json.dumps({"version": duckdb.__version__, "found": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
