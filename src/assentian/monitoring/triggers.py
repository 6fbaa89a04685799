"""Which published trigger rule a breach fires, and how grave that is: told by what was measured. Pure.

T-MET-1 is any limit, T-MET-2 a fairness limit, T-MET-3 drift, T-MET-6 what cannot be measured. What somebody sends or
imports is never taken for fairness or drift by its name.
"""

from collections.abc import Mapping

from assentian.monitoring.choices import BreachRule

_RULES: Mapping[str, str] = {"fairness": "T-MET-2", "drift": "T-MET-3", "drift-attribution": "T-MET-3"}
_CLASSES: Mapping[str, str] = {"T-MET-3": "targeted", "T-MET-6": "targeted"}


def fired(opened_by: str, check_kind: str) -> tuple[str, str]:
    """The rule and its class: `opened_by` is a `BreachRule`, `check_kind` empty where no check measures."""
    rule = BreachRule.UNMEASURED.value if opened_by == BreachRule.UNMEASURED else _RULES.get(check_kind, "T-MET-1")
    return rule, _CLASSES.get(rule, "mandatory")
