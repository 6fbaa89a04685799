"""Answer a whole draft by the services, as several people would: what is not given is "not known"."""

from typing import Any

from assentian.accounts import services as accounts
from assentian.accounts.rules import Actor
from assentian.impact.bank.facts import UNKNOWN, Question
from assentian.impact.drafting import queries, services
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Said
from assentian.impact.models import Assessment
from assentian.impact.reviewing import services as reviewing
from assentian.standards.vocabulary import Role
from tests.cast import PASSWORD, Cast

SMALL: dict[str, Any] = {
    "purpose": "Sorts incoming letters by department.",
    "org_role": ["deployer"],
    "automation": "recommends",
    "effect": "material",
    "prohibited": ["none"],
    "regulated_area": ["none"],
    "vulnerability": ["debtor"],
    "reach": "20000",
    "personal_data": "personal",
    "safety_role": "none",
    "review_cycle": "12",
    "decision": "hold",
}
ROWS = {
    "groups": [{"group": "Applicants", "size": "20000"}],
    "rights_screen": [{"right": "R18", "effect": "weakens", "group": "Applicants"}],
    "impact_register": [
        {
            "group": "Applicants",
            "right_or_harm": "access_denied",
            "what_happens": "A wrong refusal",
            "gravity": 3,
            "extent": 2,
            "reversibility": 2,
            "likelihood": 2,
        }
    ],
}


SECOND_LINE = {"dpo": "assessor", "legal": "assessor", "risk_manager": "risk_owner", "independent_reviewer": "reviewer"}
"""Who signs for each role of the second line; the reviewer joins when one is needed."""


def sign_all(cast: Cast, version: Assessment) -> Assessment:
    """Every line that the level asks for, the second line first."""
    signed = version
    for line in reversed(reviewing.lines_of(version)):
        part = SECOND_LINE.get(line, "top")
        if part not in cast.people:
            cast.people[part] = accounts.create_person(accounts.NewPerson(part, f"{part}@example.org", PASSWORD))
            accounts.add_member(cast.actor("manager"), cast.people[part], {Role.ASSESSOR})
        signed = reviewing.sign(cast.actor(part), version, version.record_digest, line=line)
    return signed


def say(actor: Actor, draft: Assessment, key: str, value: Any) -> None:
    told = queries.told(draft)
    _save(actor, told, told.bank.question(key), value)


def _save(actor: Actor, told: Told, question: Question, value: Any) -> None:
    answer = told.answers.get(question.key)
    seen = Seen(answer.revision, answer.tab) if answer else Seen()
    services.save_answer(actor, told.assessment, question, Said(value=value, seen=seen))


def fill(actor: Actor, draft: Assessment, **given: Any) -> None:
    """Until nothing that is asked is without an answer: one answer can bring up other questions."""
    known = {**SMALL, **given}
    for key, rows in ROWS.items():
        for row in rows:
            services.add_row(actor, draft, queries.told(draft).bank.question(key), row)
    while True:
        told = queries.told(draft)
        open_ = [question for question in told.asked if not told.is_answered(question)]
        if not open_:
            return
        for question in open_:
            _save(actor, told, question, known.get(question.key) or _anything(question))


def _anything(question: Question) -> Any:
    if question.allow_unknown:
        return UNKNOWN
    told = [option.value for option in question.options][:1]
    return told if question.type != "single" else told[0]
