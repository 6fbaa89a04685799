"""The risk treatment plan as a table (6.1.3, 8.3): one row for each action, with its risk."""

from collections.abc import Iterable, Sequence

from assentian.risk.register.sheets import source_of
from assentian.risk.treatment.queries import Step

COLUMNS = (
    "Risk",
    "AI system",
    "Risk source",
    "Event",
    "Risk owner",
    "Option",
    "Treatment",
    "Controls",
    "Action",
    "Who",
    "Due",
    "State",
    "Done",
    "What was done",
)


def rows(steps: Iterable[Step]) -> list[Sequence[object]]:
    return [_row(one) for one in steps]


def _row(one: Step) -> Sequence[object]:
    treatment, action, risk = one.treatment, one.action, one.treatment.risk
    return (
        risk.reference,
        risk.system.name if risk.system else None,
        source_of(risk),
        risk.event,
        risk.owner.name if risk.owner else None,
        treatment.get_option_display(),
        treatment.statement,
        "; ".join(treatment.controls),
        action.title if action else None,
        action.owner.name if action else None,
        action.due if action else None,
        one.label,
        action.done_at.date() if action and action.done_at else None,
        action.note if action else None,
    )
