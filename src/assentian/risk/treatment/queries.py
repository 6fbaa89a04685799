"""Reads of the treatment plan: every action of a treatment that stands, what is overdue first. Few queries."""

from dataclasses import dataclass
from datetime import date

from assentian.risk.choices import RiskState, Source
from assentian.risk.models import Action, Risk, Treatment

_OPEN = {"treatment__withdrawn_at": None, "treatment__risk__state": RiskState.OPEN}
_WITH = ("owner", "done_by", "treatment__risk__system", "treatment__risk__owner")


STATES = {"overdue": "Overdue", "open": "Open", "no_action": "No action", "done": "Done"}
"""The states of a step with their words, what presses first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action of the plan; a treatment without any has none."""

    treatment: Treatment
    action: Action | None
    state: str

    @property
    def label(self) -> str:
        return STATES[self.state]


def steps(organisation: str, today: date, *, system: str = "") -> list[Step]:
    """The plan: overdue actions, open ones by their days, treatments without actions, done ones. Two queries.

    `system` is the slug of one whose risks alone are asked for.
    """
    actions = Action.objects.of(organisation).filter(**_OPEN)
    bare = Treatment.objects.of(organisation).filter(withdrawn_at=None, risk__state=RiskState.OPEN, actions=None)
    if system:
        actions = actions.filter(treatment__risk__system__slug=system)
        bare = bare.filter(risk__system__slug=system)
    found = [
        Step(one.treatment, one, _state(one, today)) for one in actions.select_related(*_WITH).order_by("due", "pk")
    ]
    found += [Step(one, None, "no_action") for one in bare.select_related("risk__system", "risk__owner").order_by("pk")]
    return sorted(found, key=lambda one: list(STATES).index(one.state))


@dataclass(frozen=True, slots=True)
class LiveRisk:
    """A risk that is offered or in the register; `plans` are the controls of each of its standing treatments, by id."""

    number: int
    event: str
    system_id: int | None
    threat: str
    plans: dict[int, list[str]]


def live(organisation: str) -> list[LiveRisk]:
    """Every live risk by number; only an open one has plans, and `threat` is empty for another source. One query."""
    columns = ("number", "event", "system_id", "source", "source_key", "state")
    plan = ("treatments__pk", "treatments__controls", "treatments__withdrawn_at")
    rows = Risk.objects.of(organisation).filter(state__in=[RiskState.OFFERED, RiskState.OPEN])
    found: dict[int, LiveRisk] = {}
    ordered = rows.order_by("number", "treatments__pk").values_list(*columns, *plan)
    for number, event, system, source, key, state, pk, controls, withdrawn in ordered:
        threat = key if source == Source.THREAT else ""
        one = found.setdefault(number, LiveRisk(number, event, system, threat, {}))
        if pk is not None and withdrawn is None and state == RiskState.OPEN:
            one.plans[pk] = controls
    return list(found.values())


def overdue(organisation: str, today: date) -> int:
    """How many actions are late. One query."""
    return Action.objects.of(organisation).filter(**_OPEN, done_at=None, due__lt=today).count()


def action(organisation: str, number: int) -> Action | None:
    return Action.objects.of(organisation).filter(pk=number).select_related("treatment__risk", "owner").first()


def treatment(organisation: str, number: int) -> Treatment | None:
    return Treatment.objects.of(organisation).filter(pk=number).select_related("risk").first()


def _state(action: Action, today: date) -> str:
    if action.done_at:
        return "done"
    return "overdue" if action.due < today else "open"
