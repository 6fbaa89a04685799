"""The kinds of check, in one place: what each is evidence for, how it counts and how it judges.

An unknown kind is an error that names the known ones. A kind is added to the `KINDS` of its room, with its schema in
`data/kinds/<kind>.json`.
"""

from assentian.checks import (
    access,
    approval,
    drift,
    explanation,
    fairness,
    identity,
    imported,
    influence,
    integrity,
    labels,
    language,
    performance,
    privacy,
    provenance,
    quality,
    retirement,
    robustness,
    service,
    suppliers,
)

_ROOMS = (
    quality.KINDS,
    drift.KINDS,
    explanation.KINDS,
    fairness.KINDS,
    performance.KINDS,
    privacy.KINDS,
    integrity.KINDS,
    labels.KINDS,
    approval.KINDS,
    identity.KINDS,
    suppliers.KINDS,
    service.KINDS,
    influence.KINDS,
    retirement.KINDS,
    robustness.KINDS,
    access.KINDS,
    language.KINDS,
    provenance.KINDS,
    imported.KINDS,
)
KINDS = {kind.name: kind for room in _ROOMS for kind in room}
