"""How the kinds of check of one AI system stand, from the newest result of each of its checks. Pure.

A result is current while none of what it tested has another revision in the newest version of the system; several
checks of one kind stand as the worst of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assentian.checks.result import GRAVITY
from assentian.risk.measured import CheckState
from assentian.standards.vocabulary import ProofGrade, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestResult:
    """The newest result of one check; `subjects` are (asset, revision) ids of what it tested."""

    id: int
    kind: str
    verdict: str
    grade: str
    measured_at: datetime
    valid_until: datetime
    subjects: tuple[tuple[int, int], ...] = ()


def states(results: Iterable[NewestResult], running: Mapping[int, Collection[int]]) -> dict[str, CheckState]:
    """By kind of check. `running` are ids of the revisions in the system's newest version, by asset."""
    found: dict[str, CheckState] = {}
    for one in sorted(results, key=lambda one: (one.measured_at, one.id)):
        state = CheckState(
            one.verdict,
            one.measured_at,
            one.valid_until,
            one.id,
            is_current=is_current(one.subjects, running),
            is_measured=one.grade != ProofGrade.A2,
        )
        found[one.kind] = _graver(found.get(one.kind), state)
    return found


def is_current(subjects: Iterable[tuple[int, int]], running: Mapping[int, Collection[int]]) -> bool:
    """Whether none of what was tested, as (asset, revision), has another revision in what runs."""
    return all(revision in running.get(asset, (revision,)) for asset, revision in subjects)


def _graver(standing: CheckState | None, newer: CheckState) -> CheckState:
    if standing is None:
        return newer
    return min(newer, standing, key=lambda one: (GRAVITY.index(Verdict(one.verdict)), one.is_measured))
