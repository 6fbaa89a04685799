"""The questions that a threat model leaves open, each with the threats that hang on it. Pure.

A condition that is unknown leads back to the place of the model that would settle it: `holds.pii` of a log whose data
is named leads to that class of data, not to the log. So one answer may settle many threats, and none is asked twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assentian.threats.facts import Facts
from assentian.threats.matching import Answer, Instance
from assentian.threats.model import ThreatModel
from assentian.threats.wording import WORDINGS, Wording


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is written: an attribute of a member of a section; `name` is empty for the system itself."""

    section: str
    name: str
    attribute: str

    @property
    def words(self) -> str:
        return ".".join(part for part in (self.section, self.name, self.attribute) if part)

    @property
    def wording(self) -> Wording:
        return WORDINGS[self.section][self.attribute]


@dataclass(frozen=True, slots=True)
class Question:
    """An open place, in words, and the threats that are only possible until it is answered."""

    place: Place
    words: str
    instances: tuple[Instance, ...]

    @property
    def threats(self) -> int:
        return len({instance.threat.id for instance in self.instances})


def questions(model: ThreatModel, found: Sequence[Instance]) -> list[Question]:
    """Those on which most threats hang first; among equals, in the order in which they arise."""
    facts = Facts(model)
    hanging: dict[Place, list[Instance]] = {}
    for instance in found:
        for place in dict.fromkeys(open_places(facts, instance)):
            hanging.setdefault(place, []).append(instance)
    asked = [Question(place, words(model, place), tuple(instances)) for place, instances in hanging.items()]
    return sorted(asked, key=lambda question: -question.threats)


def open_places(facts: Facts, instance: Instance) -> Iterator[Place]:
    """The places of the model that would settle whether the threat applies there."""
    for condition in instance.conditions:
        if condition.answer is Answer.UNKNOWN:
            yield from _places(facts, instance, condition.attribute)


def words(model: ThreatModel, place: Place) -> str:
    return place.wording.question.format(title(model, place.section, place.name))


def title(model: ThreatModel, section: str, name: str) -> str:
    """What a member is called: its title, or its name."""
    if section == "system":
        return str(model.system["name"])
    members = {"boundaries": model.boundaries, "data": model.data, "actors": model.actors, "parts": model.parts}
    return str(members.get(section, {}).get(name, {}).get("title", name))


def _places(facts: Facts, instance: Instance, attribute: str) -> Iterator[Place]:
    head, _, tail = attribute.partition(".")
    if instance.threat.target == "system" or head == "system":
        yield Place("system", "", tail or attribute)
    elif instance.threat.target == "flow":
        flow = next(one for one in facts.model.flows if one.key == instance.element)
        yield from _of_data(facts, flow.data, tail) if head == "carries" else [Place("flows", flow.key, attribute)]
    elif tail:
        data = facts.data_of(instance.element, head)
        is_index = facts.model.parts[instance.element]["kind"] == "index"
        open_ = Place("parts", instance.element, "holds" if is_index else head)
        yield from [open_] if data is None else _of_data(facts, data, tail)
    else:
        yield Place("parts", instance.element, attribute)


def _of_data(facts: Facts, names: Sequence[str], attribute: str) -> Iterator[Place]:
    for name in names:
        if attribute not in facts.model.data[name]:
            yield Place("data", name, attribute)
