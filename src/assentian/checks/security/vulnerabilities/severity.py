"""How grave a vulnerability is: what its database says, else the base score of its CVSS 3 vector.

Source: FIRST, "CVSS v3.1 Specification", section 7.1 and the metric values of section 7.4.
Does not: work out CVSS 4, whose score needs a table; what has only that is of unknown severity.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN = LEVELS = ("critical", "high", "medium", "low", "unknown")
_WORDS = {"moderate": MEDIUM, "none": LOW, **{level: level for level in LEVELS}}
_BANDS = ((9.0, CRITICAL), (7.0, HIGH), (4.0, MEDIUM), (0.0, LOW))
_IMPACT = {"H": 0.56, "L": 0.22, "N": 0.0}
_WEIGHT: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": _IMPACT,
    "I": _IMPACT,
    "A": _IMPACT,
}
_RIGHTS = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}


def of_advisory(advisory: Mapping[str, Any]) -> str:
    """The level of an advisory in OSV's format: the gravest of what it says in words and by vectors."""
    said = [advisory.get("database_specific"), *(one.get("database_specific") for one in advisory.get("affected", []))]
    words = {_WORDS.get(str(one.get("severity", "")).lower(), UNKNOWN) for one in said if isinstance(one, dict)}
    vectors = [one for holder in (advisory, *advisory.get("affected", [])) for one in holder.get("severity", [])]
    scores = (base_score(str(one.get("score", ""))) for one in vectors if one.get("type") == "CVSS_V3")
    return gravest([*words, *(of_score(score) for score in scores if score is not None)])


def gravest(levels: Iterable[str]) -> str:
    """The gravest level that is known; unknown where none is."""
    return min((one for one in levels if one != UNKNOWN), key=LEVELS.index, default=UNKNOWN)


def of_score(score: float) -> str:
    """The qualitative level of a score (CVSS v3.1, section 5)."""
    return next(level for least, level in _BANDS if score >= least)


def base_score(vector: str) -> float | None:
    """The base score of a CVSS 3.0 or 3.1 vector; None for what is none."""
    if not re.match(r"CVSS:3\.[01]/", vector):
        return None
    given = dict(part.split(":", 1) for part in vector.split("/")[1:] if ":" in part)
    try:
        weights = {name: values[given[name]] for name, values in _WEIGHT.items()}
        rights, is_changed = _RIGHTS[given["S"]][given["PR"]], given["S"] == "C"
    except KeyError:
        return None
    lost = 1 - math.prod(1 - weights[name] for name in "CIA")
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if is_changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * weights["AV"] * weights["AC"] * rights * weights["UI"]
    return _rounded_up(min((1.08 if is_changed else 1.0) * (impact + ease), 10))


def _rounded_up(value: float) -> float:
    """To one decimal, upwards, by integers (CVSS v3.1, appendix A)."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
