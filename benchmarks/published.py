"""What NannyML's tutorials print about its synthetic car loans, beside what we find in the same rows.

    python -m benchmarks.published [--write]

The rows are those that the package brings, installed at a pinned version into an environment of its own under the
user's cache folder; none of its code runs and nothing is copied from there. Each of the ten chunks of 5,000 rows is
checked by a suite, as a user would, and compared with what is printed. Exit code 1 where a figure is not the printed
one; `--write` puts the table into docs/reference/published-figures.md. The census data is compared in every test
run (tests/checks/test_published_figures.py).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict
from benchmarks.checks.rivals import RIVALS, python_of, why_not

ROOT = Path(__file__).parents[1]
PAGE, MARKS = ROOT / "docs" / "reference" / "published-figures.md", ("<!-- car-loan -->", "<!-- /car-loan -->")
PUBLISHED = json.loads((ROOT / "tests" / "vectors" / "nannyml-car-loan.json").read_text(encoding="utf-8"))
ROWS = 5000
WITHIN = PUBLISHED["read_to"] + 1e-9
"""Half of the last digit printed. The scores of this data have two decimals: no bin of ours holds two of them."""
SUITE = """suite: 1
system: loans
data: {{reference: {{path: reference.parquet}}, current: {{path: chunk.parquet}}}}
columns: {{id: id, time: timestamp, label: repaid, prediction: y_pred, score: y_pred_proba}}
checks:
  - {{id: estimated, kind: performance, labels: estimated, metrics: {metrics}}}
  - {{id: realised, kind: performance, metrics: {metrics}}}
  - {{id: alerts, kind: performance}}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    is_written = parser.parse_args().write
    if reason := why_not(RIVALS["nannyml"]):
        sys.stdout.write(f"not run: {reason}\n")
        return 0
    lines, far = table(list(chunks()))
    sys.stdout.write("\n".join(lines) + "\n")
    if is_written:
        before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
        PAGE.write_text("\n".join([before + MARKS[0], *lines, MARKS[1]]) + rest.split(MARKS[1])[1], encoding="utf-8")
    return int(far)


def chunks() -> Iterator[dict[str, Any]]:
    """For each chunk: the metrics of each check by name, and whether the check of the reference's limits failed."""
    [site] = (python_of("nannyml").parents[1] / "lib").glob("python*/site-packages")
    source = f"{site}/nannyml/datasets/data/synthetic_car_loan_"
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as engine:
        folder = Path(place)
        engine.execute(f"COPY (FROM '{source}reference.csv' ORDER BY id) TO '{folder}/reference.parquet'")
        joined = f"SELECT * FROM '{source}analysis.csv' JOIN '{source}analysis_target.csv' USING (id) ORDER BY id"
        engine.execute(f"CREATE TABLE live AS {joined}")
        limits = ", ".join(f"{name}: {{breach: 0}}" for name in PUBLISHED["realised_columns"])
        (folder / "suite.yaml").write_text(SUITE.format(metrics=f"{{{limits}}}"))
        for number in range(len(PUBLISHED["realised"])):
            engine.execute(f"COPY (FROM live LIMIT {ROWS} OFFSET {number * ROWS}) TO '{folder}/chunk.parquet'")
            results = {result.check_id: result for result in run_suite(load_suite(folder / "suite.yaml")).results}
            told = {one.name: one.status for one in results["alerts"].metrics}
            yield {
                "alert": told["auc"] is Verdict.FAIL,
                **{name: {one.name: one.value for one in result.metrics} for name, result in results.items()},
            }


def table(found: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """The table's lines, and whether anything is further off than it may be."""
    lines, far = ["| Figure | Chunks | Further off than printed digits | By at most |", "|---|---|---|---|"], False
    for kind in ("realised", "estimated"):
        for column, name in enumerate(PUBLISHED[f"{kind}_columns"]):
            said = [row[column] for row in PUBLISHED[kind]]
            off = [abs(chunk[kind][name] - one) for chunk, one in zip(found, said, strict=True)]
            over = sum(one > WITHIN for one in off)
            lines.append(f"| {kind} {name} | {len(off)} | {over} | {max(off):.2g} |")
            far = far or over > 0
    alerts = [number for number, chunk in enumerate(found) if chunk["alert"]]
    printed = PUBLISHED["alerts"]
    told = f"Chunks whose realised AUC fails by our limit: {alerts}; by NannyML's, which is another: {printed}."
    return [*lines, "", told], far


if __name__ == "__main__":
    sys.exit(main())
