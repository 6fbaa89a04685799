"""The twenty questions and their modules, read once from the room's data."""

from functools import cache
from typing import Any

from assentian.readiness import content
from assentian.readiness.quick.rules import Module, Question


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(**one) for one in _quick()["modules"])


@cache
def questions() -> tuple[Question, ...]:
    return tuple(
        Question(**{**one, "maps": tuple(one["maps"]), "bank": tuple(one["bank"])}) for one in _quick()["questions"]
    )


def question(number: int) -> Question | None:
    """By its place, from 1."""
    return questions()[number - 1] if 0 < number <= len(questions()) else None


@cache
def _quick() -> dict[str, Any]:
    document = content.document("quick")
    found: dict[str, Any] = document.content
    for place, one in enumerate(found["questions"]):
        for requirement in one["maps"]:
            content.resolve(document, requirement, "questions", place, "maps")
    return found
