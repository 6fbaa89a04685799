"""Reads of a draft, shaped for its pages: everything that was said, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from assentian.impact.answering import Answers
from assentian.impact.bank.facts import Bank, Depth, Question
from assentian.impact.bank.library import bank, by_digest
from assentian.impact.choices import AnswerState, ChallengeState, VersionState
from assentian.impact.drafting import rules
from assentian.impact.models import (
    Answer,
    AnswerRow,
    Assessment,
    Assignment,
    Challenge,
    Comment,
    ReviewMark,
    Signature,
    Waiver,
)
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.harms import Harm, harms, inherent
from assentian.impact.scoring.result import Reason, Result
from assentian.impact.scoring.score import score
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.standards.vocabulary import ImpactLevel, ProofGrade, Verdict

_SETTLED = {ChallengeState.CHANGED}


@dataclass(frozen=True)
class Told:
    """One version with all that was said in it. What is derived is derived once, and never stored."""

    assessment: Assessment
    bank: Bank
    answers: Mapping[str, Answer]
    rows: Mapping[str, Sequence[AnswerRow]]
    challenges: Sequence[Challenge] = ()
    comments: Sequence[Comment] = ()
    marks: Sequence[ReviewMark] = ()
    people: Mapping[str, Assignment] = field(default_factory=dict)
    waivers: Sequence[Waiver] = ()

    @cached_property
    def said(self) -> Answers:
        """Every answer as the scoring reads it."""
        return {question.key: self._scored(question) for question in self.bank.questions}

    @cached_property
    def evidence(self) -> Evidence:
        moment = now()
        grades = {key: _grade(answer, moment) for key, answer in self.answers.items()}
        held = frozenset(one.question for one in self.challenges if is_standing(one))
        unsure = frozenset(key for key, one in self.answers.items() if one.state == AnswerState.NEEDS_REVIEW)
        return Evidence(grades=grades, challenged=held | unsure, waived=frozenset(self.waived))

    @cached_property
    def waivable(self) -> Mapping[str, Reason]:
        """Floors that answers fire and that the bank lets a reasoning lift, whether one does or not."""
        allowed = {floor["id"] for floor in self.bank.scoring["floors"] if "waive" in floor}
        return {one.rule: one for one in score(self.bank, self.said).because if one.rule in allowed}

    @cached_property
    def waived(self) -> Mapping[str, Waiver]:
        """Floors that a reasoning lifts now. Costs a scoring more, where there is one at all."""
        moment = now()
        return {
            one.rule: one
            for one in self.waivers
            if one.rule in self.waivable
            and rules.lifts(self.waivable[one.rule].behind, one.behind, one.expires_at, moment)
        }

    @cached_property
    def screening(self) -> Result:
        return score(self.bank, self.said, self.evidence, depth=Depth.SCREENING)

    @cached_property
    def result(self) -> Result:
        """At the depth that the screening asks for."""
        depth = rules.depth(self.bank, self.screening, self.said)
        return self.screening if depth is Depth.SCREENING else score(self.bank, self.said, self.evidence)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        return tuple(question for question in self.bank.questions if question.id in self.result.asked)

    def value(self, question: Question) -> Any:
        answer = self.answers.get(question.key)
        return answer.value if answer else None

    def is_answered(self, question: Question) -> bool:
        return rules.is_answered(question, self.value(question), len(self.rows.get(question.key, ())))

    def challenged(self, key: str) -> list[Challenge]:
        return [one for one in self.challenges if one.question == key and is_standing(one)]

    def _scored(self, question: Question) -> Any:
        found = [row.values for row in self.rows.get(question.key, ())]
        graded = [one.credit for one in self.marks if one.question == question.key and one.credit is not None]
        return rules.scored(question, self.value(question), found, min(graded, default=None))


def _grade(answer: Answer, moment: datetime) -> ProofGrade:
    """The proof behind an answer: none where nobody knows, and none is left of a measurement that failed or expired."""
    if answer.state == AnswerState.UNKNOWN:
        return ProofGrade.A0
    if answer.state != AnswerState.ACCEPTED or answer.evidence is None:
        return answer.grade
    is_fresh = answer.evidence.verdict == Verdict.PASS and answer.evidence.valid_until > moment
    return answer.grade if is_fresh else ProofGrade.A0


def is_standing(challenge: Challenge) -> bool:
    """Whether it still takes the credit: until it is changed or re-measured, or while no unexpired reason stands."""
    if challenge.state == ChallengeState.JUSTIFIED:
        return challenge.expires_at is None or challenge.expires_at < now()
    return challenge.state not in _SETTLED


def draft(system: AISystem) -> Assessment | None:
    """The draft of a system that is answered here. One query."""
    found = Assessment.objects.of(system.organisation_id).filter(system=system, state=VersionState.DRAFT)
    return found.select_related("system", "recorded_by", "base").first()


def version(system: AISystem, number: int) -> Assessment | None:
    """One query."""
    found = Assessment.objects.of(system.organisation_id).filter(system=system, number=number)
    return found.select_related("system", "recorded_by", "approved_by", "base").first()


def told_alone(assessment: Assessment, question: str) -> Told:
    """A version with the answer to one question only, to save it. One query."""
    found = Answer.objects.of(assessment.organisation_id).filter(assessment=assessment, question=question)
    answers = {one.question: one for one in found.select_related("answered_by", "evidence", "carried_from")}
    return Told(assessment, bank_of(assessment), answers, {})


def bank_of(assessment: Assessment) -> Bank:
    return by_digest(assessment.bank) if assessment.bank else bank()


def told(assessment: Assessment) -> Told:
    """Everything that was said in a version. Seven queries, whatever the number of rows."""
    organisation = assessment.organisation_id
    rows: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in AnswerRow.objects.of(organisation).filter(assessment=assessment, removed_at=None).order_by("number"):
        rows[row.question].append(row)
    answers = Answer.objects.of(organisation).filter(assessment=assessment)
    return Told(
        assessment,
        bank_of(assessment),
        {one.question: one for one in answers.select_related("answered_by", "evidence", "carried_from")},
        rows,
        list(Challenge.objects.of(organisation).filter(assessment=assessment).order_by("opened_at", "pk")),
        list(Comment.objects.of(organisation).filter(assessment=assessment).select_related("by").order_by("at", "pk")),
        list(ReviewMark.objects.of(organisation).filter(assessment=assessment).select_related("by").order_by("pk")),
        {
            one.role: one
            for one in Assignment.objects.of(organisation).filter(assessment=assessment).select_related("person")
        },
        list(
            Waiver.objects.of(organisation).filter(assessment=assessment, withdrawn_at=None).select_related("signed_by")
        ),
    )


def row(assessment: Assessment, question: str, number: int) -> AnswerRow | None:
    """One row by its number, also one that was taken out. One query."""
    found = AnswerRow.objects.of(assessment.organisation_id).filter(assessment=assessment, question=question)
    return found.filter(number=number).select_related("changed_by").first()


def rated(draft: Assessment) -> list[tuple[Harm, ImpactLevel]]:
    """Every row of a draft's registers with its level without controls; the rest is not scored. One query."""
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for key, values in (
        AnswerRow.objects.of(draft.organisation_id)
        .filter(assessment=draft, removed_at=None)
        .order_by("number")
        .values_list("question", "values")
    ):
        rows[key].append(values)
    asked = by_digest(draft.bank) if draft.bank else bank()
    said = {one.key: rules.scored(one, None, rows[one.key]) for one in asked.questions if one.key in rows}
    return [(harm, inherent(asked, harm)) for harm in harms(asked, asked.questions, said)]


def changed_after_the_level(found: Told) -> list[str]:
    """Ids of questions whose answer or rows were changed after the level had been shown; no query."""
    shown = found.assessment.shown_at
    if shown is None:
        return []
    late = {key for key, one in found.answers.items() if one.answered_at > shown and one.carried_from_id is None}
    late |= {key for key, rows in found.rows.items() if any(row.changed_at > shown for row in rows)}
    return [question.id for question in found.bank.questions if question.key in late]


def signatures(assessment: Assessment) -> list[Signature]:
    """Every signature under a version, oldest first. One query."""
    found = Signature.objects.of(assessment.organisation_id).filter(assessment=assessment)
    return list(found.select_related("by").order_by("at", "pk"))
