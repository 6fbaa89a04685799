"""When an indicator breaches, and when that is over: the one rule of monitoring. Pure.

Invariants: a window breaches by the bound of its interval that lies nearest the limit, never by its point value alone;
a window without enough cases, without a value, or without an interval (unless the indicator counts exactly) tells
nothing, and so many of them in a row are a finding of their own, not silence. Judging the same windows again decides
the same. Times are ends of windows, not of the clock on the wall.

Does not say what follows from a breach; the rooms above do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from statistics import NormalDist

CONSECUTIVE, ENOUGH = 3, 2
COOL_DOWN = timedelta(days=7)
MANY_SERIES = 20
FALSE_DISCOVERY = 0.05
_HALF_WIDTHS = NormalDist().inv_cdf(0.975)
"""How many standard errors lie between a value and the bound of its 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One measurement: the end of its period, its value with a 95 % interval, and the cases behind it."""

    end: datetime
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`above` says that larger is worse. `exact`: values are counts of everything there is, so they need no interval.

    `minimum` is the least number of cases, `period` the length of a window, `enough` in how many of three consecutive
    windows it must lie beyond; where that is all three, no single window is enough however far it lies.
    """

    target: Decimal
    warn: Decimal
    breach: Decimal
    above: bool
    period: timedelta
    minimum: int = 200
    exact: bool = False
    enough: int = ENOUGH

    @property
    def far(self) -> Decimal:
        """Twice as far from the target as the limit: beyond it, one window is enough."""
        return self.target + 2 * (self.breach - self.target)

    def beyond(self, value: Decimal, limit: Decimal) -> bool:
        return value > limit if self.above else value < limit

    def bound(self, window: Window) -> Decimal | None:
        """The end of the interval nearest the limit for a value beyond it; None where the window tells nothing."""
        if window.value is None or window.n < self.minimum:
            return None
        if self.exact:
            return window.value
        return window.lower if self.above else window.upper


