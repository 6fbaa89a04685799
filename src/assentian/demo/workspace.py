"""Lays out a folder with everything that the demonstration's checks read: tables, the model's file, one suite per run.

Invariants: what is laid out depends on the size alone, byte for byte; every suite runs by `assentian check` from where
it stands. Does not: run a check, or register anything.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from assentian.demo import compas, credit
from assentian.demo.scorer import MODEL_FILE

SUITES = Path(__file__).parent / "suites"


@dataclass(frozen=True)
class Workspace:
    """`folder` is where the patterns of `story.Asset.files` start; `credit` holds a suite per live month, in order."""

    folder: Path
    compas: Path
    credit: dict[str, Path]
    events: Path
    model: Path
    records: Path


def lay_out(folder: Path, *, size: int = credit.MONTHLY_SIZE) -> Workspace:
    """Write it all; `size` is the number of credit applications in a month."""
    compas.write(folder / "compas.parquet")
    portfolio = folder / "credit"
    credit.write_training_tables(portfolio)
    credit.write_holdout(portfolio)
    credit.write_reference(portfolio, size=size)
    shutil.copyfile(MODEL_FILE, portfolio / MODEL_FILE.name)
    suites = {}
    for month in credit.LIVE_MONTHS:
        table = credit.write_month(portfolio, month, size=size)
        suites[month] = portfolio / f"{month}.yaml"
        suites[month].write_text(_credit_suite(table.name), encoding="utf-8")
    shutil.copyfile(SUITES / "compas.yaml", folder / "compas.yaml")
    others = {name: portfolio / f"{name}.yaml" for name in ("events", "model", "records")}
    for name, suite in others.items():
        shutil.copyfile(SUITES / f"{name}.yaml", suite)
    return Workspace(folder, folder / "compas.yaml", suites, **others)


def _credit_suite(table: str) -> str:
    """The credit suite, which names the last live month, for another month's table."""
    text = (SUITES / "credit.yaml").read_text(encoding="utf-8")
    return text.replace(f"live/{credit.LIVE_MONTHS[-1]}.parquet", f"live/{table}")
