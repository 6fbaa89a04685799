"""What moved between two results: levels, the reasons that came and went, and each answer that counts otherwise. Pure.

Does not say which change was right, and tells a change of the bank apart from a change of answers only by naming both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assentian.impact.scoring.result import Reason, Result
from assentian.standards.vocabulary import ImpactLevel


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that counts otherwise: how it counted before and after, empty where it was not there."""

    subject: str
    before: str
    after: str

    @property
    def words(self) -> str:
        return f"{self.subject}: {self.before or 'not there'} -> {self.after or 'gone'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`movers` are the reasons that moved the inherent level: those it rests on now, or that held it up before."""

    inherent: tuple[ImpactLevel, ImpactLevel]
    residual: tuple[ImpactLevel, ImpactLevel]
    movers: tuple[Reason, ...]
    gained: tuple[Reason, ...]
    lost: tuple[Reason, ...]
    moves: tuple[Move, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.gained or self.lost or self.moves)


def diff(before: Result, after: Result) -> Difference:
    """What the second result has otherwise than the first."""
    was, stands = ({str(reason): reason for reason in result.because} for result in (before, after))
    gained = tuple(reason for key, reason in stands.items() if key not in was)
    lost = tuple(reason for key, reason in was.items() if key not in stands)
    higher, lower = max(before.inherent, after.inherent), min(before.inherent, after.inherent)
    changed = gained if after.inherent > before.inherent else lost
    movers = tuple(reason for reason in changed if lower < reason.level <= higher)
    return Difference(
        inherent=(before.inherent, after.inherent),
        residual=(before.residual, after.residual),
        movers=movers,
        gained=gained,
        lost=lost,
        moves=tuple(_moves(before, after)),
    )


def _moves(before: Result, after: Result) -> Iterator[Move]:
    for was, stands in zip(_facts(before), _facts(after), strict=True):
        for subject in dict.fromkeys([*was, *stands]):
            if was.get(subject) != stands.get(subject):
                yield Move(subject, was.get(subject, ""), stands.get(subject, ""))


def _facts(result: Result) -> Iterator[Mapping[str, str]]:
    """What counts, by subject: the whole, exposure, harms, mitigation, what is not known or contradicted."""
    yield {
        "state": result.state.label,
        "mitigation readiness": f"{result.readiness_percent} %",
        "question bank": f"{result.bank_version} ({result.bank[:12]})",
    }
    yield {
        f"{one.question} {one.key}": f"{one.points} of 4 {one.dimension}{' (unknown)' if one.unknown else ''}"
        for one in result.exposures
    }
    yield {
        f"{one.harm.key}[{one.harm.position}] {one.harm.name}": f"{one.inherent}, residual {one.residual}"
        for one in result.harms
    }
    yield {
        f"{one.question} {one.key}": f"credit {float(one.credit):.2f} at {one.grade}, weight {one.weight}"
        for one in result.credits
    }
    yield dict.fromkeys((f"{name} not known" for name in result.unknown), "yes")
    yield dict.fromkeys((f"{name} challenged" for name in result.challenged), "yes")
