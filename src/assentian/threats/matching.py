"""Which threats apply to a system, to which of its elements, and why; and why the others do not.

A rule of the library is a `target` (system, part, flow) and conditions on attributes; all must hold. A condition is met
by any of the wanted values, or with `not` by any other value. Three answers: a value that the file leaves open makes a
condition *unknown*, and a threat whose conditions are none of them refused is then *possible*: it stays, with the
question that would settle it. Nothing is dropped in silence, and no expression is ever evaluated as code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assentian.standards.vocabulary import Stage
from assentian.threats.facts import Facts, Values
from assentian.threats.library import Threat, cells
from assentian.threats.model import Decision, ThreatModel

PARTICULAR = {"system": "the system", "part": "part", "flow": "flow"}
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "system": frozenset({"tech", "affects_people", "autonomy", "learns_online", "retrains", "role", "public", "has"}),
    "part": frozenset(
        {"kind", "origin", "labels", "format", "auth", "effect", "reachable", "feeds"}
        | {f"{head}.{tail}" for head in ("holds", "trained_on") for tail in ("class", "pii", "special", "origin")}
        | {f"system.{name}" for name in ("tech", "affects_people", "autonomy", "learns_online", "retrains", "public")}
    ),
    "flow": frozenset(
        {"crosses", "via", "auth", "from.kind", "from.trust", "to.kind", "to.trust"}
        | {f"carries.{tail}" for tail in ("class", "pii", "special", "origin", "trusted")}
    ),
}
"""The attributes that a rule may ask of each kind of target; a test holds the library against them."""


class Answer(StrEnum):
    MET = "met"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule, held against one element."""

    attribute: str
    wanted: str
    found: str
    answer: Answer

    @property
    def words(self) -> str:
        if self.answer is Answer.UNKNOWN:
            return f"{self.attribute} is not told; {self.wanted} would make it apply"
        return f"{self.attribute} is {self.found}, {'as the threat needs' if self.answer is Answer.MET else 'not'} " + (
            f"({self.wanted})" if self.answer is Answer.MET else self.wanted
        )


@dataclass(frozen=True, slots=True)
class Instance:
    """A threat that applies to an element. `id` stays the same while threat and element keep their names."""

    threat: Threat
    element: str
    conditions: tuple[Condition, ...]
    claims: tuple[str, ...] = ()
    decision: Decision | None = None

    @property
    def id(self) -> str:
        return f"{self.threat.id}@{self.element}" if self.element else self.threat.id

    @property
    def is_possible(self) -> bool:
        """Whether it only may apply: a value is not told."""
        return any(condition.answer is Answer.UNKNOWN for condition in self.conditions)

    @property
    def because(self) -> str:
        return "; ".join(condition.words for condition in self.conditions) or "it applies to every AI system"

    @property
    def questions(self) -> tuple[str, ...]:
        unknown = (condition for condition in self.conditions if condition.answer is Answer.UNKNOWN)
        return tuple(f"What is {condition.attribute} of {self.element or 'the system'}?" for condition in unknown)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a threat does not apply to an element, by the conditions that it does not meet."""

    threat: Threat
    element: str
    conditions: tuple[Condition, ...]

    @property
    def words(self) -> str:
        refused = [condition.words for condition in self.conditions if condition.answer is Answer.REFUSED]
        return "; ".join(refused)


def instances(model: ThreatModel) -> list[Instance]:
    """Every threat of the library that applies or may apply, cell by cell, each element in the order of the file."""
    facts = Facts(model)
    found = []
    for threat in _threats(model):
        for element, held in _held(threat, facts):
            if not any(condition.answer is Answer.REFUSED for condition in held):
                claims = tuple(model.parts[element].get("claims", ())) if element in model.parts else ()
                shared = tuple(check for check in claims if check in threat.checks)
                found.append(Instance(threat, element, held, shared, _decision(model, threat, element)))
    return found


def why_not(model: ThreatModel, threat: Threat) -> list[Refusal]:
    """For each element to which the threat could attach and does not: the conditions that refuse it."""
    if not _is_in_scope(model, threat):
        stages = tuple(map(str, model.system["stages"]))
        outside = Condition("system.stages", f"not {threat.id[:3]}", ", ".join(stages), Answer.REFUSED)
        return [Refusal(threat, "", (outside,))]
    held = _held(threat, Facts(model))
    return [
        Refusal(threat, element, conditions)
        for element, conditions in held
        if any(condition.answer is Answer.REFUSED for condition in conditions)
    ]


def judged(wanted: Any, values: Values) -> Answer:
    """Any wanted value among those found meets it; an open value leaves it unknown; else it is refused."""
    if values is None:
        return Answer.UNKNOWN
    is_negated = isinstance(wanted, Mapping)
    words = _words(wanted["not"] if is_negated else wanted)
    known = [str(value).casefold() in words for value in values if value is not None]
    if any(hit != is_negated for hit in known):
        return Answer.MET
    return Answer.UNKNOWN if None in values else Answer.REFUSED


def _words(wanted: Any) -> frozenset[str]:
    return frozenset(str(value).casefold() for value in (wanted if isinstance(wanted, list) else [wanted]))


def _threats(model: ThreatModel) -> Iterator[Threat]:
    for cell in cells():
        yield from (threat for threat in cell.threats if _is_in_scope(model, threat))


def _is_in_scope(model: ThreatModel, threat: Threat) -> bool:
    """A model may limit itself to some stages of the lifecycle; without that, all of them count."""
    stages = model.system.get("stages")
    return not stages or threat.id[:3] in {Stage.of(stage).code for stage in stages}


def _held(threat: Threat, facts: Facts) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Each element of the threat's target with the conditions held against it."""
    if threat.target == "system":
        yield "", _conditions(threat, facts.of_system)
    elif threat.target == "part":
        for name in facts.model.parts:
            yield name, _conditions(threat, lambda attribute, name=name: facts.of_part(name, attribute))  # type: ignore[misc]
    else:
        for flow in facts.model.flows:
            yield flow.key, _conditions(threat, lambda attribute, flow=flow: facts.of_flow(flow, attribute))  # type: ignore[misc]


def _conditions(threat: Threat, of: Callable[[str], Values]) -> tuple[Condition, ...]:
    found = []
    for attribute, wanted in threat.when.items():
        values = of(attribute)
        found.append(Condition(attribute, _told(wanted), _listed(values or ()), judged(wanted, values)))
    return tuple(found)


def _told(wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        return f"anything but {_told(wanted['not'])}"
    return _listed(wanted) if isinstance(wanted, list) else _word(wanted)


def _listed(values: Iterable[Any]) -> str:
    return " or ".join(_word(value) for value in values) or "nothing"


def _word(value: Any) -> str:
    return (
        {True: "true", False: "false", None: "not told"}.get(value, str(value)) if not isinstance(value, str) else value
    )


def _decision(model: ThreatModel, threat: Threat, element: str) -> Decision | None:
    return next((one for one in model.decisions if one.is_about(threat.id, element)), None)