class Change(Enum):
    OPENED = "opened"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Decision:
    change: Change
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an indicator stands under one rule: the end of the window that opened its breach, or that cleared its last.

    At most one of the two is set.
    """

    opened: datetime | None = None
    cleared: datetime | None = None


def problem(limits: Limits) -> str:
    """What is wrong with limits; empty when nothing is: from target over warning to breach lies the way to harm."""
    if not limits.beyond(limits.breach, limits.target):
        return "the breach limit must lie on the harmful side of the target"
    if limits.beyond(limits.target, limits.warn) or limits.beyond(limits.warn, limits.breach):
        return "the warning must lie between the target and the breach limit"
    return ""


def consecutive(windows: Iterable[Window], period: timedelta) -> list[Window]:
    """The newest windows that follow on one another, newest first, at most three.

    Two ends less than half a period apart are one window measured twice, of which the later counts; what ended three
    periods before the newest, or earlier, follows on nothing.
    """
    kept: list[Window] = []
    for window in sorted(windows, key=lambda window: window.end, reverse=True):
        if kept and window.end <= kept[0].end - CONSECUTIVE * period:
            break
        if not kept or kept[-1].end - window.end >= period / 2:
            kept.append(window)
    return kept[:CONSECUTIVE]


def judge(windows: Sequence[Window], limits: Limits, standing: Standing, *, discovered: bool = True) -> Decision | None:
    """Whether the newest of `windows` opens or clears a breach of the limit; None when it changes nothing.

    1. Open: its bound is beyond the limit in 2 of 3 consecutive windows, the newest among them, or it alone is beyond
    twice the distance from target to limit (`Limits.enough`); not within 7 days after the last breach was cleared.
    2. Clear: two consecutive windows after the one that opened it have enough cases and values inside the warning.
    `discovered` is false where so many series are watched that chance explains this one.
    """
    recent = consecutive(windows, limits.period)
    if not recent:
        return None
    if standing.opened is not None:
        return _cleared(recent, limits, standing.opened)
    if standing.cleared is not None and recent[0].end < standing.cleared + COOL_DOWN:
        return None
    return _opened(recent, limits) if discovered else None


def measurable(windows: Sequence[Window], limits: Limits, standing: Standing) -> Decision | None:
    """Whether the newest window shows that an indicator cannot be measured (T-MET-6), or can again.

    Three consecutive windows that tell nothing are a finding; one that tells something ends it.
    """
    recent = consecutive(windows, limits.period)
    untold = [window for window in recent if limits.bound(window) is None]
    if standing.opened is None and len(untold) == CONSECUTIVE:
        most = max(window.n for window in untold)
        words = f"at most {most} cases where {limits.minimum} are needed" if most < limits.minimum else "no interval"
        return Decision(Change.OPENED, f"Cannot be measured: {words}, in {CONSECUTIVE} windows in a row.")
    if standing.opened is not None and recent and recent[0].end > standing.opened and recent[0] not in untold:
        return Decision(Change.CLEARED, "It can be measured again.")
    return None


def chance(window: Window, limits: Limits) -> float:
    """How likely chance alone gives a value as bad when the truth lies at the limit: one-sided normal p-value.

    The standard error is read from the 95 % interval. 1 where the window tells nothing; an exact count is no chance.
    """
    bound = limits.bound(window)
    if bound is None or window.value is None:
        return 1.0
    ahead = float(window.value - limits.breach) * (1 if limits.above else -1)
    error = abs(float(window.value - bound)) / _HALF_WIDTHS
    if error == 0:
        return 0.0 if ahead > 0 else 1.0
    return 1.0 - NormalDist().cdf(ahead / error)


def is_discovered(chance_of_it: float, of_all: Sequence[float]) -> bool:
    """Whether a series stands out among all that are watched, `of_all` with its own.

    Up to 20 series each speaks for itself. Among more, false discoveries are held at 5 % (Benjamini and Hochberg 1995):
    the largest p-value not above `rank / number * 0.05` and all smaller ones are discoveries. The number is that of the
    series, not of the tests over time.
    """
    if len(of_all) <= MANY_SERIES:
        return True
    ranked = enumerate(sorted(of_all), 1)
    return chance_of_it <= max((p for rank, p in ranked if p <= rank / len(of_all) * FALSE_DISCOVERY), default=-1.0)


def _opened(recent: Sequence[Window], limits: Limits) -> Decision | None:
    bounds = [limits.bound(window) for window in recent]
    newest = bounds[0]
    if newest is None or not limits.beyond(newest, limits.breach):
        return None
    if limits.enough < CONSECUTIVE and limits.beyond(newest, limits.far):
        return Decision(
            Change.OPENED, f"{_said(recent[0], newest, limits)}, twice as far from the target as it may be."
        )
    beyond = [bound for bound in bounds if bound is not None and limits.beyond(bound, limits.breach)]
    if len(beyond) < limits.enough:
        return None
    return Decision(
        Change.OPENED, f"{_said(recent[0], newest, limits)}, in {len(beyond)} of {len(recent)} consecutive windows."
    )


def _cleared(recent: Sequence[Window], limits: Limits, opened: datetime) -> Decision | None:
    last = [window for window in recent[:ENOUGH] if window.end > opened]
    if len(last) == ENOUGH and all(_is_inside(window, limits) for window in last):
        return Decision(Change.CLEARED, f"Back inside the warning of {_plain(limits.warn)} in {ENOUGH} windows.")
    return None


def _is_inside(window: Window, limits: Limits) -> bool:
    known = limits.bound(window) is not None and window.value is not None
    return known and not limits.beyond(window.value, limits.warn)  # type: ignore[arg-type]  # known says so


def _said(window: Window, bound: Decimal, limits: Limits) -> str:
    side = "above" if limits.above else "below"
    value = _plain(window.value) if window.value is not None else ""
    whole = value if limits.exact else f"{value} (bound {_plain(bound)})"
    return f"{whole} is {side} the limit of {_plain(limits.breach)}"


def _plain(value: Decimal) -> str:
    return format(round(value, 4).normalize(), "f")
