"""Who may act: identities, their rights, and roles that check each other."""

from assentian.checks.identity import agents, binding, duties, review

KINDS = (binding.KIND, review.KIND, duties.KIND, agents.KIND)
