"""The verbs of the guided form: describe a system, tell, rename or take out one member, answer one question.

Each saves the next version of the same text that the text editor writes, changed in the places that change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.accounts.rules import Actor
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.risk import queries, services
from assentian.risk.modelling import rules
from assentian.risk.models import ThreatModelVersion
from assentian.risk.register.services import follow
from assentian.risk.services import SavedMeanwhileError, ThreatModelError
from assentian.standards.strict_yaml import parse
from assentian.threats.editing import edited, written
from assentian.threats.questions import Place


@dataclass(frozen=True, slots=True)
class Saved:
    """`is_rewritten` where the text could not be changed in place, so that comments in it are gone."""

    version: ThreatModelVersion
    is_rewritten: bool = False


def describe(actor: Actor, system: AISystem, told: Mapping[str, Any], *, seen: int) -> Saved:
    """Tell what the system is; without a model yet, this begins one."""
    if queries.newest(system) is None:
        content = rules.begun({name: value for name, value in told.items() if value is not None})
        return Saved(services.save_threat_model(actor, system, written(content), seen=seen))
    return _change(actor, system, lambda content: rules.described(content, told), seen=seen)


def tell(actor: Actor, system: AISystem, place: tuple[str, str], told: Mapping[str, Any], *, seen: int) -> Saved:
    """Add or change the member of a section; `place` is section and name, None in `told` leaves an attribute open."""
    return _change(actor, system, lambda content: rules.with_member(content, *place, told), seen=seen)


def remove(actor: Actor, system: AISystem, place: tuple[str, str], *, seen: int) -> Saved:
    """Take a member out; with an actor or part go its flows. `ThreatModelError` where something else names it."""
    return _change(actor, system, lambda content: rules.without_member(content, *place), seen=seen)


def rename(actor: Actor, system: AISystem, place: tuple[str, str], name: str, *, seen: int) -> Saved:
    """Give a member another name, here and wherever it is named; the live risks of its threats go on under it."""
    standing, before = _shown(actor, system, seen)
    keys = rules.new_keys(before, *place, name)
    made = edited(standing.text, before, rules.renamed(before, *place, name), keys)
    with act(actor.organisation, actor.name, "rename in threat model"):
        saved = services.save_threat_model(actor, system, made.text, seen=seen)
        follow(actor, system, rules.elements(keys))
    return Saved(saved, made.is_rewritten)


def answer(actor: Actor, system: AISystem, place: Place, value: Any, *, seen: int) -> Saved:
    """Write the answer to a question where it belongs."""
    told = {place.attribute: value}
    if place.section == "system":
        return _change(actor, system, lambda content: rules.described(content, told), seen=seen)
    return tell(actor, system, (place.section, place.name), told, seen=seen)


def _change(actor: Actor, system: AISystem, change: Callable[[rules.Content], rules.Content], *, seen: int) -> Saved:
    """Change the newest text in the places that change."""
    standing, before = _shown(actor, system, seen)
    made = edited(standing.text, before, change(before))
    return Saved(services.save_threat_model(actor, system, made.text, seen=seen), made.is_rewritten)


def _shown(actor: Actor, system: AISystem, seen: int) -> tuple[ThreatModelVersion, rules.Content]:
    """The newest version and what it says; somebody else's newer one is never overwritten unseen."""
    actor.require("threats.model")
    standing = queries.newest(system)
    if standing is None:
        raise ThreatModelError("there is no threat model yet; describe the system first")
    if standing.version != seen:
        raise SavedMeanwhileError(standing)
    services.read_model(standing.text)
    return standing, parse(standing.text, services.NAME).content
