"""OWASP pytm: the JSON that `tm.py --json` writes, read into a draft.

Carried over: boundaries, actors, servers, stores, processes and other elements, data with class and personal data,
flows with protocol. Left behind and said so: controls and findings.
"""

import json
from collections.abc import Mapping
from typing import Any

from assentian.threats.exchange.draft import Draft, ExchangeError

_KINDS = {
    "Server": "service",
    "Datastore": "dataset",
    "Lambda": "service",
    "Process": "service",
    "LLM": "external-model",
}
_CLASSES = {
    "PUBLIC": "public",
    "RESTRICTED": "internal",
    "SENSITIVE": "confidential",
    "SECRET": "secret",
    "TOP_SECRET": "secret",
}
_ACTORS = {"Actor", "ExternalEntity"}


def read_text(text: str) -> Draft:
    """The draft of a pytm file; ExchangeError where it is none."""
    try:
        raw = json.loads(text)
        draft = Draft(name=str(raw["name"]), purpose=str(raw.get("description") or ""))
        for boundary in raw["boundaries"]:
            name = draft.free(boundary["name"], draft.boundaries)
            draft.boundaries[name] = {"trust": "internal", "title": str(boundary["name"])}
            draft.report.append(f"The trust of the boundary {name} is not told: taken as internal.")
        for data in raw["data"]:
            draft.data[draft.free(data["name"], draft.data)] = _data(data)
        names = {element["name"]: _element(draft, element) for element in [*raw["actors"], *raw["assets"]]}
        for flow in raw["flows"]:
            _flow(draft, flow, names)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExchangeError(f"this is no model that pytm wrote with --json: {error!r}") from error
    if raw.get("findings"):
        draft.report.append(f"{len(raw['findings'])} findings were left behind: here threats follow from the library.")
    return draft


def _data(told: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"title": str(told["name"]), "pii": bool(told.get("isPII"))}
    level = str(told.get("classification", "")).rpartition(".")[2]
    if level in _CLASSES:
        found["class"] = _CLASSES[level]
    return found


def _element(draft: Draft, told: Mapping[str, Any]) -> str:
    name, class_ = draft.element(told["name"]), str(told.get("__class__", "Actor"))
    boundary = told.get("inBoundary")
    known = next((key for key, one in draft.boundaries.items() if boundary and one.get("title") == boundary), None)
    is_actor = class_ in _ACTORS
    inside = draft.stands_in(known, is_actor=is_actor)
    if is_actor:
        draft.actors[name] = {"in": inside, "title": str(told["name"])}
        return name
    kind = _KINDS.get(class_, "service")
    draft.parts[name] = {"kind": kind, "in": inside, "title": str(told["name"])}
    draft.report.append(f"The {class_} {name} became a {kind}: say what it really is.")
    return name


def _flow(draft: Draft, told: Mapping[str, Any], names: Mapping[str, str]) -> None:
    source, target = names.get(told["source"]), names.get(told["sink"])
    if source is None or target is None:
        draft.report.append(f"The flow {told['name']} ends at nothing that was taken over and was left behind.")
        return
    carried = told.get("data") or []
    titles = {one["title"]: key for key, one in draft.data.items()}
    flow: dict[str, Any] = {"data": [titles[name] for name in carried if name in titles]}
    if told.get("protocol"):
        flow["via"] = str(told["protocol"])
    draft.flow(source, target, flow)
