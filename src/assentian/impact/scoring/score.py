"""From answers to levels: the steps of the method, in their order. Pure and deterministic.

    1 what is asked   2 exposure and floors   3 harms, row by row   4 inherent level   5 readiness
    6 residual level  7 gates, and what else holds a decision back

Invariants: the inherent level is the worst of rows, row rules, cumulative rules and floors, never a mean; the residual
level takes nothing off but what controls of the grade asked for, a measured rate, or readiness at the pass mark take
off; an open gate question holds everything; the level of a blank assessment is never the lowest.
Does not decide: people sign, and `Result.state` only says whether they may be asked to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assentian.impact.answering import Answers, Row, rows, visible
from assentian.impact.bank.facts import Bank, Depth, Kind, Question
from assentian.impact.scoring import exposure as exposing
from assentian.impact.scoring import harms as harming
from assentian.impact.scoring import readiness as preparing
from assentian.impact.scoring import reasons, states
from assentian.impact.scoring.evidence import Evidence
from assentian.impact.scoring.floors import floors
from assentian.impact.scoring.harms import Harm
from assentian.impact.scoring.result import RatedHarm, Reason, Result, State
from assentian.standards.vocabulary import ImpactLevel

_DECLARED = Evidence()


def score(bank: Bank, answers: Answers, evidence: Evidence = _DECLARED, *, depth: Depth = Depth.CORE) -> Result:
    """Score a set of answers. A deep question is asked where its condition says so, never at a screening."""
    # 1: exposure and registers never hang on the level, so without one the provisional answers are all there.
    asked = visible(bank, answers, None, depth)
    told = {question.key: answers.get(question.key) for question in asked}
    # 2
    exposures = exposing.exposures(bank, asked, told)
    waived = _waived(bank, evidence)
    fired = [floor for floor in floors(bank, depth, told, exposures) if floor.rule not in waived]
    # 3 and 4
    found = harming.harms(bank, asked, told)
    because = tuple(reasons.inherent(bank, found, fired))
    inherent = _worst(because)
    rated = tuple(_rated(bank, harm, inherent) for harm in found)
    # 5
    asked = visible(bank, answers, inherent, depth)
    lines = preparing.credit_lines(bank, asked, answers, evidence)
    readiness = preparing.readiness(lines)
    challenged = states.challenged(asked, rated, evidence.challenged)
    # 6
    is_ready = readiness >= bank.scoring["readiness"]["pass_mark"][inherent] and not challenged
    left = tuple(reasons.residual(bank, rated, fired, is_ready=is_ready))
    result = Result(
        bank=bank.digest,
        bank_version=bank.version,
        depth=depth,
        inherent=inherent,
        residual=_worst(left),
        state=State.NEEDS_ASSESSMENT,
        because=because,
        residual_because=left,
        duties=bank.levels[inherent],
        exposures=exposures,
        harms=rated,
        benefits=tuple(_benefits(asked, answers)),
        readiness=readiness,
        credits=lines,
        unknown=tuple(states.unknown(asked, told, exposures, found)),
        challenged=challenged,
        waived=tuple(sorted(waived)),
        asked=tuple(question.id for question in asked),
        open=(),
    )
    # 7
    state, held = states.state(bank, asked, told, result)
    return replace(result, state=state, open=held)


def _worst(found: Iterable[Reason]) -> ImpactLevel:
    return max((reason.level for reason in found), default=ImpactLevel.LOW)


def _rated(bank: Bank, harm: Harm, system: ImpactLevel) -> RatedHarm:
    return RatedHarm(
        harm=harm,
        severity=harming.severity(bank, harm),
        judged=harming.level(bank, harm),
        inherent=harming.inherent(bank, harm),
        residual=harming.residual(bank, harm, system),
    )


def _waived(bank: Bank, evidence: Evidence) -> set[str]:
    return {rule["id"] for rule in bank.scoring["floors"] if "waive" in rule} & evidence.waived


def _benefits(asked: Sequence[Question], answers: Answers) -> Iterator[Row]:
    for question in asked:
        if question.kind is Kind.REGISTER and question.scoring.get("side") == "benefit":
            yield from rows(answers.get(question.key))
