"""The demonstration's impact assessments that are answered in the product: read from files, reviewed, signed, told.

Questions that a file leaves open are answered with "not known yet", where the question allows that.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from assentian.accounts.rules import Actor
from assentian.impact.bank.facts import UNKNOWN, Question
from assentian.impact.bank.library import bank
from assentian.impact.choices import LinkedKind, Mark
from assentian.impact.drafting import challenging, importing, queries, saving, services
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


CONTACT = "AI office of Northwind Analytics, ai-office@northwind.example"
WITHHELD = {
    "consultation": "The defenders asked to see their own words first; what they said follows with the next summary.",
    "trigger_set": "Which limits reopen the assessment is shown to the supervisor.",
}
"""Answers that are held back for now, each with the reason that everybody reads."""
ANSWERING = {AskRole.LEGAL: "assessor", AskRole.DPO: "assessor", AskRole.SYSTEM_OWNER: "system_owner"}


def answer(system: AISystem, by_role: Mapping[str, Actor]) -> Assessment:
    """Answer, submit, review and sign the assessment of a system from `data/assessment-<slug>.yaml`."""
    owner = by_role["system_owner"]
    draft = services.start(owner, system)
    services.assign(owner, draft, {role.value: by_role[part].user_id for role, part in ANSWERING.items()})
    sheet = load(DATA / f"assessment-{system.slug}.yaml", bank())
    importing.take_in(owner, draft, sheet.answers)
    say_what_is_not_known(owner, draft)
    services.show_level(owner, draft, queries.told(draft).result.inherent)
    submitted = reviewing.submit(owner, draft)
    text = "Ask the supplier for the factors of each score."
    reviewing.mark(by_role["assessor"], submitted, "opacity", Mark.FINE_WITH_ACTION, text)
    reason = "The harms are real and not mitigated: it is not run until they are."
    return reviewing.sign(by_role["top_management"], submitted, submitted.record_digest, reason)


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


def begin(system: AISystem, by_role: Mapping[str, Actor]) -> Assessment:
    """Begin the assessment of a system that is measured: people answer what nobody measures."""
    owner = by_role["system_owner"]
    draft = services.start(owner, system)
    services.assign(owner, draft, {role.value: by_role[part].user_id for role, part in ANSWERING.items()})
    importing.take_in(owner, draft, load(DATA / f"assessment-{system.slug}.yaml", bank()).answers)
    return draft


def take_over(draft: Assessment, by_role: Mapping[str, Actor]) -> None:
    """Accept whatever evidence offers for the questions that nobody answered."""
    owner = by_role["system_owner"]
    while found := list(filled(draft)):  # an answer can bring up further questions
        for question, reading in found:
            saving.accept(owner, queries.told(draft), question, reading)
    challenging.hold(owner.name, draft, owner.user_id)


def filled(draft: Assessment) -> Iterator[tuple[Question, Reading]]:
    """Each question that nobody answered and evidence can, with the first reading that offers its answer."""
    told, readings = queries.told(draft), sources.of(draft.system, now())
    for question in told.asked:
        if told.is_answered(question):
            continue
        offers = (
            readings[auto.source]
            for auto in question.auto
            if auto.source in readings and offering.fits(question, auto.mode, readings[auto.source])
        )
        if (first := next(offers, None)) is not None:
            yield question, first


def reopen(system: AISystem, by_role: Mapping[str, Actor]) -> None:
    """After a breach: the next draft, with what was touched to be looked at."""
    services.start(by_role["system_owner"], system)
