"""What a version says, for an order: read from the answers of a draft, or from the record that was signed."""

from collections.abc import Mapping
from typing import Any

from assentian.impact.answering import is_unknown
from assentian.impact.bank.facts import Depth
from assentian.impact.drafting.queries import Told
from assentian.impact.orders.rules import Said


def of_told(told: Told) -> Said:
    """No query."""
    answered = [question for question in told.asked if told.is_answered(question)]
    return Said(
        depth=told.result.depth,
        asked=frozenset(told.result.asked),
        answered=frozenset(question.id for question in answered),
        known=frozenset(
            question.id
            for question in answered
            if told.rows.get(question.key) or not is_not_known(told.value(question))
        ),
    )


def of_record(record: Mapping[str, Any]) -> Said:
    answers = record["answers"]
    return Said(
        depth=Depth(record["depth"]),
        asked=frozenset(record["result"]["asked"]),
        answered=frozenset(one["id"] for one in answers),
        known=frozenset(one["id"] for one in answers if one["rows"] or not is_not_known(one["value"])),
    )


def is_not_known(value: Any) -> bool:
    """Whether an answer says that nobody knows; a list of choices may say it, too."""
    return is_unknown(value[0] if isinstance(value, list) and len(value) == 1 else value)
