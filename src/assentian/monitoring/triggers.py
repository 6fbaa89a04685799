"""Which published trigger rule a breach fires, and how grave that is: told by what was measured. Pure.

T-MET-1 is any limit, T-MET-2 a fairness limit, T-MET-3 drift, T-MET-5 an expected benefit that does not come, T-MET-6
what cannot be measured. What somebody sends or imports is never taken for fairness or drift by its name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assentian.monitoring.choices import Bound, BreachRule

_RULES: Mapping[str, str] = {"fairness": "T-MET-2", "drift": "T-MET-3", "drift-attribution": "T-MET-3"}
_CLASSES: Mapping[str, str] = {"T-MET-3": "targeted", "T-MET-5": "targeted", "T-MET-6": "targeted"}
_RATES: Mapping[str, tuple[str, bool]] = {
    "selection_ratio": ("selection", False),
    "selection_gap": ("selection", False),
    "tpr_gap": ("tpr", False),
    "fpr_gap": ("fpr", True),
    "fnr_gap": ("fnr", True),
}
"""The rate of single groups behind a spread between groups, and whether the largest is the one that is harmed."""
MAIN = frozenset({"performance", "fairness"})
"""Kinds of checks whose metrics weigh beside a drift."""


def fired(opened_by: str, check_kind: str, bound_to: str = "") -> tuple[str, str]:
    """The rule and its class: `opened_by` is a `BreachRule`, `check_kind` empty where no check measures, `bound_to`
    what the indicator guards.
    """
    if opened_by == BreachRule.UNMEASURED:
        rule = BreachRule.UNMEASURED.value
    elif bound_to == Bound.BENEFIT:
        rule = "T-MET-5"
    else:
        rule = _RULES.get(check_kind, "T-MET-1")
    return rule, _CLASSES.get(rule, "mandatory")


def harmed(metric: str, where: str, metrics: Iterable[Mapping[str, Any]]) -> str:
    """The group that a fairness metric finds worst off, by the name that its data gives it; empty where none is told.

    A metric of one group (`sex=f`) names it; a spread over an attribute (`sex`) is read off the rates of its groups.
    """
    if "=" in where:
        return where.rpartition("=")[2]
    rate, is_largest = _RATES.get(metric, ("", False))
    told = [
        (float(one["value"]), str(one["where"]))
        for one in metrics
        if one["name"] == rate and str(one["where"]).startswith(f"{where}=") and one["value"] is not None
    ]
    if not told:
        return ""
    return (max(told) if is_largest else min(told))[1].rpartition("=")[2]
