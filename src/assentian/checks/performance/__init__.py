"""Performance: how well scores separate and match the outcomes that came later."""

from datetime import timedelta

from assentian.checks.kind import Kind
from assentian.checks.performance.evaluate import MEASURES, evaluate
from assentian.checks.performance.profile import profile
from assentian.checks.performance.publish import publishable

KIND = Kind(
    name="performance",
    title="Scores and decisions against the outcomes that came later, or estimated before they are known",
    speaks_for={
        "iso42001:A.6.2.4": "Verifies the system against a declared or demonstrated level of performance.",
        "iso42001:A.6.2.6": "Watches whether the running system still performs as it did.",
        "iso42001:9.1": "Measures against limits set beforehand, with the result kept.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
KINDS = (KIND,)
