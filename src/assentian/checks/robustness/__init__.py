"""Robustness: how much of its accuracy a model keeps when its inputs are a little off."""

from assentian.checks.robustness import perturbation

KINDS = (perturbation.KIND,)
