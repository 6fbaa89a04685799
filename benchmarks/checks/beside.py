"""What is put side by side: for each size, a plain scan, the checks, and the libraries that compute the same."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.checks.data import folder_of
from benchmarks.checks.measure import Measured, Task, measure
from benchmarks.checks.rivals import RIVALS, python_of, why_not
from benchmarks.checks.suites import write_suites

COLUMNS, GROUPS = 19, 5
SIZES = (100_000, 1_000_000, 3_000_000, 10_000_000)
QUICK = (20_000, 100_000)
MOST_FOR_RIVALS = 3_000_000
MOST_FOR_PEOPLE = 1_000_000
"""Above this, fairness and k-anonymity are measured without the others, which only grow with the rows."""
AGAIN = "5"
Found = Mapping[int, Mapping[str, Measured]]

SCAN, READING, DRIFT = "plain scan", "bare reading by Arrow", "drift"
DUCKDB, STORED = "drift, DuckDB alone", "drift, stored reference"
QUALITY, FAIRNESS, PRIVACY, IMPORTS = "data quality", "fairness", "k-anonymity", "imports alone"
WARM, WARM_SUITES = ", warm", {DRIFT: "drift", FAIRNESS: "fairness", PRIVACY: "privacy"}
"""Warm: the median of further runs in one process; the others have their columns in memory then, we read the file."""
DRIFT_RIVALS, ORACLE = ("evidently", "nannyml"), "scipy"
LENT = {ORACLE: "nannyml"}
"""scipy is run in the environment of a library that brings it."""
PEOPLE_RIVALS = {"fairlearn": FAIRNESS, "pycanon": PRIVACY}


def measure_all(sizes: Sequence[int], rounds: int) -> Found:
    """CPU and memory of every task at every size."""
    problems = {rival.name: why_not(rival) for rival in RIVALS.values()}
    found = {}
    for rows in sizes:
        print(f"{rows:,} rows", file=sys.stderr)
        folder = prepared(rows, COLUMNS, GROUPS)
        found[rows] = measure([*ours(folder), *theirs(folder, rows, problems)], rounds=rounds)
    return found


def prepared(rows: int, columns: int, groups: int) -> Path:
    """The folder with tables and suites of a size; made in a process of its own, so that this one stays small."""
    folder = folder_of(rows=rows, columns=columns, groups=groups)
    numbers = {"rows": rows, "columns": columns, "groups": groups}
    options = [part for name, value in numbers.items() for part in (f"--{name}", str(value))]
    subprocess.run([sys.executable, Path(__file__).with_name("data.py"), folder, *options], check=True)
    write_suites(folder, columns)
    return folder


def ours(folder: Path) -> list[Task]:
    tables = tuple(str(folder / f"{name}.parquet") for name in ("reference", "current"))

    def check(name: str, suite: str, *options: str) -> Task:
        return Task(name=name, program="with_assentian.py", arguments=(str(folder / f"{suite}.yaml"), *options))

    return [
        Task(name=SCAN, program="plain_scan.py", arguments=tables),
        Task(name=READING, program="bare_reading.py", arguments=(tables[0], *tables)),
        check(DRIFT, "drift"),
        check(DUCKDB, "drift", "--without-arrow"),
        check(STORED, "stored"),
        check(QUALITY, "quality"),
        check(FAIRNESS, "fairness"),
        check(PRIVACY, "privacy"),
        *(check(f"{name}{WARM}", suite, "--again", AGAIN) for name, suite in WARM_SUITES.items()),
        Task(name=IMPORTS, program="import_only.py"),
    ]


def theirs(folder: Path, rows: int, problems: Mapping[str, str]) -> list[Task]:
    """The other libraries that compute the same; fairlearn and pycanon once more with their columns in memory."""
    asked: list[tuple[str, str, tuple[str, ...]]] = []
    tables = tuple(str(folder / f"{name}.parquet") for name in ("reference", "current"))
    if rows <= MOST_FOR_RIVALS:
        asked += [(name, name, tables) for name in DRIFT_RIVALS]
    if rows <= MOST_FOR_PEOPLE:
        asked.append((ORACLE, ORACLE, tables))
        people = str(folder / "people.parquet")
        asked += [
            (f"{name}{warm}", name, (people, again))
            for name in PEOPLE_RIVALS
            for warm, again in (("", "0"), (WARM, "3"))
        ]
    return [
        Task(
            name=name,
            program=f"with_{of}.py",
            arguments=given,
            python=str(python_of(LENT.get(of, of))),
            why_not=problems[LENT.get(of, of)],
        )
        for name, of, given in asked
    ]
