"""What one change by a form makes of a model's content, and what stands in the way of taking a member out. Pure.

Contents are plain values as the file tells them; none is changed in place.
"""

from collections.abc import Mapping
from typing import Any

from assentian.threats.model import ThreatModel

Content = Mapping[str, Any]
_NAMED_IN = {"boundaries": frozenset({"in", "inside"}), "data": frozenset({"holds", "trained_on", "data"})}
"""Attributes that name a boundary or classes of data."""
_SECTIONS = frozenset({"boundaries", "data", "actors", "parts", "flows"})
EMPTY: Content = {"boundaries": {}, "data": {}, "actors": {}, "parts": {}, "flows": {}}


def begun(told: Mapping[str, Any]) -> Content:
    """A first model: what the system is, and nothing in it yet."""
    return {"model": 1, "system": dict(told), **EMPTY}


def described(content: Content, told: Mapping[str, Any]) -> Content:
    """The content with the system told anew; attributes that the form does not know stay."""
    return {**content, "system": _merged(content["system"], told)}


def with_member(content: Content, section: str, name: str, told: Mapping[str, Any]) -> Content:
    """The content with a member of a section as told: attributes keep their order, new ones come last."""
    members = dict(content.get(section, {}))
    standing = members.get(name, {})
    member = _merged({"data": standing} if isinstance(standing, list) else standing, told)
    is_short = section == "flows" and set(member) <= {"data"}
    members[name] = member.get("data", []) if is_short else member
    return {**content, section: members}


def without_member(content: Content, section: str, name: str) -> Content:
    """The content without a member; with an actor or a part go the flows that begin or end there."""
    found = {**content, section: {key: told for key, told in content[section].items() if key != name}}
    if section in {"actors", "parts"}:
        found["flows"] = {key: told for key, told in content["flows"].items() if name not in _ends(key)}
    return found


def new_keys(content: Content, section: str, old: str, new: str) -> dict[tuple[str, str], str]:
    """The keys that change when a member gets another name, by section and key: its own, and of flows those that begin
    or end there.
    """
    keys = {(section, old): new}
    if section in {"actors", "parts"}:
        for key in content["flows"]:
            ends, number = key.partition(" #")[::2]
            source, target = ends.partition(" -> ")[::2]
            if old in {source, target}:
                named = " -> ".join(new if end == old else end for end in (source, target))
                keys["flows", key] = f"{named} #{number}" if number else named
    return keys


def elements(keys: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Of such keys those that ids of threats carry, as DEV-T-1@scorer does: old and new."""
    return {old: new for (section, old), new in keys.items() if section in {"actors", "parts", "flows"}}


def renamed(content: Content, section: str, old: str, new: str) -> Content:
    """The content with a member under another name, and so wherever it is named: in flows, in what stands or is kept
    there, and in what was decided about its threats.
    """
    keys, names = new_keys(content, section, old, new), _NAMED_IN.get(section, frozenset())
    found: dict[str, Any] = {
        kind: {keys.get((kind, key), key): _naming(told, names, old, new) for key, told in members.items()}
        for kind, members in content.items()
        if kind in _SECTIONS
    }
    moved = elements(keys)
    if accepted := content.get("accept"):
        found["accept"] = [{**told, "threat": _threat(told["threat"], moved)} for told in accepted]
    return {**content, **found}


def flows_of(model: ThreatModel, name: str) -> list[str]:
    """The flows that begin or end at an actor or a part."""
    return [flow.key for flow in model.flows if name in {flow.source, flow.target}]


def users(model: ThreatModel, section: str, name: str) -> list[tuple[str, str]]:
    """The members, each with its section, that name a boundary or a class of data and so keep it from going."""
    if section == "boundaries":
        inside = [("boundaries", key) for key, told in model.boundaries.items() if told.get("inside") == name]
        groups = (("actors", model.actors), ("parts", model.parts))
        return inside + [(kind, key) for kind, members in groups for key, told in members.items() if told["in"] == name]
    if section == "data":
        parts = [
            ("parts", key)
            for key, told in model.parts.items()
            if name in {*told.get("holds", ()), *told.get("trained_on", ())}
        ]
        return parts + [("flows", flow.key) for flow in model.flows if name in flow.data]
    return []


def flow_key(source: str, target: str, taken: Mapping[str, Any]) -> str:
    """How the file names a new flow; a second one between the same ends gets a number."""
    key, number = f"{source} -> {target}", 1
    while key in taken:
        number += 1
        key = f"{source} -> {target} #{number}"
    return key


def _naming(told: Any, names: frozenset[str], old: str, new: str) -> Any:
    """A member with `old` as `new` in the attributes of these names; a flow's short form is its data."""
    if isinstance(told, Mapping):
        return {name: _named(value, old, new) if name in names else value for name, value in told.items()}
    return _named(told, old, new) if "data" in names else told


def _named(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [new if one == old else one for one in value]
    return new if value == old else value


def _threat(key: str, moved: Mapping[str, str]) -> str:
    threat, at, element = key.partition("@")
    return f"{threat}{at}{moved.get(element, element)}"


def _ends(key: str) -> set[str]:
    source, _, target = key.partition(" #")[0].partition(" -> ")
    return {source, target}


def _merged(standing: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """`told` has every attribute that the form knows; None there takes one away."""
    kept = {name: told.get(name, value) for name, value in standing.items()}
    return {name: value for name, value in {**kept, **told}.items() if value is not None}
