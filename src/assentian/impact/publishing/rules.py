"""Pure decisions about a public summary: which answers it decides about, what is withheld by default, who publishes.

Invariants: an answer without a decision is not told; what could tell who a person is or help an attacker is withheld
unless somebody says why not; columns that name people are never told; who decided about an answer does not publish.
Does not: find every name or secret in a free text. The defaults are cautious, and a person looks at each answer.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.impact import documents
from assentian.impact.bank.facts import UNKNOWN, Bank, Question
from assentian.standards.vocabulary import ImpactLevel

ROLES_OF_PEOPLE = frozenset({"owner", "who", "who_labelled", "who_watches", "agreed_by", "approved_in", "reported_to"})
"""Columns and parts of an answer that name people or papers inside: they are left out of what is told."""
PERSONAL = "It can tell who single people are."
SECURITY = "It would help whoever wants to attack the system or get round it."
MESSAGE = "It holds what looks like an address or a telephone number."
NAMED = "It names a member of the organisation."
SMALL_GROUP = "It lists a group of fewer than 10 people, who could be recognised."
_FEWEST = 10
DEFAULTS: Mapping[str, str] = {
    **dict.fromkeys(("consultation", "incidents", "labels", "objections"), PERSONAL),
    **dict.fromkeys(
        (
            *(
                "components",
                "dependencies",
                "boundaries",
                "misuse",
                "pipeline",
                "right_to_use",
                "worst_case",
                "hazards",
            ),
            *("robustness", "security_tests", "incident_plan", "logs", "changes", "change_plan"),
        ),
        SECURITY,
    ),
}
"""Questions whose answers are withheld unless somebody decides otherwise, each with the reason that is told."""
MEASURES = ("bias_measures", "oversight_design", "override", "stop_fallback", "remedies")
"""Beside the bank's parts of a summary: what is done about the harms."""
_AT_LENGTH = ImpactLevel.CRITICAL
"""From this level the bank asks for the whole assessment in public, and for every redaction to be justified."""
_MESSAGES = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b00)[\d ()/.-]{7,}\d")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a summary with the questions that it decides about."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an answer is told, and the reason: of withholding it, or of telling what the default withholds."""

    is_published: bool
    reason: str = ""


def parts(bank: Bank, level: ImpactLevel, answered: Collection[str]) -> list[Part]:
    """Sections with the answered questions that they decide about: those of a summary, at level IV all the others too.

    `answered` holds keys. A section without an answer is left out.
    """
    found = [Part(one.id, one.title, _of(one.questions, answered)) for one in documents.parts(bank, "public_summary")]
    found.insert(-1, Part("measures", "What is done about it", _of(map(bank.question, MEASURES), answered)))
    if level >= _AT_LENGTH:
        summed = {question.key for part in found for question in part.questions}
        found += [Part(one.id, one.title, _of(one.questions, answered, summed)) for one in bank.modules]
    return [part for part in found if part.questions]


def proposed(question: Question, said: Mapping[str, Any], people: Iterable[str]) -> Decision:
    """What is decided about an answer unless somebody decides otherwise. `people` are names of members."""
    texts = list(_texts(said["value"])) + [text for row in said["rows"] for text in _texts(shown(row))]
    reason = DEFAULTS.get(question.key, "")
    if not reason and any(_MESSAGES.search(text) for text in texts):
        reason = MESSAGE
    if not reason and any(name in text for name in filter(None, people) for text in texts):
        reason = NAMED
    if not reason and question.key == "groups" and any(_is_small(row.get("size")) for row in said["rows"]):
        reason = SMALL_GROUP
    return Decision(is_published=not reason, reason=reason)


def against_deciding(default: Decision, decided: Decision) -> str:
    """Why a decision cannot stand as it is; empty when it can."""
    if not decided.is_published and not decided.reason.strip():
        return "say why it is withheld; the reason is public"
    if decided.is_published and not default.is_published and decided.reason.strip() in {"", default.reason}:
        return f"say why it may be published although it is withheld by default ({default.reason.lower()[:-1]})"
    return ""


def against_publishing(*, is_author: bool, is_standing: bool, undecided: Collection[str]) -> list[str]:
    """Why this person cannot publish this summary now, in sentences; empty when they can."""
    found = []
    if is_author:
        found.append("Who decided about an answer cannot publish the summary; ask somebody who did not")
    if not is_standing:
        found.append("The version is not the approved one any more; prepare a summary of the one that is")
    if undecided:
        found.append(f"Nobody decided about {', '.join(undecided)}")
    return found


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its number and without columns that name people."""
    return {name: told for name, told in row.items() if name not in ROLES_OF_PEOPLE and name != "number"}


def left_out(row: Mapping[str, Any]) -> list[str]:
    """Names of the columns that `shown` leaves out although something is written there."""
    return sorted(name for name, told in row.items() if name in ROLES_OF_PEOPLE and told not in (None, "", []))


def _of(questions: Iterable[Question], answered: Collection[str], but: Collection[str] = ()) -> tuple[Question, ...]:
    return tuple(one for one in questions if one.key in answered and one.key not in but)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value != UNKNOWN:
        yield value
    elif isinstance(value, Mapping):
        for told in value.values():
            yield from _texts(told)
    elif isinstance(value, list | tuple):
        for told in value:
            yield from _texts(told)


def _is_small(size: Any) -> bool:
    text = str(size or "").strip()
    return text.isdecimal() and int(text[:9]) < _FEWEST
