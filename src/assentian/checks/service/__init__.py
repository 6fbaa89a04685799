"""The running service: objectives, budgets, load, incidents, drills, isolation of jobs, the declared domain of use."""

from assentian.checks.service import budget, domain, drill, incidents, isolation, load, objective

KINDS = (objective.KIND, budget.KIND, incidents.KIND, drill.KIND, isolation.KIND, domain.KIND, load.KIND)
