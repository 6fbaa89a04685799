"""Checks side by side with what else would do: fairness against fairlearn, drift and quality against a plain scan.

    python benchmarks/checks_engine.py [--rows 200000] [--columns 19] [--rounds 3]

CPU seconds of this process (all its threads), the median of interleaved rounds in one run, after one round for warmth.
A plain scan reads every column of both tables once with DuckDB and adds it up: less cannot be done. Ratios are printed;
nothing is asserted, since the machine is not ours alone.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from assentian.checks.registry import KINDS
from assentian.checks.run import open_inputs, run_check
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.suite import load_suite

SUITE = """\
suite: 1
system: benchmark
data:
  reference: {{path: reference.parquet}}
  current: {{path: current.parquet}}
columns: {{label: y, prediction: p, groups: [g]}}
checks:
  - {{id: drift, kind: drift, columns: [{columns}]}}
  - {{id: quality, kind: data-quality, rules: {{{rules}}}}}
  - {{id: fairness, kind: fairness}}
"""


def write_tables(folder: Path, *, rows: int, columns: int) -> None:
    """Two tables of the same kind: half of the columns normal, a quarter skewed, a quarter words; no drift."""
    kinds = (
        "sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())",
        "round(1000 * exp(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))",
        "sqrt(-2 * ln(1 - random())) * sin(2 * pi() * random())",
        "'word' || CAST(floor(20 * random() * random()) AS INTEGER)",
    )
    made = ", ".join(f"{kinds[number % 4]} AS c{number}" for number in range(columns))
    outcomes = "'g' || (range % 5) AS g, (random() < 0.4)::INT AS y, (random() < 0.4)::INT AS p"
    with duckdb.connect() as engine:
        engine.execute("SELECT setseed(0.42)")
        for name in ("reference", "current"):
            target = folder / f"{name}.parquet"
            engine.execute(f"COPY (SELECT {made}, {outcomes} FROM range({rows})) TO '{target}'")


def plain_scan(folder: Path) -> None:
    """Read and add up every column of both tables."""
    with duckdb.connect() as engine:
        for name in ("reference", "current"):
            source = f"'{folder / name}.parquet'"
            types = engine.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            sums = ", ".join(f"{'sum' if kind == 'DOUBLE' else 'count'}({column})" for column, kind, *_ in types)
            engine.execute(f"SELECT {sums} FROM {source}").fetchall()


def run(suite: Suite, check: CheckSpec) -> None:
    run_check(check, suite, open_inputs(suite))


def stored_reference(suite: Suite, folder: Path) -> Suite:
    """The same suite with the reference's counts in place of its rows."""
    import hashlib

    from assentian.ledger.canonical import encode

    counts = KINDS["drift"].profile(suite.checks[0], suite, open_inputs(suite))["reference"]
    data = encode(counts)
    (folder / "reference.profile.json").write_bytes(data)
    text = suite.path.read_text()
    digest = hashlib.sha256(data).hexdigest()
    stored = text.replace("{path: reference.parquet}", f"{{profile: reference.profile.json, digest: sha256:{digest}}}")
    path = folder / "stored.yaml"
    path.write_text(stored)
    return load_suite(path)


def fairlearn_rates(folder: Path) -> Callable[[], None]:
    """The same three gaps and ratios by fairlearn, with the columns already in memory as numpy arrays."""
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate

    with duckdb.connect() as engine:
        columns = engine.execute(f"SELECT y, p, g FROM '{folder / 'current'}.parquet'").fetchnumpy()

    def compute() -> None:
        frame = MetricFrame(
            metrics={"selection": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate},
            y_true=columns["y"],
            y_pred=columns["p"],
            sensitive_features=columns["g"],
        )
        frame.difference()
        frame.ratio()

    return compute


def medians(tasks: dict[str, Callable[[], None]], *, rounds: int) -> dict[str, float]:
    """Median CPU seconds of each task, the rounds interleaved."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(rounds + 1):
        for name, task in tasks.items():
            started = time.process_time()
            task()
            if turn:
                times[name].append(time.process_time() - started)
    return {name: statistics.median(measured) for name, measured in times.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--columns", type=int, default=19)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, rows=asked.rows, columns=asked.columns)
        columns = [f"c{number}" for number in range(asked.columns)]
        rules = ", ".join(f"{column}: {{null_max: 0.1}}" for column in columns)
        (folder / "suite.yaml").write_text(SUITE.format(columns=", ".join(columns), rules=rules))
        suite = load_suite(folder / "suite.yaml")
        drift, quality, fairness = suite.checks
        stored = stored_reference(suite, folder)
        found = medians(
            {
                "plain scan of both tables": lambda: plain_scan(folder),
                "drift, cold reference": lambda: run(suite, drift),
                "drift, stored reference": lambda: run(stored, stored.checks[0]),
                "data quality": lambda: run(suite, quality),
                "fairness": lambda: run(suite, fairness),
                "fairlearn, columns in memory": fairlearn_rates(folder),
            },
            rounds=asked.rounds,
        )
    print(f"{asked.rows:,} rows x {asked.columns} columns, two tables; median CPU of {asked.rounds} rounds")
    for name_, seconds in found.items():
        print(f"  {name_:32}{seconds * 1000:10.1f} ms")
    print("ratios")
    print(
        f"  drift / plain scan              {found['drift, cold reference'] / found['plain scan of both tables']:10.2f}"
    )
    print(
        f"  stored / cold reference         {found['drift, stored reference'] / found['drift, cold reference']:10.2f}"
    )
    print(f"  fairlearn / fairness            {found['fairlearn, columns in memory'] / found['fairness']:10.1f}")


if __name__ == "__main__":
    main()
