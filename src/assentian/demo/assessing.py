"""The demonstration's impact assessments that are answered in the product: read from files, reviewed, signed, told.

Questions that a file leaves open are answered with "not known yet", where the question allows that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from assentian.accounts import queries as accounts
from assentian.accounts.rules import Actor
from assentian.impact.bank.facts import UNKNOWN, Question
from assentian.impact.bank.library import bank
from assentian.impact.choices import LinkedKind, Mark
from assentian.impact.drafting import challenging, importing, queries, saving, services, waiving
from assentian.impact.drafting.services import Said
from assentian.impact.linking import services as linking
from assentian.impact.linking.rules import Link
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.measured.sources import sources
from assentian.impact.models import Assessment
from assentian.impact.publishing import queries as publications
from assentian.impact.publishing import services as publishing
from assentian.impact.publishing.rules import Decision
from assentian.impact.reviewing import services as reviewing
from assentian.impact.sheet.reading import load
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.standards.vocabulary import AskRole

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Where a system's answers are written, what a reviewer asks for, why who signs does, and in which role.

    `grades` are what a reviewer grants to free texts, in percent; `agreed` is why the second line signs.
    """

    mark: tuple[str, str]
    reason: str
    signer: str
    reference: str = ""
    grades: Mapping[str, int] = field(default_factory=dict)
    agreed: Mapping[AskRole, str] = field(default_factory=dict)


ASSESSED = {
    "compas": Assessed(
        mark=("opacity", "Ask the supplier for the factors of each score."),
        reason="The harms are real and not mitigated: it is not run until they are.",
        signer="top_management",
        agreed={
            AskRole.DPO: "The counts by group are our own; the impact on their data is as described.",
            AskRole.LEGAL: "Agreed, with the remark that a court may not rest on the score alone.",
            AskRole.INDEPENDENT_REVIEWER: "I repeated the error rates from the rows and found the same.",
        },
    ),
    "northwind-score": Assessed(
        mark=("society", "Ask the other lenders whether they see the same people."),
        reason="Three conditions: a gap by age below 0.05, letters in both languages, a new look in a year.",
        signer="risk_owner",
        reference="Assessment file NS-2026-04",
        grades={"oversight_design": 100, "retirement": 70},
        agreed={
            AskRole.DPO: "The DPIA that is linked says the same of bank records and of what is kept.",
            AskRole.LEGAL: "Agreed; the letters name the two main reasons, as the consumer code asks.",
        },
    ),
}
"""By the key of the system."""
CONTACT = "AI office of Northwind Analytics, ai-office@northwind.example"
WITHHELD = {
    "complaints": "The telephone number of the new line is not switched yet; it follows with the next summary.",
    "thresholds": "The limits tell brokers how far they can go; they are shown to the supervisor.",
}
"""Answers of the credit score that are held back for now, each with the reason that everybody reads."""
NAMED = {
    AskRole.LEGAL: AskRole.LEGAL,
    AskRole.INDEPENDENT_REVIEWER: AskRole.INDEPENDENT_REVIEWER,
    AskRole.DPO: "assessor",
}
"""Who answers for which role beside the system's owner, and signs where a level asks for more than one line."""
REASONING = (
    "Annex III point 4(b) names systems that decide on terms of work, allot tasks by individual behaviour or traits, "
    "or watch and judge people at work. This one counts calls by weekday; it holds no data on any person, and the "
    "support lead sets the shifts. Opinion 2026-14, kept by the legal department."
)


def answer(system: AISystem, by_role: Mapping[str, Actor]) -> Assessment:
    """Answer, submit, review and sign the assessment of a system from `data/assessment-<slug>.yaml`."""
    owner = _owner(system, by_role)
    draft = services.start(owner, system)
    people = {role.value: by_role[part].user_id for role, part in NAMED.items()}
    services.assign(owner, draft, people | {AskRole.SYSTEM_OWNER.value: owner.user_id})
    sheet = load(DATA / f"assessment-{system.slug}.yaml", bank())
    told = ASSESSED[system.slug]
    importing.take_in(owner, draft, sheet.answers, told.reference)
    say_what_is_not_known(owner, draft)
    services.show_level(owner, draft, queries.told(draft).result.inherent)
    submitted = reviewing.submit(owner, draft)
    reviewing.mark(by_role["assessor"], submitted, told.mark[0], Mark.FINE_WITH_ACTION, told.mark[1])
    for question, credit in told.grades.items():
        reviewing.mark(by_role["assessor"], submitted, question, Mark.FINE, credit=credit)
    for role, why in told.agreed.items():
        reviewing.sign(by_role[NAMED[role]], submitted, submitted.record_digest, why, line=role.value)
    return reviewing.sign(by_role[told.signer], submitted, submitted.record_digest, told.reason)


def tell(version: Assessment, by_role: Mapping[str, Actor]) -> None:
    """Publish the summary of an approved version: the data protection officer decides, the approver publishes."""
    decisions = dict(publications.preparation(version).defaults)
    decisions |= {key: Decision(is_published=False, reason=reason) for key, reason in WITHHELD.items()}
    publishing.decide(by_role["assessor"], version, CONTACT, decisions)
    _, digest = publishing.shown(publications.preparation(version))
    publishing.publish(by_role["approver"], version, digest)


def link_dpia(system: AISystem, by_role: Mapping[str, Actor]) -> None:
    """Say where the privacy office keeps the DPIA of a system, in its own tool."""
    today = now().date()
    told = Link(
        url="https://privacy.northwind.example/dpia/northwind-score",
        version="2.1",
        dated=today - timedelta(days=60),
        reviewed_by="Lucas Moreau, data protection officer",
        reviewed_on=today - timedelta(days=45),
    )
    linking.link(by_role["aims_manager"], system, LinkedKind.DPIA, told)


def say_what_is_not_known(actor: Actor, draft: Assessment) -> None:
    """Until nothing that is asked is blank: an answer can bring up further questions."""
    while True:
        told = queries.told(draft)
        blank = [one for one in told.asked if one.allow_unknown and not told.is_answered(one)]
        if not blank:
            return
        for question in blank:
            services.save_answer(actor, draft, question, Said(value=UNKNOWN))


def take_over(system: AISystem, by_role: Mapping[str, Actor]) -> Assessment:
    """In the draft that the breach reopened: where people said one thing and evidence shows another, what is measured
    takes the place of what was said.
    """
    owner = by_role["system_owner"]
    draft = services.start(owner, system)
    taken: set[str] = set()
    while found := [one for one in filled(draft) if one[0].key not in taken]:  # an answer can bring up others
        for question, reading in found:
            saving.accept(owner, queries.told(draft), question, reading)
            taken.add(question.key)
    challenging.hold(owner.name, draft, owner.user_id)
    return draft


def filled(draft: Assessment) -> Iterator[tuple[Question, Reading]]:
    """Each question that is asked and that evidence can fill, with the first reading that offers its answer; the harms
    are people's to find.
    """
    told, readings = queries.told(draft), sources.of(draft.system, now())
    for question in told.asked:
        offers = (
            readings[auto.source]
            for auto in question.auto
            if auto.source in readings and offering.fits(question, auto.mode, readings[auto.source])
        )
        if (first := next(offers, None)) is not None and question.key != "impact_register":
            yield question, first


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


def _owner(system: AISystem, by_role: Mapping[str, Actor]) -> Actor:
    """Who owns this system: more than one person has that role."""
    acting = accounts.acting(system.owner, system.organisation_id)
    return acting[0] if acting else by_role["system_owner"]
