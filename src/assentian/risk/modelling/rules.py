"""What one change by a form makes of a model's content, and what stands in the way of taking a member out. Pure.

Contents are plain values as the file tells them; none is changed in place.
"""

from collections.abc import Mapping
from typing import Any

from assentian.threats.model import ThreatModel

Content = Mapping[str, Any]
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


def _ends(key: str) -> set[str]:
    source, _, target = key.partition(" #")[0].partition(" -> ")
    return {source, target}


def _merged(standing: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """`told` has every attribute that the form knows; None there takes one away."""
    kept = {name: told.get(name, value) for name, value in standing.items()}
    return {name: value for name, value in {**kept, **told}.items() if value is not None}
