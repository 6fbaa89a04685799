"""What the pages of the guided form show: the sections with their members, and how far a model has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assentian.threats.model import ThreatModel
from assentian.threats.questions import title
from assentian.threats.wording import NAMES, WORDINGS
from assentian.web.components.lists import Step

HEADINGS = {
    "boundaries": "Boundaries",
    "data": "Classes of data",
    "actors": "Actors",
    "parts": "Parts",
    "flows": "Flows",
}
LEADS = {
    "boundaries": "Zones of trust; what crosses one is looked at most closely.",
    "data": "What passes and is kept, in classes that are treated alike.",
    "actors": "People and outside parties.",
    "parts": "What the system is made of.",
    "flows": "From one actor or part to another.",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A row of a section: its key in the file, what it is called, its first fact and the others, in words."""

    key: str
    title: str
    first: str
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    section: str
    members: Sequence[Member]

    @property
    def heading(self) -> str:
        return HEADINGS[self.section]

    @property
    def lead(self) -> str:
        return LEADS[self.section]

    @property
    def noun(self) -> str:
        return NAMES[self.section]


def groups(model: ThreatModel) -> list[Group]:
    sections: Mapping[str, Mapping[str, Any]] = {
        "boundaries": model.boundaries,
        "data": model.data,
        "actors": model.actors,
        "parts": model.parts,
        "flows": {flow.key: flow.attributes for flow in model.flows},
    }
    return [
        Group(section, [_member(model, section, key, told) for key, told in members.items()])
        for section, members in sections.items()
    ]


def of_system(model: ThreatModel) -> list[tuple[str, str]]:
    """What the system is, as label and value; open ones as not told."""
    return [
        (wording.label, _value(model, "system", name, model.system[name]) if name in model.system else "")
        for name, wording in WORDINGS["system"].items()
        if name not in {"name", "stages"} or name in model.system
    ]


def steps(model: ThreatModel | None, questions: int) -> list[Step]:
    """Where a model stands on the way from its first sentence to its last open question."""
    filled = {group.section: bool(group.members) for group in groups(model)} if model else {}
    found = [Step("The system", "#system", done=model is not None)]
    found += [Step(heading, f"#{key}", done=filled.get(key, False)) for key, heading in HEADINGS.items()]
    if not model:
        found = [Step(step.label, "", current=number == 0) for number, step in enumerate(found)]
    return [*found, Step("Questions", "#questions" if model else "", done=filled.get("flows", False) and not questions)]


def _member(model: ThreatModel, section: str, key: str, told: Mapping[str, Any]) -> Member:
    first = next((name for name in ("kind", "trust", "class", "data") if name in told), "")
    names = [name for name in WORDINGS[section] if name in told and name not in {first, "title"}]
    rest = "; ".join(f"{WORDINGS[section][name].label}: {_value(model, section, name, told[name])}" for name in names)
    shown = title(model, section, key)
    if section == "flows":
        source, _, target = key.partition(" #")[0].partition(" -> ")
        shown = " → ".join(title(model, "actors" if end in model.actors else "parts", end) for end in (source, target))
    return Member(key, shown, _value(model, section, first, told[first]) if first else "", rest)


def _value(model: ThreatModel, section: str, name: str, value: Any) -> str:
    answers = WORDINGS[section][name].answers
    if name in {"in", "inside"}:
        return title(model, "boundaries", value)
    if isinstance(value, list):
        is_data = name in {"holds", "trained_on", "data"}
        return ", ".join(title(model, "data", one) if is_data else answers.get(one, one) for one in value) or "none"
    spelled = str(value).lower() if isinstance(value, bool) else str(value)
    return answers.get(spelled, spelled).partition(":")[0]
