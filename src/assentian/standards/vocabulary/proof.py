"""How far something is shown: verdicts of checks, grades of proof, levels of readiness and of impact.

Invariant: every list here is ordered, and grades, readiness levels and impact levels compare in that order (`A2 < A3`,
`III` before `IV`). How a verdict, grade or level is reached is a rule of the room that owns the records.
"""

from enum import IntEnum
from typing import Self

from assentian.standards.vocabulary.words import Word


class Verdict(Word):
    """What a check said. Only `pass` and `warn` say that the limit was kept; the last three say nothing about it."""

    PASS = "pass", "Pass", "The measure is within its limit."
    WARN = "warn", "Warning", "The measure is within its limit and near it."
    FAIL = "fail", "Fail", "The measure is beyond its limit and beyond what chance explains."
    INSUFFICIENT = "insufficient", "Insufficient", "Too few cases to tell."
    ERROR = "error", "Error", "The check could not finish."
    NOT_RUN = "not_run", "Not run", "The check was not started: a part it needs is missing, or nobody asked."


class ProofGrade(Word):
    """Assurance that stands behind a control or an answer; compares as text because the digits do."""

    A0 = "A0", "Planned or none", "Nothing stands behind it, or what does is challenged, stale or failed."
    A1 = "A1", "Declared", "Somebody said so."
    A2 = "A2", "Documented", "A document says so and was approved."
    A3 = "A3", "Measured", "A passing check says so, bound to the current digests and inside its validity window."
    A4 = "A4", "Verified", "Measured, and verified by someone independent."


class ImpactLevel(Word):
    """Severity of an impact, stored as its numeral; the numerals happen to compare as text in their order."""

    LOW = "I", "Low"
    MODERATE = "II", "Moderate"
    HIGH = "III", "High"
    CRITICAL = "IV", "Critical"


class ReadinessLevel(IntEnum):
    """Level claimed or proved of one requirement; `effective = min(claimed, proved)`."""

    label: str
    meaning: str

    def __new__(cls, value: int, label: str = "", meaning: str = "") -> Self:
        level = int.__new__(cls, value)
        level._value_ = value
        level.label, level.meaning = label, meaning
        return level

    ABSENT = 0, "Absent", "Nothing, or nobody knows."
    AD_HOC = 1, "Ad hoc", "Someone does it, nothing is written."
    DEFINED = 2, "Defined", "Written, approved, owner named."
    OPERATING = 3, "Operating", "Records from the last twelve months show that it is done."
    MEASURED = 4, "Measured", "Its effect is measured by the system itself, and results led to a change."

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        """(value, label) pairs in order, as forms and models want them."""
        return [(level.value, level.label) for level in cls]


class Standing(Word):
    """What the records show of one requirement. Missing evidence is never a pass, and the worst standing wins."""

    PROVED = "proved", "Proved", "Fresh evidence shows it for everything in scope."
    PARTLY = "partly", "Partly shown", "Records or evidence show it for some of what is in scope."
    STALE = "stale", "Stale", "It was shown once; the evidence has expired."
    FAILING = "failing", "Failing", "Fresh evidence shows that it is not met."
    NOT_SHOWN = "not_shown", "Not shown", "No record or evidence speaks for it."
