"""The result of the quick check as a document: what somebody says, where to look first, and every answer.

Made from the answers in a link alone. It stands in no ledger, names nobody, and says so. A link always gives the same
bytes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from assentian.ledger import canonical
from assentian.readiness.quick import pages, rules
from assentian.readiness.quick.questions import modules, questions
from assentian.readiness.quick.rules import Answer, Result
from assentian.reports.documents.paper import Cell, Paper, Part, Table, Tag
from assentian.reports.documents.sealed import Kept, Sealed

_LEAD = "What was said in twenty answers. It shows where to look first; only evidence shows conformity."


def paper(answers: Mapping[str, Answer], at: datetime) -> Paper:
    """`at` is when the answers were sealed."""
    found = rules.result(modules(), questions(), answers)
    return Paper(
        title=found.headline,
        organisation="AIIA readiness in ten minutes",
        record=Sealed(canonical.encode(pages.as_json(answers)), None, Kept.NOWHERE),
        at=at,
        lead=_LEAD,
        facts=[("Answered", f"{at:%Y-%m-%d}"), ("Not known", f"{len(found.unknown)} of {len(questions())}")],
        sections=list(_parts(found, answers)),
    )


def _parts(found: Result, answers: Mapping[str, Answer]) -> Iterator[Part]:
    if found.stops:
        asked = "\n".join(f"\N{BULLET} {one.ask}" for one in found.stops)
        yield Part("Do not deploy a high-impact system yet", (f"Answered with no, or not known:\n{asked}",))
    ways: list[tuple[Cell, ...]] = [
        (one.module.title, Tag(one.band.label, pages.TONES[one.band]), f"{one.points} of {one.most}")
        for one in found.modules
    ]
    yield Part("The seven modules", (), Table(("Module", "How far", "Points"), ways, (55, 25, 20)))
    if found.actions:
        doing = [(str(number), one.do, one.ask) for number, one in enumerate(found.actions, 1)]
        yield Part("Three next actions", (), Table(("", "Do", "Because of"), doing, (5, 50, 45)))
    said: list[tuple[Cell, ...]] = [
        (str(row.number), row.question.ask, Tag(row.word, row.tone), row.answer.shows if row.answer else "")
        for row in pages.rows(answers)
    ]
    yield Part("Every answer", (), Table(("No.", "Question", "Answer", "What would show it"), said, (6, 46, 20, 28)))
