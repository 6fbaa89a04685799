"""Group fairness: rates of outcome and error by group and intersection, from one cube of counts."""

from datetime import timedelta

from assentian.checks.fairness.evaluate import MEASURES, SHOWN, evaluate, publishable
from assentian.checks.fairness.profile import profile
from assentian.checks.kind import Kind

KIND = Kind(
    name="fairness",
    title="Outcome and error rates by group",
    speaks_for={
        "iso42001:A.5.4": "Shows how outcomes and errors fall on groups of individuals.",
        "iso42001:A.6.2.4": "Verifies the system against a declared limit on differences between groups.",
        "iso42001:9.1": "Repeats the measurement on current data.",
    },
    measures=MEASURES | SHOWN,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
KINDS = (KIND,)
