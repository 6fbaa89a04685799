"""Pure decisions of the quick check: what an answer is worth, the words for a module, the hard stop, what to do next.

The headline is the weakest module, never a mean: one strong module does not make up for another. A "yes" that nothing
would show counts as "partly"; what is not known counts as "no". Shows where to look first; does not show conformity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assentian.standards.vocabulary import ReadinessLevel


class Reply(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return "I do not know" if self is Reply.UNKNOWN else self.value.capitalize()


class Band(StrEnum):
    """How far a module is, in words; the worst first."""

    NOT_STARTED = "not_started"
    BEGUN = "begun"
    NEARLY = "nearly"
    READY = "ready"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


POINTS: Mapping[Reply, int] = {Reply.YES: 2, Reply.PARTLY: 1, Reply.NO: 0, Reply.UNKNOWN: 0}
LEVELS: Mapping[Reply, ReadinessLevel] = {
    Reply.YES: ReadinessLevel.DEFINED,
    Reply.PARTLY: ReadinessLevel.AD_HOC,
    Reply.NO: ReadinessLevel.ABSENT,
}
"""The level that a reply may be taken in as: twenty questions never claim more than "defined"; unknown claims none."""
_BANDS = list(Band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`maps` are requirements, `bank` questions of the full assessment; `do` at the screen `at` mends a weak answer."""

    id: str
    module: str
    ask: str
    do: str
    at: str
    maps: tuple[str, ...] = ()
    bank: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and what an auditor would be shown for it."""

    reply: Reply
    shows: str = ""

    @property
    def counted(self) -> Reply:
        return Reply.PARTLY if self.reply is Reply.YES and not self.shows.strip() else self.reply


@dataclass(frozen=True, slots=True)
class Module:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ModuleResult:
    module: Module
    points: int
    most: int

    @property
    def band(self) -> Band:
        """Of 6 points: not started 0-1, begun 2-3, nearly 4-5, ready 6; of 4: 0, 1-2, 3, 4."""
        if self.points == self.most:
            return Band.READY
        if 3 * self.points >= 2 * self.most:
            return Band.NEARLY
        return Band.BEGUN if 4 * self.points >= self.most else Band.NOT_STARTED


@dataclass(frozen=True, slots=True)
class Result:
    """All modules in their order, the weakest of them, the key questions that stop a deployment, and what to do."""

    modules: tuple[ModuleResult, ...]
    weakest: tuple[ModuleResult, ...]
    stops: tuple[Question, ...]
    actions: tuple[Question, ...]
    unknown: tuple[Question, ...]

    @property
    def headline(self) -> str:
        first, *others = self.weakest
        if first.band is Band.READY:
            return "Every module is ready, as far as you say"
        also = f", and {len(others)} more like it" if others else ""
        return f"Weakest: {first.module.title.lower()}, {first.band.label.lower()}{also}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A level that could be claimed for a requirement, the questions it rests on, and the claim there is already."""

    requirement: str
    level: ReadinessLevel
    reason: str
    standing: ReadinessLevel | None = None

    @property
    def is_taken(self) -> bool:
        """Only where nobody has claimed anything: a quick answer never overwrites a considered one."""
        return self.standing is None


def missing(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    return [question for question in questions if question.id not in answers]


def result(modules: Sequence[Module], questions: Sequence[Question], answers: Mapping[str, Answer]) -> Result:
    """What the answers say. A question without an answer counts as not known."""
    counted = {q.id: answers.get(q.id, Answer(Reply.UNKNOWN)).counted for q in questions}
    found = tuple(_module(module, questions, counted) for module in modules)
    lowest = min(_BANDS.index(one.band) for one in found)
    weak = sorted(
        (q for q in questions if counted[q.id] is not Reply.YES), key=lambda q: (not q.key, _worth(q, counted))
    )
    return Result(
        modules=found,
        weakest=tuple(one for one in found if _BANDS.index(one.band) == lowest),
        stops=tuple(q for q in questions if q.key and not _worth(q, counted)),
        actions=tuple(weak[:3]),
        unknown=tuple(q for q in questions if counted[q.id] is Reply.UNKNOWN),
    )


def offers(questions: Sequence[Question], answers: Mapping[str, Answer], claimed: Mapping[str, int]) -> list[Offer]:
    """One level for each requirement that an answered question maps to: the lowest of what its questions say."""
    said: dict[str, list[tuple[ReadinessLevel, str]]] = {}
    for question in questions:
        answer = answers.get(question.id)
        if answer is None or answer.counted not in LEVELS:
            continue
        for requirement in question.maps:
            said.setdefault(requirement, []).append((LEVELS[answer.counted], _reason(question, answer)))
    return [_offer(requirement, found, claimed.get(requirement)) for requirement, found in said.items()]


def _module(module: Module, questions: Sequence[Question], counted: Mapping[str, Reply]) -> ModuleResult:
    own = [question for question in questions if question.module == module.id]
    return ModuleResult(module, sum(_worth(q, counted) for q in own), POINTS[Reply.YES] * len(own))


def _worth(question: Question, counted: Mapping[str, Reply]) -> int:
    return POINTS[counted[question.id]]


def _reason(question: Question, answer: Answer) -> str:
    shown = answer.shows.strip()
    return f"{question.ask} {answer.reply.label}." + (f" Shown by: {shown}" if shown else "")


def _offer(requirement: str, said: list[tuple[ReadinessLevel, str]], standing: int | None) -> Offer:
    reason = "Quick check. " + " ".join(text for _, text in said)
    found = None if standing is None else ReadinessLevel(standing)
    return Offer(requirement, min(level for level, _ in said), reason, found)
