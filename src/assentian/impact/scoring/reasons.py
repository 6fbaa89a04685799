"""Why a level is what it is: every floor, row and rule, each with the level that it forces. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from assentian.impact.bank.facts import Bank
from assentian.impact.scoring import harms as harming
from assentian.impact.scoring.floors import Floor
from assentian.impact.scoring.harms import Harm
from assentian.impact.scoring.result import RatedHarm, Reason
from assentian.standards.vocabulary import ImpactLevel

ROW, MEASURED = "row", "T-MET-1"
_LEVELS = tuple(ImpactLevel)


def inherent(bank: Bank, found: Sequence[Harm], fired: Iterable[Floor]) -> Iterator[Reason]:
    """Every reason for the inherent level: floors, rows as judged, row rules, worse measurements, cumulative rules."""
    for floor in fired:
        yield Reason(rule=floor.rule, level=floor.level, say=floor.say, behind=floor.behind)
    for harm in found:
        yield from _of_row(bank, harm)
    yield from _cumulated(bank, [(harm, harming.inherent(bank, harm)) for harm in found])


def residual(bank: Bank, rated: Sequence[RatedHarm], fired: Iterable[Floor], *, is_ready: bool) -> Iterator[Reason]:
    """Every reason for the residual level; readiness at its pass mark takes one level off each floor."""
    for floor in fired:
        level = _LEVELS[max(0, _LEVELS.index(floor.level) - is_ready)]
        yield Reason(rule=floor.rule, level=level, say=floor.say, behind=floor.behind)
    for one in rated:
        yield _row(one.harm, one.residual)
    yield from _cumulated(bank, [(one.harm, one.residual) for one in rated])


def _of_row(bank: Bank, harm: Harm) -> Iterator[Reason]:
    judged = harming.level(bank, harm)
    yield _row(harm, judged)
    for rule in harming.fired_row_rules(bank, harm):
        level = ImpactLevel(rule["then"])
        yield Reason(rule=rule["id"], level=level, subject=harm.name, say=rule["say"], behind=(_place(harm),))
    measured = harming.level(bank, harming.as_measured(harm))
    if measured > judged:
        say = "The measured rate of this harm is worse than it was judged"
        yield Reason(rule=MEASURED, level=measured, subject=harm.name, say=say, behind=(_place(harm),))


def _cumulated(bank: Bank, rated: Sequence[tuple[Harm, ImpactLevel]]) -> Iterator[Reason]:
    for rule, group in harming.cumulated(bank, rated):
        behind = tuple(_place(harm) for harm, _ in rated if harm.group == group)
        yield Reason(rule=rule["id"], level=ImpactLevel(rule["then"]), subject=group, say=rule["say"], behind=behind)


def _row(harm: Harm, level: ImpactLevel) -> Reason:
    open_ratings = f"; not rated, so taken as serious: {', '.join(harm.unknown)}" if harm.unknown else ""
    say = f"{harm.name}{f' ({harm.group})' if harm.group else ''}{open_ratings}"
    return Reason(rule=ROW, level=level, subject=harm.name, say=say, behind=(_place(harm),))


def _place(harm: Harm) -> str:
    return f"{harm.key}[{harm.position}]"
