"""Waivers of floors: the one way in which a written reasoning makes a level lower than answers alone would.

The bank says of each floor whether that may be, and by whom: legal, for twelve months. A waiver names the answers that
it was written about; it lifts the floor only while those stand, it is unexpired, and nobody withdrew it. It is signed,
and stands in the record beside the reasons for the level. When it expires the floor holds again.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.accounts.rules import Actor
from assentian.impact.choices import SignedOutcome
from assentian.impact.drafting import queries, rules
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.services import writing
from assentian.impact.models import Assessment, Signature, Waiver
from assentian.impact.services import ImpactError
from assentian.journal.context import now
from assentian.ledger import canonical
from assentian.standards.vocabulary import AskRole

WAIVED_BY = AskRole.LEGAL
VALID = timedelta(days=365)
"""As the bank's floor says in words: signed by legal, expires after twelve months."""


def waive(actor: Actor, draft: Assessment, rule: str, reasoning: str, shown: str) -> Waiver:
    """Lift a floor by a written reasoning. `shown` is the digest of what the floor rests on, as the page showed it."""
    actor.require("impact.waive")
    with writing(actor, draft, "waive floor") as found:
        told = queries.told(found)
        floor = told.waivable.get(rule)
        if floor is None:
            raise ImpactError("", f"{rule} holds nothing that could be waived now")
        if digest_of(floor.behind) != shown:
            raise ImpactError("", "the answers behind it are not those that you were shown; read them again")
        if held := rules.against_waiving(is_named=is_named(actor, told), reasoning=reasoning, by=WAIVED_BY.label):
            raise ImpactError("reasoning", "; ".join(held))
        _withdraw(actor, found, rule)
        moment = now()
        made = Waiver.objects.create(
            organisation_id=actor.organisation,
            assessment=found,
            rule=rule,
            behind=list(floor.behind),
            reasoning=reasoning.strip(),
            signed_by_id=actor.user_id,
            signed_at=moment,
            expires_at=moment + VALID,
        )
        Signature.objects.create(
            organisation_id=actor.organisation,
            assessment=found,
            outcome=SignedOutcome.WAIVED,
            role=WAIVED_BY.value,
            digest=hashlib.sha256(canonical.encode(signed(made))).hexdigest(),
            reason=f"{rule}: {made.reasoning}",
            by_id=actor.user_id,
            at=moment,
        )
    return made


def withdraw(actor: Actor, draft: Assessment, rule: str) -> None:
    """Let the floor hold again; the reasoning stays in the record of what happened."""
    actor.require("impact.waive")
    with writing(actor, draft, "withdraw waiver") as found:
        if not _withdraw(actor, found, rule):
            raise ImpactError("", f"nobody waived {rule}")


def is_named(actor: Actor, told: Told) -> bool:
    """Whether this person is who answers for legal in this version."""
    named = told.people.get(WAIVED_BY)
    return named is not None and named.person_id == actor.user_id


def signed(one: Waiver) -> Mapping[str, Any]:
    """What whoever waives signs."""
    return {
        "rule": one.rule,
        "behind": list(one.behind),
        "reasoning": one.reasoning,
        "until": one.expires_at.isoformat(timespec="seconds"),
    }


def digest_of(behind: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(behind).encode()).hexdigest()


def _withdraw(actor: Actor, draft: Assessment, rule: str) -> int:
    standing = Waiver.objects.of(actor.organisation).filter(assessment=draft, rule=rule, withdrawn_at=None)
    found = list(standing)
    for one in found:
        one.withdrawn_at, one.withdrawn_by_id = now(), actor.user_id
        one.save()
    return len(found)
