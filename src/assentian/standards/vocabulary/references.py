"""Words about references: kinds of node, relations between nodes, what became of the guide's labels, audit visits.

Relations are those of NIST IR 8477 (set theory relationship mapping), read from the source: `subset` says that the
source lies inside the target. They are carried unchanged by OSCAL's mapping model, whose spelling each one knows.
"""

from typing import Self

from assentian.standards.vocabulary.words import Word


class NodeKind(Word):
    """What a numbered place in an edition is."""

    CLAUSE = "clause", "Clause"
    OBJECTIVE = "objective", "Control objective"
    CONTROL = "control", "Control"
    GUIDANCE = "guidance", "Implementation guidance"
    GROUP = "group", "Group"
    AI_OBJECTIVE = "ai_objective", "Organisational objective"
    RISK_SOURCE = "risk_source", "Risk source"
    ANNEX = "annex", "Annex"
    PRINCIPLE = "principle", "Principle"
    RECOMMENDATION = "recommendation", "Recommendation"
    ARTICLE = "article", "Article"
    PARAGRAPH = "paragraph", "Paragraph"
    FUNCTION = "function", "Function"
    CATEGORY = "category", "Category"
    SUBCATEGORY = "subcategory", "Subcategory"
    STAGE = "stage", "Lifecycle stage"
    AI_ROLE = "ai_role", "AI role"
    PROCESS = "process", "Process"


class Relation(Word):
    """What the source of a crosswalk row is to its target."""

    oscal: str

    def __new__(cls, value: str, label: str = "", oscal: str = "") -> Self:
        word = cls._spelt(value, label, aliases=(oscal,))
        word.oscal = oscal
        return word

    EQUAL = "equal", "asks the same as", "equal-to"
    SUBSET = "subset", "lies inside", "subset-of"
    SUPERSET = "superset", "contains", "superset-of"
    INTERSECTS = "intersects", "overlaps with", "intersects-with"

    @property
    def inverse(self) -> "Relation":
        """The same relation read from the target."""
        return _INVERSES.get(self, self)


_INVERSES = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}


class GuideStatus(Word):
    """What the published standard holds where the guide points."""

    OBJECTIVE_NOT_CONTROL = (
        "resolves_to_objective_not_control",
        "objective, not a control",
        "The number is the objective of a group on a related topic; controls of that group start at x.2.",
    )
    OBJECTIVE_OF_OTHER_TOPIC = (
        "resolves_to_objective_of_other_topic",
        "objective of another topic",
        "The number is the objective of a group on another topic.",
    )
    OTHER_CONTROL = (
        "resolves_to_other_control",
        "another control",
        "The number is a published control that means something else.",
    )
    OTHER_TOPIC = ("resolves_to_other_topic", "another topic", "The heading names a part about something else.")
    DOES_NOT_RESOLVE = "does_not_resolve", "no such number", "The published standard has nothing at this number."
    NARROWER = "narrower_than_standard", "narrower than the standard", "The standard asks for more than the guide says."
    LOOSE = "loose", "loosely put", "Right in substance, placed or worded differently by the standard."
    AGREES = "agrees", "agrees", "The guide and the standard say the same."
    DESIGN_CHOICE = "design_choice", "a design choice", "Sound, and not wording of the standard."
    MERGED = "merged", "merged", "The guide joins or leaves out parts that the standard names apart."


class AuditVisit(Word):
    """Visits of a certification body (ISO/IEC 17021-1); `visit`, because `stage` means the lifecycle here."""

    STAGE_1 = "stage_1", "Stage 1 audit", "Is the AIMS designed and is the client ready?"
    STAGE_2 = "stage_2", "Stage 2 audit", "Is the AIMS run and does it work?"
    SURVEILLANCE = "surveillance", "Surveillance", "Is it kept up?"
