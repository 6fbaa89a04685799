"""What a proof rule says of one requirement, and how several such sayings become one.

Each room that keeps records has a `proofs.py` whose rules look at those records; `readiness` collects them.
Invariants: a claim takes no part here; nothing shown is level 0; the worst standing wins, so that one strong record
cannot hide a failing one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assentian.standards.vocabulary import ReadinessLevel, Standing

_WORST_FIRST = (Standing.FAILING, Standing.STALE, Standing.PARTLY, Standing.PROVED, Standing.NOT_SHOWN)


@dataclass(frozen=True, slots=True)
class Proof:
    """`reason` is one sentence for a person; `evidence` are the ids of the evidence it rests on, if any.

    A description says only that something is written: it counts where nothing else speaks.
    """

    requirement: str
    level: ReadinessLevel
    standing: Standing
    reason: str
    evidence: tuple[int, ...] = ()
    is_description: bool = False


def nothing_shown(requirement: str) -> Proof:
    return Proof(requirement, ReadinessLevel.ABSENT, Standing.NOT_SHOWN, "No record or evidence speaks for it yet.")


def combine(requirement: str, proofs: Iterable[Proof]) -> Proof:
    """One proof out of what all rules say.

    Failing evidence bounds the level; else the best shown level stands, at the worst standing.
    """
    said = sorted(
        (proof for proof in proofs if proof.standing is not Standing.NOT_SHOWN),
        key=lambda proof: (_WORST_FIRST.index(proof.standing), -proof.level),
    )
    said = [proof for proof in said if not proof.is_description] or said
    if not said:
        return nothing_shown(requirement)
    worst = said[0]
    level = worst.level if worst.standing is Standing.FAILING else max(proof.level for proof in said)
    return Proof(
        requirement,
        level,
        worst.standing,
        " ".join(proof.reason for proof in said),
        tuple(dict.fromkeys(number for proof in said for number in proof.evidence)),
    )
