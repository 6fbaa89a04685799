"""OWASP Threat Dragon, version 2: its JSON read into a draft, and a model written for it.

Carried over: actors, processes, stores, flows with protocol, and boundary boxes by where they are drawn. Left behind
and said so: threats and their states (here they follow from the library and from evidence), open boundary curves, text,
and whatever lies out of scope.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assentian.threats.exchange.draft import Draft, ExchangeError
from assentian.threats.model import ThreatModel

VERSION = "2.4.0"
WIDTH, HEIGHT, GAP, COLUMNS = 150, 60, 60, 4
_SHAPES = {"dataset": "store", "index": "store", "evaluation": "store", "registry": "store", "log": "store"}
_TYPES = {"actor": "tm.Actor", "process": "tm.Process", "store": "tm.Store"}


def read_text(text: str) -> Draft:
    """The draft of a Threat Dragon file; ExchangeError where it is none."""
    try:
        raw = json.loads(text)
        summary, diagrams = raw["summary"], raw["detail"]["diagrams"]
        cells = [cell for diagram in diagrams for cell in diagram["cells"]]
        draft = Draft(name=str(summary["title"]), purpose=str(summary.get("description", "")))
        _boundaries(draft, [cell for cell in cells if _type(cell) == "tm.BoundaryBox"])
        names = _elements(draft, cells)
        _flows(draft, cells, names)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExchangeError(f"this is no Threat Dragon model of version 2: {error!r}") from error
    _left_behind(draft, cells)
    return draft


def written(model: ThreatModel) -> dict[str, Any]:
    """The model as a Threat Dragon document: one diagram, boundaries as boxes beside each other."""
    zones = {name: [one for one in _named(model) if model.element(one)["in"] == name] for name in model.boundaries}
    places: dict[str, tuple[int, int]] = {}
    cells, left = [], 0
    for zone, members in zones.items():
        columns = max(1, min(COLUMNS, len(members)))
        for index, name in enumerate(members):
            row, column = divmod(index, columns)
            places[name] = (left + GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP))
        rows = -(-len(members) // columns) or 1
        width, height = columns * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP
        cells.append(
            _cell(model, f"zone/{zone}", "trust-boundary-box", (left, 0, width, height), _told(zone, "tm.BoundaryBox"))
        )
        left += width + GAP
    for name, (x, y) in places.items():
        shape = "actor" if name in model.actors else _SHAPES.get(model.parts[name]["kind"], "process")
        cells.append(_cell(model, f"element/{name}", shape, (x, y, WIDTH, HEIGHT), _told(name, _TYPES[shape])))
    cells += [_flow_cell(model, flow.key, flow.source, flow.target, flow.data) for flow in model.flows]
    return {
        "version": VERSION,
        "summary": {
            "title": model.system["name"],
            "owner": model.system.get("owner", ""),
            "description": model.system["purpose"],
            "id": 0,
        },
        "detail": {
            "contributors": [],
            "diagrams": [
                {
                    "id": 0,
                    "title": model.system["id"],
                    "diagramType": "STRIDE",
                    "version": VERSION,
                    "thumbnail": "",
                    "cells": cells,
                }
            ],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": 0,
        },
    }


def _boundaries(draft: Draft, boxes: Sequence[Mapping[str, Any]]) -> None:
    for box in boxes:
        name = draft.free(box["data"].get("name") or "boundary", draft.boundaries)
        draft.boundaries[name] = {"trust": "internal", "title": str(box["data"].get("name") or name)}
        draft.report.append(f"The trust of the boundary {name} is not told: taken as internal.")
        box["data"]["assentian"] = name


def _elements(draft: Draft, cells: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Take actors, processes and stores over; their names by the ids of their cells."""
    boxes = [cell for cell in cells if _type(cell) == "tm.BoundaryBox"]
    names: dict[str, str] = {}
    for cell in cells:
        kind = {"tm.Actor": "actor", "tm.Process": "service", "tm.Store": "dataset"}.get(_type(cell))
        if kind is None:
            continue
        title = str(cell["data"].get("name") or kind)
        if cell["data"].get("outOfScope"):
            draft.report.append(f"{title} lies out of scope there and was left behind.")
            continue
        name = names[str(cell["id"])] = draft.element(title)
        inside = draft.stands_in(_around(cell, boxes), is_actor=kind == "actor")
        if kind == "actor":
            draft.actors[name] = {"in": inside, "title": title}
        else:
            kind = "log" if cell["data"].get("isALog") else kind
            draft.parts[name] = {"kind": kind, "in": inside, "title": title}
            draft.report.append(f"The part {name} became a {kind}: say what it really is.")
    return names


