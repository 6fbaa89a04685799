"""What monitoring proves: that AI systems in scope are monitored (9.1, A.6.2.6) by approved limits and fresh windows.

Records show that it is done (level 3 at most). A breach is no failing of monitoring: it shows that monitoring works.
"""

from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.inventory import queries as inventory
from assentian.monitoring import queries
from assentian.monitoring.standings import State
from assentian.standards.vocabulary import ReadinessLevel, Standing

REQUIREMENTS = ("iso42001:9.1", "iso42001:A.6.2.6")
_MONITORED = {State.BREACHED, State.WARN, State.WITHIN}


def proofs(organisation: str, _now: datetime) -> list[Proof]:
    """The same of both requirements; nothing where no indicator has approved limits and a measurement. Five queries."""
    systems = inventory.systems_in_scope(organisation)
    watched = queries.watched(organisation, queries.indicators(organisation).filter(system__in=systems))
    monitored = {one.indicator.system_id for one in watched if one.state in _MONITORED and one.threshold}
    once = {one.indicator.system_id for one in watched if one.threshold and one.measured}
    if not once:
        return []
    if not monitored:
        level, standing = ReadinessLevel.DEFINED, Standing.STALE
        reason = "Indicators have approved limits; no fresh window tells how they stand."
    else:
        is_complete = len(monitored) == len(systems)
        level = ReadinessLevel.OPERATING if is_complete else ReadinessLevel.AD_HOC
        standing = Standing.PROVED if is_complete else Standing.PARTLY
        reason = f"{len(monitored)} of {len(systems)} AI systems in scope are monitored by approved limits."
    return [Proof(requirement, level, standing, reason) for requirement in REQUIREMENTS]
