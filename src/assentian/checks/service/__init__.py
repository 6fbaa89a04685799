"""The running service: objectives, budgets, incidents, drills, isolation of jobs and the declared domain of use."""

from assentian.checks.service import budget, domain, drill, incidents, isolation, objective

KINDS = (objective.KIND, budget.KIND, incidents.KIND, drill.KIND, isolation.KIND, domain.KIND)
