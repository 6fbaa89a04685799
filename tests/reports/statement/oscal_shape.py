"""What the published JSON schema of OSCAL 1.1.3 asks of a system security plan, as far as a statement fills it.

Each object: the keys that it must have, those that it may have, and a check for its texts. Written from NIST's
reference of the model; nothing of the schema itself is kept here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TOKEN = re.compile(r"[^\W\d][\w.-]*")
STRING = re.compile(r"\S(.*\S)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
STATES = {"implemented", "partial", "planned", "alternative", "not-applicable"}
REMARKS = {"props", "links", "remarks"}
SHAPE: Mapping[str, tuple[set[str], set[str]]] = {
    "system-security-plan": (
        {
            "uuid",
            "metadata",
            "import-profile",
            "system-characteristics",
            "system-implementation",
            "control-implementation",
        },
        {"back-matter"},
    ),
    "metadata": ({"title", "last-modified", "version", "oscal-version"}, {"parties", *REMARKS}),
    "parties": ({"uuid", "type"}, {"name", *REMARKS}),
    "import-profile": ({"href"}, {"remarks"}),
    "system-characteristics": (
        {"system-ids", "system-name", "description", "system-information", "status", "authorization-boundary"},
        REMARKS,
    ),
    "system-ids": ({"id"}, {"identifier-type"}),
    "system-information": ({"information-types"}, REMARKS),
    "information-types": ({"title", "description"}, {"uuid", *REMARKS}),
    "status": ({"state"}, {"remarks"}),
    "authorization-boundary": ({"description"}, REMARKS),
    "system-implementation": ({"users", "components"}, REMARKS),
    "users": ({"uuid"}, {"title", "description", *REMARKS}),
    "components": ({"uuid", "type", "title", "description", "status"}, REMARKS),
    "control-implementation": ({"description", "implemented-requirements"}, set()),
    "implemented-requirements": ({"uuid", "control-id"}, {"by-components", *REMARKS}),
    "by-components": ({"component-uuid", "uuid", "description"}, {"implementation-status", *REMARKS}),
    "implementation-status": ({"state"}, {"remarks"}),
    "props": ({"name", "value"}, {"ns", "uuid", "class", "remarks"}),
    "links": ({"href"}, {"rel", "media-type", "text"}),
    "back-matter": (set(), {"resources"}),
    "resources": ({"uuid"}, {"title", "description", "rlinks", *REMARKS}),
    "rlinks": ({"href"}, {"media-type", "hashes"}),
    "hashes": ({"algorithm", "value"}, set()),
}
SEVERAL = {
    "parties",
    "system-ids",
    "information-types",
    "users",
    "components",
    "implemented-requirements",
    "by-components",
    "props",
    "links",
    "resources",
    "rlinks",
    "hashes",
}
FORMS = {
    "uuid": UUID,
    "component-uuid": UUID,
    "control-id": TOKEN,
    "name": STRING,
    "value": STRING,
    "id": STRING,
    "system-name": STRING,
    "version": STRING,
    "last-modified": MOMENT,
}


def wrong(document: Any) -> list[str]:
    """Everything that the published schema would refuse, as `place: what`; empty when nothing is."""
    if not isinstance(document, dict) or set(document) != {"system-security-plan"}:
        return ["the root is not system-security-plan alone"]
    found = list(_object("system-security-plan", document["system-security-plan"], "plan"))
    return [*found, *_references(document["system-security-plan"])]


def _object(kind: str, value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: no object"
        return
    needed, allowed = SHAPE[kind]
    for key in sorted(needed - set(value)):
        yield f"{place}: lacks {key}"
    for key in sorted(set(value) - needed - allowed):
        yield f"{place}: has {key}"
    for key, inner in value.items():
        yield from _member(kind, key, inner, f"{place}/{key}")


def _member(kind: str, key: str, value: Any, place: str) -> Iterator[str]:
    if key in SEVERAL:
        if not isinstance(value, list) or not value:
            yield f"{place}: no list with members"
        for number, one in enumerate(value):
            yield from _object(key, one, f"{place}/{number}")
    elif key in SHAPE:
        yield from _object(key, value, place)
    elif not isinstance(value, str) or not value:
        yield f"{place}: no text"
    elif key in FORMS and not FORMS[key].fullmatch(value):
        yield f"{place}: {value!r} is not of its form"
    elif (kind, key) == ("implementation-status", "state") and value not in STATES:
        yield f"{place}: {value!r} is no published state"
    elif (kind, key) == ("props", "name") and not TOKEN.fullmatch(value):
        yield f"{place}: {value!r} is no token"


def _references(plan: Mapping[str, Any]) -> Iterator[str]:
    """Components and resources that are named and not there, and identifiers that stand twice."""
    components = {one["uuid"] for one in plan["system-implementation"]["components"]}
    resources = {one["uuid"] for one in plan["back-matter"]["resources"]}
    links = [plan["import-profile"]["href"]]
    named = [plan["uuid"], *components, *resources]
    for requirement in plan["control-implementation"]["implemented-requirements"]:
        named.append(requirement["uuid"])
        for one in requirement["by-components"]:
            named.append(one["uuid"])
            links += [link["href"] for link in one.get("links", ())]
            if one["component-uuid"] not in components:
                yield f"{requirement['control-id']}: its component is not there"
    yield from (f"{link}: no such resource" for link in links if link.removeprefix("#") not in resources)
    if len(set(named)) != len(named):
        yield "an identifier stands twice"
