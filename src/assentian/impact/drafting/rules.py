"""Pure decisions about a draft: what an answer is for the scoring, when two people collide, what may be submitted.

Invariants: nothing that anybody typed is lost in a collision; an answer is never scored as more than it says; a
decision to go needs a result that is ready for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assentian.impact.answering import Answers, is_unknown, words
from assentian.impact.bank.facts import UNKNOWN, Bank, Depth, Kind, Mode, Question
from assentian.impact.scoring.result import Result, State

GO = frozenset({"go", "conditions"})
_READY = frozenset({State.READY_FOR_DECISION, State.SCREENED_OUT})
MEASURED = "measured_per_1000"
_NUMERIC = frozenset({"number", "metric"})
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page that saves had before it: the revision it was drawn with (0: nothing yet), and its own name."""

    revision: int = 0
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """What the database holds now."""

    revision: int
    tab: str
    value: Any
    notes: Sequence[str] = ()


def is_unseen(stands: Stands, seen: Seen) -> bool:
    """Whether somebody else saved since the page was drawn; what a page saved itself, it knows."""
    is_own = bool(seen.tab) and stands.tab == seen.tab
    return stands.revision != seen.revision and not is_own


def collides(stands: Stands | None, seen: Seen, value: Any, notes: Sequence[str] = ()) -> bool:
    """Whether something that somebody else saved would be overwritten unseen: another value, or other words in a note.

    `notes` are the texts beside a value; a note that only one of two left blank takes nothing away.
    """
    if stands is None or not is_unseen(stands, seen):
        return False
    beside = zip(stands.notes, notes, strict=True)
    return stands.value != value or any(theirs and mine and theirs != mine for theirs, mine in beside)


def joined(question: Question, theirs: Any, mine: Any) -> Any:
    """Both answers in one, theirs first: choices side by side, texts one below the other; what nobody knows gives way.

    None where two cannot stand together (two choices of one, two numbers).
    """
    if theirs == mine or _says_nothing(mine):
        return theirs
    if _says_nothing(theirs):
        return mine
    if isinstance(theirs, list) and isinstance(mine, list):
        return list(dict.fromkeys([*theirs, *mine]))
    if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
        names = dict.fromkeys([*theirs, *mine])
        return {name: joined_text(theirs.get(name) or "", mine.get(name) or "") for name in names}
    is_text = question.type == "text" and isinstance(theirs, str) and isinstance(mine, str)
    return joined_text(theirs, mine) if is_text else None


def joined_text(theirs: str, mine: str) -> str:
    """Theirs, and below it each paragraph of mine that does not stand there already."""
    known = theirs.split(_PARAGRAPH)
    return _PARAGRAPH.join(filter(None, [theirs, *(one for one in mine.split(_PARAGRAPH) if one not in known)]))


def joined_note(theirs: str, mine: str) -> str:
    """Two notes in one line."""
    return "; ".join(dict.fromkeys(filter(None, [theirs, mine])))


def _says_nothing(value: Any) -> bool:
    return value in (None, "", {}, UNKNOWN, [UNKNOWN])


def scored(question: Question, value: Any, rows: Sequence[Mapping[str, Any]], credit: int | None = None) -> Any:
    """A stored answer as the scoring reads it: numbers as numbers, rows of a table, a reviewer's grade of a text."""
    if question.type == "table":
        return [_row(row) for row in rows] if rows else (UNKNOWN if value in (None, UNKNOWN) else [])
    if is_unknown(value):
        return value
    if question.scoring.get("credit") == "graded" and credit is not None:
        return {"text": value, "credit": credit / 100}
    if question.type in _NUMERIC:
        return number(value)
    if isinstance(value, Mapping):
        percent = question.scoring.get("credit", {})
        name = percent.get("percent_in", "") if isinstance(percent, Mapping) else ""
        return {key: number(told) if key == name else told for key, told in value.items()}
    return value


def number(text: Any) -> int | float | None:
    """The number that a decimal text says; None for anything else."""
    try:
        told = Decimal(str(text))
    except InvalidOperation:
        return None
    if not told.is_finite():
        return None
    return int(told) if told == told.to_integral_value() and abs(told) < 10**15 else float(told)


def is_adjusted(question: Question, offered: Any, value: Any) -> bool:
    """Whether an answer says otherwise than what a source offered for it; numbers are compared as numbers."""
    if question.type in _NUMERIC and number(offered) is not None:
        return number(value) != number(offered)
    return bool(value != offered)


def is_answered(question: Question, value: Any, rows: int) -> bool:
    """Whether somebody said something: not knowing is an answer, too."""
    return bool(rows) or value not in (None, "", {}) if question.type == "table" else value not in (None, "", {})


def depth(bank: Bank, screening: Result, answers: Answers) -> Depth:
    """How far to ask: until the screening is complete, and where it lets the system out, no further than that."""
    told = all(
        answers.get(question.key) not in (None, "") for question in bank.questions if question.depth is Depth.SCREENING
    )
    return Depth.CORE if told and screening.state is State.NEEDS_ASSESSMENT else Depth.SCREENING


def lifts(behind: Sequence[str], waived: Sequence[str], until: datetime, now: datetime) -> bool:
    """Whether a waiver lifts a floor: it is unexpired, and was written about every answer that the floor rests on."""
    return now < until and set(behind) <= set(waived)


def against_waiving(*, is_named: bool, reasoning: str, by: str) -> list[str]:
    """Why this person cannot waive a floor, in sentences; empty when they can."""
    found = [] if is_named else [f"It is waived by whoever is named as {by.lower()} for this assessment"]
    return found if reasoning.strip() else [*found, "Write the reasoning that it rests on"]


def stands_alone(bank: Bank, question: Question, before: Any, after: Any) -> bool:
    """Whether a changed answer neither decides what else is asked nor can be contradicted by a measurement.

    That is so of most texts. Of the screening it counts only whether it is answered at all.
    """
    is_text = question.type in {"text", "evidence"}
    is_held = any(auto.mode is Mode.CHALLENGE for auto in question.auto)
    decides = question.kind not in {Kind.INFO, Kind.MITIGATION} or question.key in bank.deciding
    if question.depth is Depth.SCREENING and (before in (None, "")) is not (after in (None, "")):
        decides = True
    return is_text and not is_held and not decides


def against_submitting(bank: Bank, result: Result, answers: Answers) -> list[str]:
    """What has to be done before the draft can be submitted, in sentences; empty when it can."""
    found = [
        f"{question.id} has no answer; not knowing is one, too"
        for question in bank.questions
        if question.id in result.asked and answers.get(question.key) in (None, "") and question.key != "decision"
    ]
    decision = words(answers.get("decision"))[0] if result.depth is Depth.CORE else ""
    if result.state is State.STOP_PROHIBITED and decision not in {"stop", ""}:
        found.append("A prohibited practice allows one decision: stop")
    if result.depth is Depth.CORE:
        if decision == UNKNOWN:
            found.append("The decision is open (M6.15)")
        elif decision in GO and result.state not in _READY:
            found.extend(f"A decision to go has to wait: {held}" for held in result.open)
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: number(told) if name == MEASURED else told for name, told in row.items()}
