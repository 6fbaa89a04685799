"""The risk treatment plan as a document: its record told system by system, one row for each action with its risk."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assentian.reports.documents.paper import Cell, Paper, Part, Table, Tag, Titled
from assentian.reports.documents.sealed import Kept, sealed
from assentian.risk.choices import Option
from assentian.risk.treatment.queries import STATES

_HEAD = ("Risk", "Treatment, and the controls it names", "Action", "Who", "Due", "State")
_WIDTHS = (24, 30, 22, 10, 8, 8)
_TONES = {"overdue": "bad", "open": "info", "no_action": "warn", "done": "ok"}
_EVERY = "All AI systems"
_LEAD = (
    "How each risk that stands open is treated, by whom and by when, and which controls that takes (ISO/IEC "
    "42001:2023, 6.1.3 e and 8.3). What remains of a risk is accepted by its owner, in the register of risks."
)


def paper(record: Mapping[str, Any], at: datetime) -> Paper:
    """The document of a plan as it stood `at` a moment."""
    name = record["system_name"]
    return Paper(
        title=f"Risk treatment plan: {name}" if name else "Risk treatment plan",
        organisation=record["organisation"]["name"],
        record=sealed(record["organisation"]["key"], record, kept=Kept.ASSEMBLED),
        at=at,
        lead=_LEAD,
        facts=list(_facts(record, at)),
        sections=list(_sections(record)),
        landscape=True,
    )


def _facts(record: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Cell]]:
    treatments = record["treatments"]
    actions = [action for one in treatments for action in one["actions"]]
    yield "As it stood", f"{at:%Y-%m-%d %H:%M} UTC"
    if record["state"]:
        yield "Narrowed to", f"steps in the state: {STATES[record['state']]}"
    yield "Treatments", f"{len(treatments)}, of {len({one['risk']['reference'] for one in treatments})} risks"
    yield "Actions", f"{len(actions)}: {', '.join(_counted(actions)) or 'none'}"
    if bare := sum(not one["actions"] for one in treatments):
        yield "Without an action", f"{bare} treatment{'s' if bare > 1 else ''}"


def _counted(actions: list[Mapping[str, Any]]) -> Iterator[str]:
    for state, words in STATES.items():
        if number := sum(action["state"] == state for action in actions):
            yield f"{number} {words.lower()}"


def _sections(record: Mapping[str, Any]) -> Iterator[Part]:
    """What holds for all AI systems first, then each system by name."""
    groups: dict[str, list[tuple[Cell, ...]]] = {}
    for one in sorted(record["treatments"], key=lambda one: one["risk"]["system_name"].casefold()):
        groups.setdefault(one["risk"]["system_name"] or _EVERY, []).extend(_rows(one))
    for name, rows in groups.items():
        yield Part(name, (), Table(_HEAD, rows, _WIDTHS))
    if not groups:
        yield Part("No treatment", ("No treatment stands that this plan could tell.",))


def _rows(treatment: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    risk = treatment["risk"]
    named = Titled(f"{risk['reference']} {risk['event']}", f"{risk['source']}\nOwned by {risk['owner'] or 'nobody'}.")
    controls = f"\nControls: {', '.join(treatment['controls'])}." if treatment["controls"] else ""
    what = Titled(Option(treatment["option"]).label, treatment["statement"] + controls)
    if not treatment["actions"]:
        yield named, what, "none", "", "", Tag(STATES["no_action"], _TONES["no_action"])
    for action in treatment["actions"]:
        done = f"\nDone {action['done']}: {action['note']}" if action["done"] else ""
        yield named, what, action["title"] + done, action["who"], action["due"], _state(action["state"])


def _state(state: str) -> Tag:
    return Tag(STATES[state], _TONES[state])
