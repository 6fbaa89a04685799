"""The body of docs/reference/evidence-sources.md: which check or register feeds which question of the assessment."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from assentian.impact.bank.facts import Bank, Mode, Question
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import EvidenceSource, Feed

Table = Callable[..., str]
_TAKEN = {
    "min": "smallest",
    "max": "largest",
    "all": "all",
    "whole": "over all rows",
    "rest": "the rest of the whole",
    "day": "that many days before",
}
_OF = {"held_out": "on held-out data", "in_operation": "on data of operation", "groups": "of the groups compared"}
_MODE = {Mode.FILL: "offers", Mode.LOCK: "owns", Mode.CHALLENGE: "challenges"}


def body(bank: Bank, feeders: Mapping[str, Sequence[str]], table: Table) -> Iterator[str]:
    questions = [
        question for question in bank.questions if any(auto.mode is not Mode.CHALLENGE for auto in question.auto)
    ]
    yield f"## The {len(questions)} questions that evidence can answer"
    yield table(
        ("Question", "Asks", "Source", "How", "Fed by"),
        *(row for question in questions for row in _rows(question, feeders)),
    )
    yield "## Every source"
    yield table(
        ("Source", "What it is", "Unit", "Fed by", "Challenges"),
        *(
            (f"`{one.id}`", one.what, one.unit, fed(one, feeders), _challenged(bank, one))
            for one in catalogue().evidence_sources
        ),
    )


def fed(source: EvidenceSource, feeders: Mapping[str, Sequence[str]]) -> str:
    """The metrics of checks that give its value, and the registers that it is read from."""
    told = [_feed(one) for one in source.feeds]
    told += [f"register ({key}): {', '.join(source.records)}" for key in feeders.get(source.id, ()) if key != "checks"]
    return "; ".join(told) or "nothing yet; entered by hand"


def _rows(question: Question, feeders: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    for auto in question.auto:
        if auto.mode is not Mode.CHALLENGE:
            source = catalogue().evidence_source(auto.source)
            name = f"`{question.id}` {question.key}"
            yield name, question.prompt, f"`{source.id}`", _MODE[auto.mode], fed(source, feeders)


def _feed(feed: Feed) -> str:
    narrowed = f", {_OF[feed.of]}" if feed.of else ""
    named = f", of the check named `{feed.check}`" if feed.check else ""
    return f"[`{feed.kind}`](checks.md#{feed.kind}) {feed.metric}, {_TAKEN[feed.take]}{narrowed}{named}"


def _challenged(bank: Bank, source: EvidenceSource) -> str:
    return ", ".join(
        dict.fromkeys(
            question.id
            for question in bank.questions
            for auto in question.auto
            if auto.mode is Mode.CHALLENGE and auto.source == source.id
        )
    )
