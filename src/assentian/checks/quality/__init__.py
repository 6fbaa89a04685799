"""Data quality: declared rules on columns, rows and tables, each kept or broken by a count; training kept apart."""

from datetime import timedelta

from assentian.checks.kind import Kind
from assentian.checks.quality import agreement, leakage
from assentian.checks.quality.evaluate import MEASURES, evaluate, publishable
from assentian.checks.quality.profile import profile

KIND = Kind(
    name="data-quality",
    title="Completeness, ranges, allowed values, uniqueness, types and age of data",
    speaks_for={
        "iso42001:A.7.4": "The data itself is held against the written quality rules.",
        "iso42001:A.7.2": "Data for development and enhancement is handled under rules that are run, not only written.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
    publishable=publishable,
)
KINDS = (KIND, leakage.KIND, agreement.KIND)
