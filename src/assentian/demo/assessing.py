"""The demonstration's impact assessment that is answered in the product: read from a file of answers, reviewed, signed.

Questions that the file leaves open are answered with "not known yet", where the question allows that.
"""

from collections.abc import Mapping
from pathlib import Path

from assentian.accounts.rules import Actor
from assentian.impact.bank.facts import UNKNOWN
from assentian.impact.bank.library import bank
from assentian.impact.choices import Mark
from assentian.impact.drafting import importing, queries, services, waiving
from assentian.impact.drafting.services import Said
from assentian.impact.models import Assessment
from assentian.impact.reviewing import services as reviewing
from assentian.impact.sheet.reading import load
from assentian.inventory.models import AISystem
from assentian.standards.vocabulary import AskRole

DATA = Path(__file__).parent / "data"
NAMED = {
    AskRole.LEGAL: AskRole.LEGAL,
    AskRole.INDEPENDENT_REVIEWER: AskRole.INDEPENDENT_REVIEWER,
    AskRole.DPO: "assessor",
    AskRole.SYSTEM_OWNER: "system_owner",
}
"""Who answers for which role that questions ask, and signs for it at the levels that ask for a second line."""
REASONING = (
    "Annex III point 4(b) names systems that decide on terms of work, allot tasks by individual behaviour or traits, "
    "or watch and judge people at work. This one counts calls by weekday; it holds no data on any person, and the "
    "support lead sets the shifts. Opinion 2026-14, kept by the legal department."
)
AGREED = {
    AskRole.DPO: "The counts by group are our own; the impact on their data is as described.",
    AskRole.LEGAL: "Agreed, with the remark that a court may not rest on the score alone.",
    AskRole.INDEPENDENT_REVIEWER: "I repeated the error rates from the rows and found the same.",
}


def answer(system: AISystem, by_role: Mapping[str, Actor]) -> Assessment:
    """Answer, submit, review and sign the assessment of a system from `data/assessment-<slug>.yaml`."""
    owner = by_role["system_owner"]
    draft = services.start(owner, system)
    services.assign(owner, draft, {role.value: by_role[part].user_id for role, part in NAMED.items()})
    sheet = load(DATA / f"assessment-{system.slug}.yaml", bank())
    importing.take_in(owner, draft, sheet.answers)
    say_what_is_not_known(owner, draft)
    services.show_level(owner, draft, queries.told(draft).result.inherent)
    submitted = reviewing.submit(owner, draft)
    text = "Ask the supplier for the factors of each score."
    reviewing.mark(by_role["assessor"], submitted, "opacity", Mark.FINE_WITH_ACTION, text)
    for role, why in AGREED.items():
        reviewing.sign(by_role[NAMED[role]], submitted, submitted.record_digest, why, line=role.value)
    reason = "The harms are real and not mitigated: it is not run until they are."
    return reviewing.sign(by_role["top_management"], submitted, submitted.record_digest, reason)


def say_what_is_not_known(actor: Actor, draft: Assessment) -> None:
    """Until nothing that is asked is blank: an answer can bring up further questions."""
    while True:
        told = queries.told(draft)
        blank = [one for one in told.asked if one.allow_unknown and not told.is_answered(one)]
        if not blank:
            return
        for question in blank:
            services.save_answer(actor, draft, question, Said(value=UNKNOWN))


def reopen(system: AISystem, by_role: Mapping[str, Actor]) -> None:
    """After a breach: the next draft, with what was touched to be looked at."""
    services.start(by_role["system_owner"], system)


def screen(system: AISystem, by_role: Mapping[str, Actor]) -> None:
    """A screening that waits to be submitted, with a floor that legal counsel waived in writing."""
    owner, legal = by_role["system_owner"], by_role[AskRole.LEGAL]
    draft = services.start(owner, system)
    services.assign(owner, draft, {AskRole.LEGAL.value: legal.user_id})
    importing.take_in(owner, draft, load(DATA / f"assessment-{system.slug}.yaml", bank()).answers)
    services.show_level(owner, draft, queries.told(draft).result.inherent)
    floor = queries.told(draft).waivable["F5"]
    waiving.waive(legal, draft, floor.rule, REASONING, waiving.digest_of(floor.behind))
