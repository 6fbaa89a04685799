"""Let acceptances lapse whose state is not there any more; called inside the act that changed it."""

from typing import Any

from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.risk.accepted import queries, rules
from assentian.risk.models import Acceptance


def review(organisation: str, **of: Any) -> list[Acceptance]:
    """Hold every standing acceptance of the organisation, or those `of` a risk or system (`risk=`, `risk__system=`),
    against the state now. Returns those that lapse.
    """
    standing = Acceptance.objects.of(organisation).filter(lapsed_at=None, **of)
    found = list(standing.select_related("risk").order_by("pk"))
    moment = now()
    states = queries.states(organisation, [one.risk for one in found], moment) if found else {}
    lapsed = []
    for one in found:
        why = rules.changed(one.state, states[one.risk_id]) or rules.expired(one.until, moment.date())
        if why:
            one.lapsed_at, one.lapsed_because = moment, why
            one.save(update_fields=["lapsed_at", "lapsed_because"])
            lapsed.append(one)
    return lapsed


def after_evidence(organisation: str, system: int) -> None:
    """What new evidence of a system does to its acceptances. Nothing is written where none lapses."""
    with act(organisation, "s:risk", "review acceptances"):
        review(organisation, risk__system=system)
