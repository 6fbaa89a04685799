"""Recorded decisions: are they all here, unchanged, in order, and do they come out the same again?"""

from assentian.checks.trace import attribution, chain, clock, completeness, replay

KINDS = (replay.KIND, chain.KIND, completeness.KIND, clock.KIND, attribution.KIND)
