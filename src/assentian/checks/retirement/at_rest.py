"""Weights, checkpoints and data sets are encrypted where they lie, and nobody can read them who need not."""

from datetime import timedelta

from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, kind, rule

FIELDS = (
    Field(name="artefact", meaning="the weights, checkpoint or data set"),
    Field(name="encrypted", meaning="whether it is encrypted at rest", type=Type.FLAG),
    Field(name="mode", meaning="its permissions in octal, as 640"),
)


@rule
def unencrypted(_parameters: Parameters) -> str:
    """Artefacts that lie unencrypted. Unit: artefacts.

    Does not show: who holds the keys, or whether they lie beside the artefact.
    """
    return "NOT encrypted"


@rule
def world_readable(_parameters: Parameters) -> str:
    """Artefacts that everybody on the machine may read, write or run: the last octal digit is not 0. Unit: artefacts.

    A mode that is not written in octal counts too. Source: POSIX file permissions.
    Does not show: access lists, shares and buckets beyond the mode.
    """
    return "NOT regexp_full_match(mode, '(0o?)?[0-7]{2,3}0')"


KIND = kind(
    name="weights-at-rest",
    title="Weights and data sets encrypted and closed where they lie",
    speaks_for={
        "iso42001:A.4.3": "Shows how data resources are protected where they lie.",
        "iso27001:A.8.24": "Counts artefacts without the encryption that is demanded.",
    },
    valid_for=timedelta(days=90),
    fields=FIELDS,
    rules=(unencrypted, world_readable),
)
