"""What was settled and by whom: approvals, requirements, fresh evidence, the state of impact assessments."""

from assentian.checks.approval import consultation, freshness, impact_state, requirements, signoff

KINDS = (signoff.KIND, requirements.KIND, freshness.KIND, impact_state.KIND, consultation.KIND)
