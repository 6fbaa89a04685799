"""Pure decisions about evidence: how long it counts, and what a set of check results shows of a requirement.

The newest result of each check on each system counts, older ones are history. A result that could not tell
(insufficient, error, not run) shows nothing. Levels follow the readiness scale: 4 needs fresh passing results for
every system in scope; a dated result within twelve months shows 3; a fresh failing one shows that the requirement is
not met and leaves no more than 1.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assentian.catalogue.proof import Proof, nothing_shown
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import ProofGrade, ReadinessLevel, Standing, Verdict

RECORD_WINDOW = timedelta(days=365)
KEPT = frozenset({Verdict.PASS, Verdict.WARN})


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a check, as far as a proof needs it. `id` is that of the evidence, `system` a database id."""

    id: int
    system: int
    check: str
    verdict: str
    measured_at: datetime
    valid_until: datetime
    grade: str = ProofGrade.A3

    @property
    def is_measured(self) -> bool:
        """Whether we measured it: another tool's result, or unsigned records, are a document about a measurement."""
        return self.grade != ProofGrade.A2

    @property
    def tells(self) -> bool:
        """Whether it shows how something is: a missed limit does so even on somebody's word."""
        return self.is_measured or self.verdict == Verdict.FAIL

    def is_fresh(self, now: datetime) -> bool:
        return now <= self.valid_until


def validity(kind: str) -> timedelta:
    """How long a result of a kind of check counts as fresh; the shortest of all for a kind that is not known here."""
    return KINDS[kind].valid_for if kind in KINDS else min(known.valid_for for known in KINDS.values())


def grade(verdict: str, *, is_word: bool) -> ProofGrade:
    """Assurance that one result gives: a kept limit is measured, or only documented where it `is_word`: what another
    tool says, or records that nobody signed.

    Anything else stands for nothing.
    """
    if verdict not in KEPT:
        return ProofGrade.A0
    return ProofGrade.A2 if is_word else ProofGrade.A3


def newest(results: Iterable[Result]) -> list[Result]:
    """The newest result of each check on each system, by time; the later id wins a tie."""
    found: dict[tuple[int, str], Result] = {}
    for result in sorted(results, key=lambda result: (result.measured_at, result.id)):
        found[result.system, result.check] = result
    return list(found.values())


def prove(requirement: str, results: Sequence[Result], systems: Mapping[int, str], now: datetime) -> Proof:
    """What `results` show of `requirement` for `systems` (id to name), the AI systems in scope."""
    told = newest(r for r in results if r.system in systems and r.verdict in KEPT | {Verdict.FAIL})
    telling = [r for r in told if r.tells]
    documented = [r for r in told if not r.tells and r.is_fresh(now)]
    fresh = [r for r in telling if r.is_fresh(now)]
    failing = [r for r in fresh if r.verdict == Verdict.FAIL]
    stale = [r for r in telling if not r.is_fresh(now) and now - r.measured_at <= RECORD_WINDOW]
    covered = {r.system for r in fresh}
    without = [name for number, name in systems.items() if number not in covered]
    rests_on = tuple(r.id for r in (failing or fresh or stale))
    if failing:
        named = _named({f"{r.check} on {systems[r.system]}" for r in failing})
        return Proof(requirement, ReadinessLevel.AD_HOC, Standing.FAILING, f"Measured and not met: {named}.", rests_on)
    if fresh and not without:
        reason = f"Measured and met for {_all(systems)} in scope."
        return Proof(requirement, ReadinessLevel.MEASURED, Standing.PROVED, reason, rests_on)
    if fresh:
        measured = len(systems) - len(without)
        reason = f"Measured and met for {measured} of {len(systems)} AI systems; nothing fresh for {_named(without)}."
        return Proof(requirement, ReadinessLevel.OPERATING, Standing.PARTLY, reason, rests_on)
    if stale:
        since = max(r.valid_until for r in stale)
        reason = f"The newest results expired on {since:%Y-%m-%d}."
        return Proof(requirement, ReadinessLevel.OPERATING, Standing.STALE, reason, rests_on)
    if documented:
        named = _named({f"{r.check} on {systems[r.system]}" for r in documented})
        reason = f"Documented by other tools or unsigned records, not measured here: {named}."
        return Proof(requirement, ReadinessLevel.DEFINED, Standing.PARTLY, reason, tuple(r.id for r in documented))
    return nothing_shown(requirement)


def _all(systems: Collection[int]) -> str:
    return "the one AI system" if len(systems) == 1 else f"all {len(systems)} AI systems"


def _named(names: Collection[str], most: int = 3) -> str:
    shown = ", ".join(sorted(names)[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
