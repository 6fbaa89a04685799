"""The metrics of a stored result as a page reads them: numbers again, the deciding one, the groups behind a spread.

Pure. `Evidence.summary` holds what `CheckResult.as_json` wrote: numbers as decimal strings, None where there is none.
Nothing here judges; the status is the one that was signed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.checks.measure import Worse
from assentian.checks.registry import KINDS
from assentian.checks.result import GRAVITY
from assentian.standards.vocabulary import Verdict
from assentian.web.components.values import NOTHING, number

_NUMBERS = ("value", "lower", "upper", "floor", "warn", "breach")
_SPREADS = ("gap", "ratio")
_LARGE, _SMALL = 1000, 0.001
_FULL = {
    "fpr": "false positive rate",
    "fnr": "false negative rate",
    "tpr": "true positive rate",
    "ppv": "positive predictive value",
    "npv": "negative predictive value",
    "selection": "selection rate",
    "psi": "population stability index",
    "ks": "Kolmogorov-Smirnov distance",
    "jensen_shannon": "Jensen-Shannon distance",
    "wasserstein": "Wasserstein distance",
    "cramers_v": "Cramér's V",
    "l_infinity": "largest change of a share",
    "chi2": "chi-squared",
    "rows_min": "rows, at least",
    "rows_max": "rows, at most",
    "age_days": "age in days",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One metric of a result. `below`: small values are the harmful ones; `status` is empty where nothing is judged."""

    name: str
    where: str
    n: int
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    floor: float | None = None
    warn: float | None = None
    breach: float | None = None
    status: str = ""
    note: str = ""
    below: bool = False

    @property
    def title(self) -> str:
        """The measure in words: `fpr_gap` is the false positive rate gap."""
        rate, _, way = self.name.rpartition("_")
        words = f"{named(rate)} {way}" if way in _SPREADS and rate in _FULL else named(self.name)
        return words[:1].upper() + words[1:]

    @property
    def told(self) -> str:
        """The note, without the attribute that `where` names already."""
        return self.note.replace(f"{self.where}=", "") if self.where else self.note

    @property
    def severity(self) -> tuple[int, float]:
        """Gravest status first; within it, how far towards or beyond the limit."""
        if not self.status:
            return len(GRAVITY), 0.0
        return GRAVITY.index(Verdict(self.status)), -self._strain()

    def _strain(self) -> float:
        if self.value is None or self.breach is None:
            return 0.0
        above, under = (self.breach, self.value) if self.below else (self.value, self.breach)
        return above / under if under else above


def named(name: str) -> str:
    return _FULL.get(name, name.replace("_", " "))


def readings(summary: Mapping[str, Any], kind: str) -> list[Reading]:
    """Every metric of a result, in its order."""
    measures = KINDS[kind].measures if kind in KINDS else {}
    return [
        Reading(
            name=metric["name"],
            where=metric["where"],
            n=metric["n"],
            status=metric["status"] or "",
            note=metric["note"],
            below=metric["name"] in measures and measures[metric["name"]].limit.worse is Worse.BELOW,
            **{number: _float(metric[number]) for number in _NUMBERS},
        )
        for metric in summary.get("metrics", ())
    ]


def deciding(found: Sequence[Reading]) -> Reading | None:
    """The judged metric that decided the verdict: of the gravest status, the one furthest towards its limit."""
    judged = [reading for reading in found if reading.status]
    return min(judged, key=lambda reading: reading.severity, default=None)


def judged_first(found: Iterable[Reading]) -> list[Reading]:
    """Judged metrics, the gravest first; then those that are only shown, in their order."""
    return sorted(found, key=lambda reading: reading.severity)


def spreads(found: Iterable[Reading]) -> list[Reading]:
    """Judged gaps and ratios between groups, the gravest first."""
    return judged_first(reading for reading in found if reading.status and reading.name.rpartition("_")[2] in _SPREADS)


def groups(found: Sequence[Reading], spread: Reading) -> list[Reading]:
    """The rates that a spread compares: same measure, groups of the same attributes."""
    rate, attributes = spread.name.rpartition("_")[0], spread.where.split(" x ")
    others = {reading.where for reading in spreads(found)} - {*attributes, spread.where}
    return [
        reading
        for reading in found
        if reading.name == rate
        and reading.where.startswith(f"{attributes[0]}=")
        and all(f", {attribute}=" in reading.where for attribute in attributes[1:])
        and (len(attributes) > 1 or not any(f", {other}=" in reading.where for other in others))
    ]


def group_name(where: str) -> str:
    """`race=Caucasian, sex=female` as `Caucasian, female`."""
    return ", ".join(part.rpartition("=")[2] for part in where.split(", "))


def pooled(rates: Iterable[Reading]) -> float | None:
    """The rate over all groups: each weighs as much as it has cases."""
    known = [(rate.value, rate.n) for rate in rates if rate.value is not None and rate.n]
    cases = sum(n for _, n in known)
    return sum(value * n for value, n in known) / cases if cases else None


def figure(value: float | None) -> str:
    """A measured number: whole numbers as they are, others to three decimals, tiny ones to two digits."""
    if value is None:
        return NOTHING
    if value == int(value) and (abs(value) > 1 or value == 0):
        return number(int(value))
    if abs(value) >= _LARGE:
        return number(round(value))
    return f"{value:.2g}" if abs(value) < _SMALL else f"{value:.3f}"


def interval(reading: Reading) -> str:
    """`0.231 to 0.256`; open ends are left out."""
    if reading.lower is None and reading.upper is None:
        return NOTHING
    low = "" if reading.lower is None else figure(reading.lower)
    return f"{low} to {figure(reading.upper)}" if reading.upper is not None else f"from {low}"


def _float(text: str | None) -> float | None:
    return None if text is None else float(text)
