"""What holds a decision back: a prohibited practice, what is not known, mitigation that is not ready. Pure."""

from collections.abc import Iterator, Sequence

from assentian.impact.answering import Answers, words
from assentian.impact.bank.facts import UNKNOWN, Bank, Depth, Kind, Question
from assentian.impact.scoring.exposure import Exposure, dimensions
from assentian.impact.scoring.harms import Harm
from assentian.impact.scoring.result import RatedHarm, Result, State


def unknown(
    asked: Sequence[Question], answers: Answers, exposures: Sequence[Exposure], found: Sequence[Harm]
) -> Iterator[str]:
    """What the level rests on and nobody knows, by name: gates, exposure answers, ratings of rows."""
    yield from (question.key for question in _open_gates(asked, answers))
    yield from (one.key for one in exposures if one.unknown)
    for harm in found:
        yield from (f"{harm.key}[{harm.position}].{name}" for name in harm.unknown)


def challenged(asked: Sequence[Question], rated: Sequence[RatedHarm], keys: frozenset[str]) -> tuple[str, ...]:
    """Answers that a measurement contradicts, and rows whose measured rate is worse than their rating."""
    told = [question.key for question in asked if question.key in keys]
    return (*told, *(f"{one.harm.key}[{one.harm.position}]" for one in rated if one.is_challenged))


def state(bank: Bank, asked: Sequence[Question], answers: Answers, result: Result) -> tuple[State, tuple[str, ...]]:
    """Where the assessment stands, and in sentences why; the gravest that is true."""
    if stopped := list(_stops(asked, answers)):
        return State.STOP_PROHIBITED, tuple(stopped)
    if result.depth is Depth.SCREENING:
        held = list(_against_screening_out(bank, result))
        return (State.NEEDS_ASSESSMENT if held else State.SCREENED_OUT), tuple(held)
    untold, unready = list(_too_unknown(asked, answers, result)), list(_unready(bank, result))
    if untold:
        return State.HOLD_UNKNOWNS, (*untold, *unready)
    return (State.HOLD_MITIGATION if unready else State.READY_FOR_DECISION), tuple(unready)


def _stops(asked: Sequence[Question], answers: Answers) -> Iterator[str]:
    for question in asked:
        if question.kind is not Kind.GATE:
            continue
        for word in words(answers.get(question.key)):
            if word not in {*question.scoring["stop_on_any_except"], UNKNOWN}:
                option = question.option(word)
                yield f"{question.id} {question.key}: {option.label if option else word}"


def _open_gates(asked: Sequence[Question], answers: Answers) -> list[Question]:
    """Gates that nobody answered; an empty choice is no answer either."""
    gates = [question for question in asked if question.kind is Kind.GATE]
    return [question for question in gates if UNKNOWN in words(answers.get(question.key)) or not answers[question.key]]


def _against_screening_out(bank: Bank, result: Result) -> Iterator[str]:
    rule = bank.scoring["screening"]
    yield from (f"{reason.rule}: {reason.say}" for reason in result.because)
    yield from (f"{name} is not known" for name in result.unknown)
    effect = dimensions(bank, result.exposures)["effect"]
    if effect > rule["effect_at_most"]:
        yield f"The effect on a person is {effect} of 4; {rule['effect_at_most']} at most can be screened out"


def _too_unknown(asked: Sequence[Question], answers: Answers, result: Result) -> Iterator[str]:
    yield from (f"{question.id} {question.key} must be answered" for question in _open_gates(asked, answers))
    if len(result.unknown) > (most := result.duties.unknown_most):
        names = ", ".join(result.unknown)
        yield f"{len(result.unknown)} unknown where level {result.inherent} allows {most}: {names}"


def _unready(bank: Bank, result: Result) -> Iterator[str]:
    mark = bank.scoring["readiness"]["pass_mark"][result.inherent]
    if result.readiness < mark:
        yield f"Mitigation readiness is {result.readiness_percent} % where level {result.inherent} needs {mark} %"
    yield from (f"{name} is challenged by a measurement" for name in result.challenged)
