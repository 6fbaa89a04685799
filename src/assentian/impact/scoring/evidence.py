"""What stands behind the answers when a level is computed, as plain values that the caller collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assentian.standards.vocabulary import ProofGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`grades`: key of a question to the grade of proof behind its answer; an answer without one is declared (A1).

    `challenged` are keys of questions whose answers a measurement contradicts: they earn nothing until that is settled.
    `waived` are ids of floors that a signed and unexpired written reasoning lifts, where the bank allows that.
    """

    grades: Mapping[str, ProofGrade] = field(default_factory=dict, hash=False)
    challenged: frozenset[str] = frozenset()
    waived: frozenset[str] = frozenset()

    def grade(self, key: str) -> ProofGrade:
        return ProofGrade.A0 if key in self.challenged else self.grades.get(key, ProofGrade.A1)
