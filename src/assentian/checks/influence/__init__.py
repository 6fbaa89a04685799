"""Who moves a system: how far change and feedback come from few sources."""

from assentian.checks.influence import attribution, feedback

KINDS = (attribution.KIND, feedback.KIND)
