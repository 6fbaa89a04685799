"""Lifecycle stages and STRIDE letters: the two axes of the guide's risk framework.

The guide names six stages, ISO/IEC 22989:2022 eight: the guide takes continuous validation into operation, and joins
re-evaluation with retirement. `Stage` is the guide's list and what records store; `IsoStage` is the published one.
Which gates a stage has, and which threats a cell, is not decided here.
"""

from typing import Self

from assentian.standards.vocabulary.words import Word


class IsoStage(Word):
    """The eight stages of ISO/IEC 22989:2022; each value is the id of a node, `iso22989:inception`."""

    INCEPTION = "inception", "Inception"
    DESIGN_AND_DEVELOPMENT = "design_and_development", "Design and development"
    VERIFICATION_AND_VALIDATION = "verification_and_validation", "Verification and validation"
    DEPLOYMENT = "deployment", "Deployment"
    OPERATION_AND_MONITORING = "operation_and_monitoring", "Operation and monitoring"
    CONTINUOUS_VALIDATION = "continuous_validation", "Continuous validation"
    RE_EVALUATION = "re_evaluation", "Re-evaluation"
    RETIREMENT = "retirement", "Retirement"


class Stage(Word):
    """The guide's six stages, in order; the label is the guide's own, the code names rows of the threat matrix."""

    code: str
    iso22989: tuple[IsoStage, ...]

    def __new__(
        cls,
        value: str,
        code: str = "",
        label: str = "",
        iso22989: tuple[IsoStage, ...] = (),
        aliases: tuple[str, ...] = (),
    ) -> Self:
        published = tuple(stage.value for stage in iso22989)
        word = cls._spelt(value, label, " and ".join(published), (code, *published, *aliases))
        word.code, word.iso22989 = code, iso22989
        return word

    INCEPTION = "inception", "INC", "Inception", (IsoStage.INCEPTION,)
    DEVELOPMENT = "development", "DEV", "Design & Development", (IsoStage.DESIGN_AND_DEVELOPMENT,), ("design",)
    VALIDATION = (
        "validation",
        "VAL",
        "Verification & Validation",
        (IsoStage.VERIFICATION_AND_VALIDATION,),
        ("verification",),
    )
    DEPLOYMENT = "deployment", "DEP", "Deployment", (IsoStage.DEPLOYMENT,)
    OPERATION = (
        "operation",
        "OPS",
        "Operation & Monitoring",
        (IsoStage.OPERATION_AND_MONITORING, IsoStage.CONTINUOUS_VALIDATION),
        ("monitoring",),
    )
    RETIREMENT = (
        "retirement",
        "RET",
        "Retirement/Re-evaluation",
        (IsoStage.RE_EVALUATION, IsoStage.RETIREMENT),
    )


class Stride(Word):
    """The six STRIDE letters with what each violates and how it reads for AI."""

    violates: str

    def __new__(
        cls, value: str, label: str = "", violates: str = "", meaning: str = "", aliases: tuple[str, ...] = ()
    ) -> Self:
        word = cls._spelt(value, label, meaning, aliases)
        word.violates = violates
        return word

    SPOOFING = (
        "S",
        "Spoofing",
        "authenticity",
        "A person, data source, model, tool or evidence item is not what it claims to be.",
    )
    TAMPERING = (
        "T",
        "Tampering",
        "integrity",
        "Data, labels, weights, prompts, retrieval content or thresholds are changed.",
    )
    REPUDIATION = (
        "R",
        "Repudiation",
        "accountability",
        "A decision, test, approval or agent action cannot be attributed, explained or reproduced.",
    )
    INFORMATION_DISCLOSURE = (
        "I",
        "Information Disclosure",
        "confidentiality and privacy",
        "Personal data, training records, prompts or weights can be read or inferred.",
        ("Info Disclosure",),
    )
    DENIAL_OF_SERVICE = (
        "D",
        "Denial of Service",
        "availability and fitness",
        "The service, its quality, its budget or its human oversight is exhausted.",
    )
    ELEVATION_OF_PRIVILEGE = (
        "E",
        "Elevation of Privilege",
        "authorisation",
        "A person, model, agent or pipeline obtains authority that nobody granted.",
    )


def stage(spelling: str) -> Stage:
    """The guide's stage for any spelling: a code, a published stage, `design`, "Design & Development"."""
    return Stage.of(spelling)


def stride(spelling: str) -> Stride:
    """The STRIDE letter for any spelling: `S`, "Spoofing", "Info Disclosure"."""
    return Stride.of(spelling)
