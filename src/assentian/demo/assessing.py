"""The demonstration's impact assessment that is answered in the product: read from a file of answers, reviewed, signed.

Questions that the file leaves open are answered with "not known yet", where the question allows that.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from assentian.accounts.rules import Actor
from assentian.impact.bank.facts import UNKNOWN, Question
from assentian.impact.bank.library import bank
from assentian.impact.choices import Mark
from assentian.impact.drafting import challenging, importing, queries, saving, services
from assentian.impact.drafting.services import Said
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.measured.sources import sources
from assentian.impact.models import Assessment
from assentian.impact.reviewing import services as reviewing
from assentian.impact.sheet.reading import load
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.standards.vocabulary import AskRole

DATA = Path(__file__).parent / "data"
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
