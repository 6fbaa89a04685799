"""What the pages of a version show: every answer as a line, and what moved between two versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from assentian.impact.bank.facts import Question
from assentian.impact.drafting import pages
from assentian.impact.drafting.pages import RowCard
from assentian.impact.drafting.queries import Told
from assentian.impact.models import Answer, ReviewMark, Signature
from assentian.impact.reviewing import rules as signing
from assentian.impact.reviewing import services
from assentian.impact.reviewing.rules import Person
from assentian.impact.scoring.comparison import diff
from assentian.standards.vocabulary import AskRole, ImpactLevel, ProofGrade, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question with what was said, on what basis, and what reviewers say of it."""

    question: Question
    text: str
    answer: Answer | None
    rows: Sequence[RowCard]
    grade: ProofGrade | None
    is_challenged: bool
    is_graded_by_reviewer: bool
    marks: Sequence[ReviewMark] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One line of signatures: who may sign it, who did, and why the person who looks cannot (None: nobody asked)."""

    line: str
    label: str
    who: str
    signed: Signature | None
    held: Sequence[str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the person who looks can sign it now."""
        return self.signed is None and self.held is not None and not self.held


def signers(told: Told, signatures: Sequence[Signature], person: Person | None) -> list[Signer]:
    """Every line that its level asks for. Two queries where somebody could sign."""
    version = told.assessment
    signed = services.signed_lines(version, signatures)
    case = services.case(version, signed) if person else None
    by = {one.line: one.by for one in signed}
    newest = {signing.APPROVER if one.outcome == "approved" else one.role: one for one in signatures}
    return [
        Signer(
            line=line,
            label=signing.line_label(line),
            who=_who(told, line),
            signed=newest.get(line) if line in by else None,
            held=signing.against_signing(line, person, case) if person and case and line not in by else None,
        )
        for line in services.lines_of(version)
    ]


def _who(told: Told, line: str) -> str:
    if line == signing.APPROVER:
        return " or ".join(role.label for role in Role if role in signing.SIGNERS[ImpactLevel(told.assessment.level)])
    named = told.people.get(line)
    if named and named.person:
        return named.person.name
    return f"Any {AskRole(line).acts_as.label.lower()}; nobody is named"


@dataclass(frozen=True, slots=True)
class ModuleLines:
    id: str
    title: str
    lines: Sequence[Line]


def lines(told: Told) -> list[ModuleLines]:
    """By module, in the order of the bank; only what is asked."""
    asked = set(told.result.asked)
    found = []
    for module in told.bank.modules:
        own = [_line(told, question) for question in module.questions if question.id in asked]
        if own:
            found.append(ModuleLines(module.id, module.title, own))
    return found


def comparison(before: Told, after: Told) -> dict[str, Any]:
    """What the results differ in, by the engine's own comparison, and beside it each changed answer in words."""
    found = diff(before.result, after.result)
    return {
        "difference": found,
        "moved": [(reason, "New" if reason in found.gained else "Gone") for reason in found.movers],
        "others": [
            (reason, word)
            for word, reasons in (("New", found.gained), ("Gone", found.lost))
            for reason in reasons
            if reason not in found.movers
        ],
        "changed": [
            (question, _text(before, question), _text(after, question))
            for question in _questions(before, after)
            if before.said.get(question.key) != after.said.get(question.key)
        ],
    }


def _questions(before: Told, after: Told) -> Iterable[Question]:
    """Those of the later bank, then those that only the earlier one asks."""
    found = {question.key: question for question in after.bank.questions}
    return [*found.values(), *(one for one in before.bank.questions if one.key not in found)]


def _line(told: Told, question: Question) -> Line:
    answer = told.answers.get(question.key)
    return Line(
        question=question,
        text=_text(told, question),
        answer=answer,
        rows=[pages.card(told.bank, row) for row in told.rows.get(question.key, ())],
        grade=told.evidence.grade(question.key) if told.is_answered(question) else None,
        is_challenged=bool(told.challenged(question.key)),
        is_graded_by_reviewer=question.scoring.get("credit") == "graded",
        marks=[one for one in told.marks if one.question == question.key],
    )


def _text(told: Told, question: Question) -> str:
    rows = told.rows.get(question.key, ())
    if rows:
        return "; ".join(pages.card(told.bank, row).title for row in rows)
    return pages.spoken(question, told.value(question))
