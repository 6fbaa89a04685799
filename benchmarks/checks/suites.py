"""The suites that are measured, one check each, written beside their tables."""

import subprocess
import sys
from pathlib import Path

CURRENT = "data: {current: {path: people.parquet}}"
BOTH = "data: {reference: {path: reference.parquet}, current: {path: current.parquet}}"
PEOPLE = "columns: {label: y, prediction: p, groups: [g]}"
CHECKS = {
    "drift": (BOTH, "{id: drift, kind: drift}"),
    "quality": (BOTH, "{id: quality, kind: data-quality, rules: {RULES}}"),
    "fairness": (f"{CURRENT}\n{PEOPLE}", "{id: fairness, kind: fairness}"),
    "privacy": (CURRENT, "{id: privacy, kind: k-anonymity, quasi_identifiers: [age, sex, postcode], k: 2}"),
}


def write_suites(folder: Path, columns: int) -> None:
    """Every suite, and drift once more with the stored counts of its reference."""
    for name, (data, check) in CHECKS.items():
        rules = ", ".join(f"c{number}: {{null_max: 0.1}}" for number in range(columns))
        text = f"suite: 1\nsystem: benchmark\n{data}\nchecks: [{check.replace('RULES', rules)}]\n"
        (folder / f"{name}.yaml").write_text(text)
    drift = folder / "drift.yaml"
    program = "from assentian.cli.main import main; main()"
    command = [sys.executable, "-c", program, "check", drift, "--save-reference", folder / "stored.json"]
    named = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    stored = drift.read_text().replace("reference: {path: reference.parquet}", named)
    (folder / "stored.yaml").write_text(stored)
