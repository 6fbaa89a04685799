"""The COMPAS recidivism score as its public record shows it: real outcomes of 7,214 people, as counts.

Source: ProPublica (Larson, Mattu, Kirchner, Angwin), "How We Analyzed the COMPAS Recidivism Algorithm", May 2016: a
Medium or High score against a new charge within two years, Broward County, Florida, 2013 and 2014.

Invariants: only the published cell counts are written here; "Other groups" is the total less the two groups
published; every rate comes from rows by way of a check, none is stored. What the counts do not hold is not invented:
a row is one counted outcome, not a person, its number is arbitrary, and it has no features, no score and no date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assentian.demo.tables import Column, Row, write_table

SOURCE = "ProPublica, How We Analyzed the COMPAS Recidivism Algorithm, May 2016"
SOURCE_URL = "https://www.propublica.org/article/how-we-analyzed-the-compas-recidivism-algorithm"

COLUMNS = (
    Column("case_id", "text", "Number of the counted outcome; arbitrary, the source publishes counts and no cases"),
    Column("race", "text", "Group as ProPublica names it; 'Other groups' is the total less the two published groups"),
    Column("two_year_recid", "whole", "Label: 1 if a new charge followed within two years, else 0"),
    Column("medium_or_high", "whole", "Prediction: 1 if the score was Medium or High, 0 if it was Low"),
)


@dataclass(frozen=True)
class Cells:
    """Outcomes of one group by prediction and label, in the order in which ProPublica prints them."""

    true_negative: int
    false_positive: int
    false_negative: int
    true_positive: int

    def __sub__(self, other: "Cells") -> "Cells":
        return Cells(
            self.true_negative - other.true_negative,
            self.false_positive - other.false_positive,
            self.false_negative - other.false_negative,
            self.true_positive - other.true_positive,
        )

    def outcomes(self) -> Iterator[tuple[int, int]]:
        """One (label, prediction) for each counted case."""
        for count, outcome in (
            (self.true_negative, (0, 0)),
            (self.false_positive, (0, 1)),
            (self.false_negative, (1, 0)),
            (self.true_positive, (1, 1)),
        ):
            for _ in range(count):
                yield outcome


ALL_DEFENDANTS = Cells(2681, 1282, 1216, 2035)
AFRICAN_AMERICAN = Cells(990, 805, 532, 1369)
CAUCASIAN = Cells(1139, 349, 461, 505)

GROUPS = {
    "African-American": AFRICAN_AMERICAN,
    "Caucasian": CAUCASIAN,
    "Other groups": ALL_DEFENDANTS - AFRICAN_AMERICAN - CAUCASIAN,
}


def rows(*, seed: int | None = None) -> list[Row]:
    """The counts as rows: group by group, or, with a seed, in an order mixed by the digests of seed and position."""
    cases = [(race, label, prediction) for race, cells in GROUPS.items() for label, prediction in cells.outcomes()]
    if seed is not None:
        mixed = sorted(range(len(cases)), key=lambda position: sha256(f"{seed}:{position}".encode()).digest())
        cases = [cases[position] for position in mixed]
    return [
        {"case_id": f"C{number:04}", "race": race, "two_year_recid": label, "medium_or_high": prediction}
        for number, (race, label, prediction) in enumerate(cases, start=1)
    ]


def write(path: Path, *, seed: int | None = None) -> Path:
    """The rows as a file, CSV or Parquet as the suffix says."""
    return write_table(path, COLUMNS, rows(seed=seed))
