"""The kinds of check, in one place: what each is evidence for, how it counts and how it judges.

An unknown kind is an error that names the known ones. A kind is added by one entry here and one schema under
`$defs.kinds` of `data/suite.schema.json`.
"""

from assentian.checks import drift, fairness, performance, privacy, quality

KINDS = {kind.name: kind for kind in (quality.KIND, drift.KIND, fairness.KIND, performance.KIND, privacy.KIND)}
