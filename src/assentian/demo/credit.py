"""A consumer-credit portfolio that nobody lived: SYNTHETIC, generated from a seed, month by month.

Two years of applications. The first year is the reference, on which the model was trained; the second is live. In its
last two months the world changes: a partner's app brings other customers, incomes fall, debts rise, and the same debt
leads to default more often. In the very last month the partner's income feed breaks down for some days as well.

Invariants: a month depends on its name, the size and the seed alone, so one can be made again without the others; the
model's decision never touches the outcome; `defaulted` is known for every case, declined ones too, which no real
lender can know. No rate, gap or drift is written in: they follow from the draws (`applicants.py`) and are measured by
the checks.
"""

import calendar
import math
from pathlib import Path
from random import Random

from assentian.demo.applicants import CALM, DOWNTURN, DOWNTURN_WITH_OUTAGE, draw_application
from assentian.demo.scorer import credit_model
from assentian.demo.tables import Column, Row, Value, write_table

LABEL = "Synthetic portfolio, generated from a seed; no person, lender or loan in it exists"
SEED = 42001
MONTHLY_SIZE = 3000
SEASON = 0.06  # how far a month's volume swings about the monthly size over the year
REFERENCE_MONTHS = ("2024-11", "2024-12", *(f"2025-{month:02}" for month in range(1, 11)))
TRAINING_MONTHS, HOLDOUT_MONTHS = REFERENCE_MONTHS[:-2], REFERENCE_MONTHS[-2:]
LIVE_MONTHS = ("2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 11)))
DRIFTED_MONTHS = LIVE_MONTHS[-2:]
CLIMATES = {DRIFTED_MONTHS[0]: DOWNTURN, DRIFTED_MONTHS[1]: DOWNTURN_WITH_OUTAGE}

OUTCOME = "defaulted"
APPLICATION_COLUMNS = (
    Column("case_id", "text", "Application number: month and position in it"),
    Column("decided_at", "date", "Day of the application, which is the day of the decision"),
    Column("sex", "text", "female or male, as stated; kept for fairness checks, no input of the model"),
    Column(
        "age_band", "text", "Age in years at application, in bands; kept for fairness checks, no input of the model"
    ),
    Column("region", "text", "Sales region; no input of the model"),
    Column("channel", "text", "Way by which the application came: branch, web, broker or partner-app"),
    Column("housing", "text", "owner, tenant or with-family"),
    Column("income", "whole", "Gross yearly income in euro; null where the applicant or the feed gave none"),
    Column("employment_years", "number", "Years with the present employer; null where not stated"),
    Column("debt_ratio", "number", "Monthly debt service, this loan included, as a share of monthly income"),
    Column(
        "prior_arrears", "whole", "Payments more than 30 days late within 24 months, as the bureau counts them, up to 6"
    ),
    Column("loan_amount", "whole", "Amount asked for, in euro"),
    Column("term_months", "whole", "Term asked for, in months"),
    Column(OUTCOME, "whole", "Label: 1 if 90 days past due within 12 months; simulated for every case"),
)
COLUMNS = (
    *APPLICATION_COLUMNS,
    Column("pd", "number", "Probability of default by the model, written with 6 digits"),
    Column("declined", "whole", "Decision: 1 if pd as written reaches the model's threshold, else 0"),
)


def applications(month: str, *, size: int = MONTHLY_SIZE, seed: int = SEED) -> list[dict[str, Value]]:
    """The applications of a month (`2026-10`) with their outcomes, before any score; about `size`, by season."""
    year, number = (int(part) for part in month.split("-"))
    volume = round(size * (1 + SEASON * math.sin(2 * math.pi * number / 12)))
    days = calendar.monthrange(year, number)[1]
    # A text seed is hashed with SHA-512, equally on every machine and version of Python.
    stream = Random(f"{seed}:{month}")  # noqa: S311 - a portfolio must be repeatable; nothing here is a secret
    rows: list[dict[str, Value]] = []
    for position in range(volume):
        day = 1 + position * days // volume
        rows.append(
            {
                "case_id": f"{month}-{position + 1:05}",
                "decided_at": f"{month}-{day:02}",
                **draw_application(stream, CLIMATES.get(month, CALM), day),
            }
        )
    return rows


def decisions(month: str, *, size: int = MONTHLY_SIZE, seed: int = SEED) -> list[dict[str, Value]]:
    """The applications of a month as the committed model scored and decided them: rows of `COLUMNS`."""
    rows = applications(month, size=size, seed=seed)
    for row in rows:
        row["pd"], row["declined"] = score(row)
    return rows


def score(row: Row) -> tuple[float, int]:
    """(probability of default with 6 digits, 1 if declined) by the committed model."""
    return credit_model().decide(row)


def write_reference(folder: Path, *, size: int = MONTHLY_SIZE, seed: int = SEED) -> Path:
    """The reference year, scored and decided like any month, as one file: `reference.parquet`."""
    rows = (row for month in REFERENCE_MONTHS for row in decisions(month, size=size, seed=seed))
    return write_table(folder / "reference.parquet", COLUMNS, rows)


def write_holdout(folder: Path) -> Path:
    """The held-out months with the score and decision of the model, `holdout-scored.parquet`."""
    rows = (row for month in HOLDOUT_MONTHS for row in decisions(month))
    return write_table(folder / "holdout-scored.parquet", COLUMNS, rows)


def write_month(folder: Path, month: str, *, size: int = MONTHLY_SIZE, seed: int = SEED) -> Path:
    """One live month, `live/2026-10.parquet`."""
    return write_table(folder / "live" / f"{month}.parquet", COLUMNS, decisions(month, size=size, seed=seed))


def write_training_tables(folder: Path) -> tuple[Path, Path]:
    """`training.csv` and `holdout.csv`: the very bytes whose digests the card of the committed model names."""
    portions = {"training.csv": TRAINING_MONTHS, "holdout.csv": HOLDOUT_MONTHS}
    training, holdout = (
        write_table(folder / name, APPLICATION_COLUMNS, (row for month in months for row in applications(month)))
        for name, months in portions.items()
    )
    return training, holdout
