"""Drift: how far the current distribution of a column has moved from the reference."""

from datetime import timedelta

from assentian.checks.drift import model
from assentian.checks.drift.evaluate import MEASURES, SHOWN, evaluate
from assentian.checks.drift.profile import profile
from assentian.checks.drift.publish import publishable
from assentian.checks.kind import Kind

KIND = Kind(
    name="drift",
    title="Change of distributions against the reference",
    speaks_for={
        "iso42001:A.6.2.6": "Watches inputs and outputs of the running system for change.",
        "iso42001:9.1": "Measures against limits set beforehand, with the result kept.",
    },
    measures=MEASURES | SHOWN,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
KINDS = (KIND, model.KIND)
