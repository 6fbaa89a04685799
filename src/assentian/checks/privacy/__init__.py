"""Privacy of data: how small the crowd is in which each record hides, and personal data where none should be."""

from datetime import timedelta

from assentian.checks.kind import Kind
from assentian.checks.privacy import canary, membership, pii
from assentian.checks.privacy.evaluate import MEASURES, evaluate, publishable
from assentian.checks.privacy.profile import profile

KIND = Kind(
    name="k-anonymity",
    title="Records that share their quasi-identifiers with too few others, or with others of one secret",
    speaks_for={
        "iso42001:A.7.2": "Shows whether the data can single a person out, before anyone trains on it or passes it on.",
        "iso42001:A.5.4": "Measures one way in which the data itself can harm the individuals in it.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=90),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
KINDS = (KIND, *pii.KINDS, membership.KIND, canary.KIND)
