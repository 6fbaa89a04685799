"""The one vocabulary: the only lists of the words that data files, records and pages share.

A word is a member of an enumeration: its value is what is stored, its label is what a person reads, its meaning is one
sentence. Every other spelling is an alias of exactly one word, found by `Stage.of("Design & Development")`.
Evidence sources are content with measures and checks, so they live in the catalogue (`catalogue().evidence_sources`).
"""

from assentian.standards.vocabulary.lifecycle import IsoStage, Stage, Stride, stage, stride
from assentian.standards.vocabulary.people import AI_ACT_OPERATORS, AIRole, AskRole, IdentityLevel, Role
from assentian.standards.vocabulary.proof import ImpactLevel, ProofGrade, ReadinessLevel, Standing, Verdict
from assentian.standards.vocabulary.references import AuditVisit, GuideStatus, NodeKind, Relation
from assentian.standards.vocabulary.words import UnknownWordError, Word

__all__ = [
    "AI_ACT_OPERATORS",
    "AIRole",
    "AskRole",
    "AuditVisit",
    "GuideStatus",
    "IdentityLevel",
    "ImpactLevel",
    "IsoStage",
    "NodeKind",
    "ProofGrade",
    "ReadinessLevel",
    "Relation",
    "Role",
    "Stage",
    "Standing",
    "Stride",
    "UnknownWordError",
    "Verdict",
    "Word",
    "stage",
    "stride",
]
