"""Pure decisions about signing: which lines sign, who may, what stands against it, and what exactly is signed.

Invariants: who answered or submitted never approves; the higher the level, the higher the role; where the bank names a
second line, each of its roles signs too, and never the approver in its place; whoever signs for the second line
answered at most what their own role is asked. What is signed is the SHA-256 of the canonical record (RFC 8785), which
holds every answer, the level and its reasons.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assentian.impact.bank.facts import Duties, Question
from assentian.ledger import canonical
from assentian.standards.vocabulary import AskRole, ImpactLevel, Role

SIGNERS: Mapping[ImpactLevel, frozenset[Role]] = {
    ImpactLevel.LOW: frozenset({Role.SYSTEM_OWNER, Role.APPROVER, Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.MODERATE: frozenset({Role.APPROVER, Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.HIGH: frozenset({Role.RISK_OWNER, Role.TOP_MANAGEMENT}),
    ImpactLevel.CRITICAL: frozenset({Role.TOP_MANAGEMENT}),
}
"""Roles that may sign at each inherent level: that of the bank's approver, and those above it."""


APPROVER = "approver"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature under the record as it stands: for which line, and by whom."""

    line: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wants to sign, and what they did in this version: `answered` are the questions that they answered in it."""

    user_id: int
    roles: Collection[str]
    has_submitted: bool = False
    answered: Sequence[Question] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A version that awaits signatures. `named` says who answers for a role, where somebody is named for it."""

    level: str
    open_marks: Collection[str] = ()
    signed: Sequence[Signed] = ()
    named: Mapping[str, int | None] = field(default_factory=dict)


def signing_role(level: str, roles: Collection[str]) -> Role | None:
    """The role in which a person with these roles signs at this level; None where none of them may."""
    allowed = SIGNERS[ImpactLevel(level)]
    return next((role for role in Role if role in allowed and role in roles), None)


def lines(duties: Duties) -> tuple[str, ...]:
    """Who has to sign at a level, by line: the approver, and each role of the second line that the bank names."""
    return (APPROVER, *(role.value for role in duties.second_line))


def line_label(line: str) -> str:
    return "Approver" if line == APPROVER else AskRole(line).label


def waiting(needed: Sequence[str], signed: Sequence[Signed]) -> list[str]:
    """Lines that nobody signed yet, in their order; the version is approved when none is left."""
    done = {one.line for one in signed}
    return [line for line in needed if line not in done]


def against_signing(line: str, person: Person, case: Case) -> list[str]:
    """Why this person cannot sign this line of this version now, in sentences; empty when they can."""
    found = list(_against_approver(person, case) if line == APPROVER else _against_second(AskRole(line), person, case))
    others = {one.line for one in case.signed if one.by == person.user_id}
    if any(is_apart(line, other) for other in others):
        named = " and ".join(sorted(line_label(other).lower() for other in others))
        found.append(f"You signed as {named}; another person signs as {line_label(line).lower()}")
    if case.open_marks:
        found.append(f"Marked to be corrected: {', '.join(case.open_marks)}; send it back, or withdraw the mark")
    return found


def is_apart(line: str, other: str) -> bool:
    """Whether two lines take two people: the approver and an independent reviewer sign for nobody else."""
    return line != other and bool({line, other} & {APPROVER, AskRole.INDEPENDENT_REVIEWER.value})


def _against_approver(person: Person, case: Case) -> Iterator[str]:
    if person.has_submitted or person.answered:
        yield "Who answered or submitted an assessment cannot sign it; ask somebody who did neither"
    if signing_role(case.level, person.roles) is None:
        named = ", ".join(one.label.lower() for one in Role if one in SIGNERS[ImpactLevel(case.level)])
        yield f"Level {case.level} is signed by: {named}"


def _against_second(role: AskRole, person: Person, case: Case) -> Iterator[str]:
    if person.has_submitted:
        yield "Who submitted an assessment cannot sign it; ask somebody who did not"
    if beyond := [question.id for question in person.answered if role not in question.ask]:
        yield f"Who answered what is not asked of {role.label.lower()} cannot sign as one: {', '.join(beyond)}"
    if role.acts_as not in person.roles:
        yield f"{role.label} signs as {role.acts_as.label.lower()}"
    if case.named.get(role.value) not in (None, person.user_id):
        yield f"Another person is named as {role.label.lower()}"


def digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(record)).hexdigest()
