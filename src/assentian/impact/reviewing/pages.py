"""What the pages of a version show: every answer as a line, in an order, and what moved between two versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assentian.impact.bank.facts import Question
from assentian.impact.choices import AnswerState
from assentian.impact.drafting import pages
from assentian.impact.drafting.pages import RowCard
from assentian.impact.drafting.queries import Told
from assentian.impact.linking import queries as linking
from assentian.impact.models import Answer, ReviewMark, Signature
from assentian.impact.orders import reading, words
from assentian.impact.orders.rules import Element, Entry, Filled, Order, elements
from assentian.impact.reviewing import rules as signing
from assentian.impact.reviewing import services
from assentian.impact.reviewing.rules import Person
from assentian.impact.scoring.comparison import diff
from assentian.standards.vocabulary import AskRole, ImpactLevel, ProofGrade, Role
from assentian.web.components.lists import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question with what was said, on what basis, and what reviewers say of it.

    `elsewhere` is the reference of the earlier element that tells the answer, empty where it is told here.
    """

    question: Question
    text: str
    answer: Answer | None
    rows: Sequence[RowCard]
    grade: ProofGrade | None
    is_challenged: bool
    is_graded_by_reviewer: bool
    marks: Sequence[ReviewMark] = field(default_factory=tuple)
    elsewhere: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLines:
    """A module of the guide or a required element: its reference, what is told under it, and what else that serves."""

    element: Element
    reference: str
    also: str
    tone: str
    lines: Sequence[Line]
    is_claimed: bool = False

    @property
    def counts(self) -> list[str]:
        """What is in it, for whoever has not opened it: how many answers, and what of them wants a look."""
        marked = sum(bool(line.marks) for line in self.lines)
        told = [f"{len(self.lines) - self.unanswered} of {len(self.lines)} answered"]
        told += [f"{self.unknown} not known"] if self.unknown else []
        told += [f"{self.challenged} challenged"] if self.challenged else []
        told += [f"{self.to_review} to look at again"] if self.to_review else []
        return [*told, f"{marked} marked"] if marked else told

    @property
    def unanswered(self) -> int:
        return sum(line.grade is None for line in self.lines)

    @property
    def unknown(self) -> int:
        return sum(line.answer is not None and line.answer.state == AnswerState.UNKNOWN for line in self.lines)

    @property
    def challenged(self) -> int:
        return sum(line.is_challenged for line in self.lines)

    @property
    def to_review(self) -> int:
        return sum(line.answer is not None and line.answer.state == AnswerState.NEEDS_REVIEW for line in self.lines)


def lines(told: Told, order: Order = Order.GUIDE, *, is_linked: bool = False) -> list[ElementLines]:
    """Every element of the order with the lines of what is asked, in the order of the bank. No query.

    `is_linked`: another tool keeps a DPIA, so what is not wholly told of one is at least claimed.
    """
    found = elements(told.bank, order, reading.of_told(told))
    references = {element.id: words.reference(element) for element in found}
    return [
        ElementLines(
            element=element,
            reference=references[element.id],
            also=words.also(element, order),
            tone=words.TONES[element.coverage],
            lines=[_line(told, entry, references.get(entry.told_in, "")) for entry in element.asked],
            is_claimed=is_linked and order is Order.DPIA and element.coverage != "told",
        )
        for element in found
    ]


def ordered(told: Told, order: Order) -> Mapping[str, Any]:
    """What every page with lines needs: the lines, the ways to the other orders, and what stands over the order. One
    query where a DPIA can be linked.
    """
    linked = linking.dpia(told.assessment.system) if order in words.WITH_DPIA else None
    found = lines(told, order, is_linked=linked is not None)
    return {
        "lines": found,
        "linked": linked,
        "is_claimed": any(one.is_claimed for one in found),
        "order": order,
        "order_title": words.title(told.bank, order),
        "order_notes": words.notes(told.bank, order),
        "orders": [Link(one.label, f"?order={one}#answers", current=one is order) for one in Order],
    }


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


def _line(told: Told, entry: Entry, elsewhere: str) -> Line:
    question = entry.question
    answer = told.answers.get(question.key)
    return Line(
        question=question,
        text=_text(told, question) if entry.filled is Filled.ANSWERED else entry.filled.label,
        answer=answer,
        rows=[pages.card(told.bank, row) for row in told.rows.get(question.key, ())],
        grade=told.evidence.grade(question.key) if told.is_answered(question) else None,
        is_challenged=bool(told.challenged(question.key)),
        is_graded_by_reviewer=question.scoring.get("credit") == "graded",
        marks=[one for one in told.marks if one.question == question.key],
        elsewhere=elsewhere,
    )


def _text(told: Told, question: Question) -> str:
    rows = told.rows.get(question.key, ())
    if rows:
        return "; ".join(pages.card(told.bank, row).title for row in rows)
    return pages.spoken(question, told.value(question))