def _flows(draft: Draft, cells: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    for cell in cells:
        if _type(cell) != "tm.Flow":
            continue
        title = str(cell["data"].get("name") or "flow")
        ends = [names.get(str(cell[end].get("cell"))) for end in ("source", "target")]
        if None in ends:
            draft.report.append(f"The flow {title} ends at nothing that was taken over and was left behind.")
            continue
        data = draft.free(title, {})
        draft.data.setdefault(data, {"title": title})
        told: dict[str, Any] = {"data": [data]}
        if cell["data"].get("protocol"):
            told["via"] = str(cell["data"]["protocol"])
        draft.flow(str(ends[0]), str(ends[1]), told)


def _left_behind(draft: Draft, cells: Iterable[Mapping[str, Any]]) -> None:
    threats = curves = 0
    for cell in cells:
        threats += len(cell["data"].get("threats", ()))
        curves += _type(cell) == "tm.Boundary"
    if threats:
        draft.report.append(
            f"{threats} threats were left behind: here they follow from the library, their state from evidence."
        )
    if curves:
        draft.report.append(f"{curves} boundary curves were left behind: a line has no inside; draw a box.")


def _around(cell: Mapping[str, Any], boxes: Sequence[Mapping[str, Any]]) -> str | None:
    """The smallest box that holds the middle of the cell."""
    x, y = (cell["position"][axis] + cell["size"][length] / 2 for axis, length in (("x", "width"), ("y", "height")))
    around = [
        box
        for box in boxes
        if 0 <= x - box["position"]["x"] <= box["size"]["width"]
        and 0 <= y - box["position"]["y"] <= box["size"]["height"]
    ]
    smallest = min(around, key=lambda box: box["size"]["width"] * box["size"]["height"], default=None)
    return str(smallest["data"]["assentian"]) if smallest else None


def _type(cell: Mapping[str, Any]) -> str:
    return str(cell["data"]["type"])


def _named(model: ThreatModel) -> list[str]:
    return [*model.actors, *model.parts]


def _told(name: str, type_: str) -> dict[str, Any]:
    return {"type": type_, "name": name, "description": "", "outOfScope": False, "hasOpenThreats": False, "threats": []}


def _cell(
    model: ThreatModel, key: str, shape: str, place: tuple[int, int, int, int], data: dict[str, Any]
) -> dict[str, Any]:
    x, y, width, height = place
    return {
        "id": _id(model, key),
        "shape": shape,
        "zIndex": 0 if shape == "trust-boundary-box" else 1,
        "visible": True,
        "position": {"x": x, "y": y},
        "size": {"width": width, "height": height},
        "attrs": {"text": {"text": data["name"]}, "label": {"text": data["name"]}},
        "data": data,
    }


def _flow_cell(model: ThreatModel, key: str, source: str, target: str, data: Iterable[str]) -> dict[str, Any]:
    name = ", ".join(data) or key
    return {
        "id": _id(model, f"flow/{key}"),
        "shape": "flow",
        "zIndex": 2,
        "source": {"cell": _id(model, f"element/{source}")},
        "target": {"cell": _id(model, f"element/{target}")},
        "labels": [name],
        "data": {
            **_told(name, "tm.Flow"),
            "protocol": "",
            "isEncrypted": False,
            "isPublicNetwork": False,
            "isBidirectional": False,
        },
    }


def _id(model: ThreatModel, key: str) -> str:
    """The same for the same name, so that a second export changes only what changed."""
    return str(uuid5(NAMESPACE_URL, f"{model.system['id']}/{key}"))
