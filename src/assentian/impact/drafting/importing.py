"""From a file of answers (`assentian assess` reads the same) into a draft, so that nothing is typed twice."""

from typing import Any

from assentian.accounts.rules import Actor
from assentian.impact.answering import Answers, is_blank
from assentian.impact.drafting import queries, services
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Said
from assentian.impact.models import Assessment
from assentian.journal.acts import act


def take_in(actor: Actor, draft: Assessment, answers: Answers, reference: str = "") -> None:
    """Save every answer that the file gives; rows are added to those that stand. One transaction.

    `reference` is where the answers are written; with it each counts as documented, tables too.
    """
    with act(actor.organisation, actor.name, "take in answers"):
        told = queries.told(draft)
        for question in told.bank.questions:
            value = answers.get(question.key)
            if is_blank(value):
                continue
            if question.type == "table" and isinstance(value, list) and value:
                for row in value:
                    services.add_row(actor, draft, question, _plain(row))
                if reference:
                    services.save_answer(actor, draft, question, Said(value=None, reference=reference))
            else:
                answer = told.answers.get(question.key)
                seen = Seen(answer.revision, answer.tab) if answer else Seen()
                said = Said(value=_stored(question.type, value), seen=seen, reference=reference)
                services.save_answer(actor, draft, question, said)


def _stored(kind: str, value: Any) -> Any:
    return str(value) if kind in {"number", "metric"} and not isinstance(value, str) else _plain(value)


def _plain(value: Any) -> Any:
    """Without floats, which no record holds: they become decimal text."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {key: _plain(told) for key, told in value.items()}
    return [_plain(told) for told in value] if isinstance(value, list) else value
