"""One check of Assentian as a user's own code runs it. Arguments: the suite, `--without-arrow` for DuckDB alone,
`--again N` to measure N further runs in the same process.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from assentian.checks.run import Run, run_suite
from assentian.checks.suite import load_suite


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("suite", type=Path)
    parser.add_argument("--without-arrow", action="store_true")
    parser.add_argument("--again", type=int, default=0)
    asked = parser.parse_args()
    if asked.without_arrow:
        from assentian.checks.counting import arrow

        arrow.LEAST_VALUES = 2**63
    suite = load_suite(asked.suite)
    run = run_suite(suite)
    told = {"versions": run.inputs.data.engine, "agreed": agreed(run)}
    if asked.again:
        told["warm"] = statistics.median(one_more(suite) for _ in range(asked.again))
    print(json.dumps(told))


def one_more(suite: object) -> float:
    started = time.process_time()
    run_suite(suite)
    return time.process_time() - started


def agreed(run: Run) -> dict[str, list[float]]:
    """What others compute too, as an interval that must hold their value."""
    if messages := [result.message for result in run.results if result.message]:
        raise SystemExit(messages[0])
    found = {}
    for metric in (metric for result in run.results for metric in result.metrics):
        if metric.name == "ks":
            found[f"ks {metric.where}"] = [metric.lower, metric.upper]
        if metric.name in {"selection_ratio", "tpr_gap", "fpr_gap", "k"}:
            found[metric.name] = [metric.value, metric.value]
    return found


if __name__ == "__main__":
    main()
