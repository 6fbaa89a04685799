"""Attacks by asking: what of a model and of persons its answers give away, and what marks in the input do to them."""

from assentian.checks.attack import extraction, granularity, inversion, trigger

KINDS = (inversion.KIND, extraction.KIND, granularity.KIND, trigger.KIND)
