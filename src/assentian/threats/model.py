"""The threat model of one AI system as people write it: about fifty lines of YAML, read strictly.

Invariants of a `ThreatModel`: it fits the schema; every boundary, data class, actor and part that something names is
there; boundaries do not contain themselves; every flow joins two known ends. Nothing in it is derived: what follows
from it stands in `facts`. An attribute that was not written is not there, which is not the same as false.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assentian.standards.strict_yaml import ContentError, Document, read

DATA = Path(__file__).parent / "data"
LARGEST = 1024 * 1024
"""Bytes of a model's file; a system of 200 parts and 600 flows takes less than a tenth of it."""
ARROW = " -> "


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that passes from one element to another; `key` is how the file names it."""

    key: str
    source: str
    target: str
    data: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a threat, or about one instance of it: never a suppression, always shown."""

    threat: str
    decision: str
    reason: str
    by: str
    until: str

    def is_about(self, threat: str, element: str) -> bool:
        return self.threat in {threat, f"{threat}@{element}"}


@dataclass(frozen=True, slots=True)
class ThreatModel:
    """`system`, and by name: `boundaries`, `data`, `actors`, `parts`; `flows` and `decisions` in their order."""

    system: Mapping[str, Any]
    boundaries: Mapping[str, Mapping[str, Any]]
    data: Mapping[str, Mapping[str, Any]]
    actors: Mapping[str, Mapping[str, Any]]
    parts: Mapping[str, Mapping[str, Any]]
    flows: tuple[Flow, ...]
    decisions: tuple[Decision, ...]
    document: Document

    def element(self, name: str) -> Mapping[str, Any]:
        return self.parts.get(name) or self.actors[name]

    def trust(self, name: str) -> str:
        """The trust of the boundary that an actor or part stands in."""
        return str(self.boundaries[self.element(name)["in"]]["trust"])


def load_model(path: Path) -> ThreatModel:
    """Read and check a model; ContentError names file, line, key and what is expected."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror}", path=path) from error
    if size > LARGEST:
        raise ContentError(f"is {size:,} bytes long; a threat model has at most {LARGEST:,}", path=path)
    return of_document(read(path))


def of_document(document: Document) -> ThreatModel:
    """The model that an already read file tells."""
    _hold(document)
    raw = document.content
    model = ThreatModel(
        system=raw["system"],
        boundaries=raw["boundaries"],
        data=raw.get("data", {}),
        actors=raw.get("actors", {}),
        parts=raw["parts"],
        flows=tuple(_flow(key, told) for key, told in raw["flows"].items()),
        decisions=tuple(Decision(**told) for told in raw.get("accept", ())),
        document=document,
    )
    for place, problem in _problems(model):
        raise document.error(problem, *place)
    return model


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "system.schema.json").read_text(encoding="utf-8"))
    return found


def _hold(document: Document) -> None:
    """Hold a file against the schema; an unknown key is answered with the nearest known one."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    worst = best_match(Draft202012Validator(schema()).iter_errors(document.content))
    if worst is None:
        return
    place = tuple(worst.absolute_path)
    if place == ("flows",) and isinstance(worst.instance, str):
        raise document.error("expected a flow from one name to another, as clerk -> desk", *place, worst.instance)
    if worst.validator == "additionalProperties" and isinstance(worst.schema, dict):
        known = sorted(worst.schema.get("properties", ()))
        unknown = next(name for name in worst.instance if name not in known)
        raise document.error(f"unknown key; {_nearest(unknown, known)}", *place, unknown)
    if worst.validator == "required":
        missing = next(name for name in worst.validator_value if name not in worst.instance)
        raise document.error(f"{missing} is missing", *place)
    if worst.validator == "enum":
        raise document.error(
            f"{worst.instance!r} is no such word; {_nearest(str(worst.instance), worst.validator_value)}", *place
        )
    raise document.error(worst.message, *place)


def _nearest(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    meant = f"did you mean '{close[0]}'? " if close else ""
    return f"{meant}Known: {', '.join(known)}"


def _flow(key: str, told: Any) -> Flow:
    ends = key.partition(" #")[0]
    source, _, target = ends.partition(ARROW)
    attributes = {"data": told} if isinstance(told, list) else told
    return Flow(key, source, target, tuple(attributes.get("data", ())), attributes)


Problem = tuple[tuple[str | int, ...], str]


def _problems(model: ThreatModel) -> Iterator[Problem]:
    """What a schema cannot say."""
    yield from _boundaries(model)
    for name in sorted(model.actors.keys() & model.parts.keys()):
        yield ("parts", name), "an actor has this name already; every element has a name of its own"
    for section, elements in (("actors", model.actors), ("parts", model.parts)):
        for name, told in elements.items():
            yield from _element(model, (section, name), told)
    for flow in model.flows:
        yield from _ends(model, flow)


def _element(model: ThreatModel, place: tuple[str, str], told: Mapping[str, Any]) -> Iterator[Problem]:
    if told["in"] not in model.boundaries:
        yield (*place, "in"), _unknown("boundary", told["in"], model.boundaries)
    for held in ("holds", "trained_on"):
        for index, data in enumerate(told.get(held, ())):
            if data not in model.data:
                yield (*place, held, index), _unknown("class of data", data, model.data)


def _ends(model: ThreatModel, flow: Flow) -> Iterator[Problem]:
    for end in (flow.source, flow.target):
        if end not in model.parts and end not in model.actors:
            yield ("flows", flow.key), _unknown("actor or part", end, [*model.actors, *model.parts])
    for data in flow.data:
        if data not in model.data:
            yield ("flows", flow.key), _unknown("class of data", data, model.data)


def _boundaries(model: ThreatModel) -> Iterator[Problem]:
    for name in model.boundaries:
        around, seen = name, [name]
        while (outer := model.boundaries[around].get("inside")) is not None:
            if outer not in model.boundaries:
                yield ("boundaries", around, "inside"), _unknown("boundary", outer, model.boundaries)
                break
            if outer in seen:
                yield ("boundaries", name, "inside"), f"contains itself: {' inside '.join([*seen, outer])}"
                break
            around = outer
            seen.append(outer)


def _unknown(what: str, name: str, known: Any) -> str:
    return f"there is no {what} '{name}'; {_nearest(name, sorted(known))}"
