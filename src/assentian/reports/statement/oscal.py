"""A version of the statement in OSCAL 1.1.3 (NIST): a system security plan, as JSON. Pure.

Why this model: a statement says of each control whether it is necessary, why, and how far it is in practice, in the
organisation and otherwise for one AI system. Of the published models only the plan's `control-implementation` has a
place for each: `by-component` is a scope, `implementation-status` knows "not-applicable", remarks hold the reason. A
profile selects controls without a reason; a component definition is what a supplier suggests (decision 0009).

Invariants: a control's id carries its edition (`iso42001_A.7.4`); no title or text of a published standard is in it;
what people typed is escaped, for OSCAL reads Markdown; equal input gives equal bytes, for identifiers follow from the
organisation and the place. What a statement does not know is said in words and never made up.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from assentian.controls.statement import rules
from assentian.standards.keys import NodeKey

VERSION = "1.1.3"
NAMESPACE = "https://assentian.example/ns/oscal"
_STATES = {"implemented": "implemented", "in_progress": "partial", "planned": "planned"}
"""A control that nobody has begun has no state: OSCAL has no word for it."""
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#~^|])")
Record = Mapping[str, Any]


def write(record: Record, *, digest: str, at: datetime) -> bytes:
    """The plan of a version's record. `digest` is that of the whole record, `at` the version's time."""
    return json.dumps(document(record, digest=digest, at=at), ensure_ascii=False, indent=1).encode() + b"\n"


def document(record: Record, *, digest: str, at: datetime) -> dict[str, Any]:
    """As JSON values."""
    names = _Names(record["organisation"]["key"])
    scopes = {"": "", **{line["scope"]: line["scope_name"] for line in record["lines"] if line["scope"]}}
    if record.get("system"):
        scopes[record["system"]] = record["system_name"]
    plan = {
        "uuid": names.uuid("plan", str(record["version"]), record.get("system", ""), digest),
        "metadata": _metadata(record, names, digest=digest, at=at),
        "import-profile": {"href": f"#{names.uuid('controls')}"},
        "system-characteristics": _characteristics(record),
        "system-implementation": {
            "users": [{"uuid": names.uuid("people"), "title": "People who work under the management system"}],
            "components": [_component(record, names, scope, name) for scope, name in scopes.items()],
        },
        "control-implementation": {
            "description": "The Statement of Applicability, line by line; each component is a scope.",
            "implemented-requirements": list(_requirements(record, names)),
        },
        "back-matter": {"resources": [_controls(record, names), *_results(record, names)]},
    }
    return {"system-security-plan": plan}


class _Names:
    """Identifiers (UUID version 5) that are the same for the same thing of the same organisation."""

    def __init__(self, organisation: str) -> None:
        self._space = uuid5(NAMESPACE_URL, f"{NAMESPACE}/{organisation}")

    def uuid(self, *place: str) -> str:
        found: UUID = uuid5(self._space, "\n".join(place))
        return str(found)


def control_id(requirement: str) -> str:
    """A token of OSCAL has no colon: `iso42001_A.7.4`."""
    return requirement.replace(":", "_", 1)


def plain(text: str) -> str:
    """Typed text as Markdown that reads as it was typed."""
    return _MARKUP.sub(r"\\\1", text)


def _line(text: str) -> str:
    """A string of OSCAL: one line, no blanks around it."""
    return " ".join(text.split())


def _prop(name: str, value: object) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": _line(str(value))}


def _metadata(record: Record, names: _Names, *, digest: str, at: datetime) -> dict[str, Any]:
    scope = f", as it holds for {plain(record['system_name'])}" if record.get("system") else ""
    return {
        "title": f"Statement of Applicability, version {record['version']}{scope}",
        "last-modified": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "version": str(record["version"]),
        "oscal-version": VERSION,
        "props": [_prop("record-type", record["type"]), _prop("record-sha256", digest)],
        "parties": [
            {"uuid": names.uuid("party"), "type": "organization", "name": _line(record["organisation"]["name"])}
        ],
        "remarks": "The record with this digest is what was submitted and answered; the ledger has it.",
    }


def _characteristics(record: Record) -> dict[str, Any]:
    untold = "not told by a Statement of Applicability"
    return {
        "system-ids": [{"id": record["organisation"]["key"]}],
        "system-name": f"AI management system of {_line(record['organisation']['name'])}",
        "description": "The management system for which the controls were chosen (ISO/IEC 42001:2023, 6.1.3).",
        "system-information": {
            "information-types": [{"title": "Data of the AI systems", "description": f"Its types are {untold}."}]
        },
        "status": {"state": "other", "remarks": f"How far the management system is in operation is {untold}."},
        "authorization-boundary": {"description": f"The scope of the management system is {untold}."},
    }


def _component(record: Record, names: _Names, scope: str, name: str) -> dict[str, Any]:
    """The organisation, or an AI system that has lines of its own."""
    about = {"type": "system", "title": plain(name), "description": f"The AI system with the key {scope}."}
    if not scope:
        title = f"AI management system of {plain(record['organisation']['name'])}"
        about = {"type": "this-system", "title": title, "description": "What holds for the whole organisation."}
    status = {"state": "other", "remarks": "Not told by a Statement of Applicability."}
    return {"uuid": names.uuid("component", scope), **about, "status": status}


def _requirements(record: Record, names: _Names) -> Iterator[dict[str, Any]]:
    """One for each control, in the order of the record, with all its scopes."""
    lines: dict[str, list[Record]] = {}
    for line in record["lines"]:
        lines.setdefault(line["control"], []).append(line)
    for requirement, scopes in lines.items():
        yield {
            "uuid": names.uuid("requirement", requirement),
            "control-id": control_id(requirement),
            "props": list(_named(requirement, scopes[0])),
            "by-components": [_by_component(line, names) for line in scopes],
        }


def _named(requirement: str, line: Record) -> Iterator[dict[str, str]]:
    """What the control is: by its edition, or in the organisation's own words."""
    yield _prop("key", requirement)
    if requirement.startswith(f"{rules.OWN}:"):
        yield _prop("title", line["title"])
    else:
        yield _prop("urn", NodeKey.parse(requirement).urn)
        yield _prop("edition", rules.edition_name(requirement.partition(":")[0]))


def _by_component(line: Record, names: _Names) -> dict[str, Any]:
    found: dict[str, Any] = {
        "component-uuid": names.uuid("component", line["scope"]),
        "uuid": names.uuid("line", line["control"], line["scope"]),
        "description": plain(line["how"]) or "Nobody has described how it is done.",
        "props": list(_facts(line)),
    }
    if not line["applicable"]:
        found["description"] = "Not applicable; the reason stands in the status."
        found["implementation-status"] = {"state": "not-applicable", "remarks": plain(line["reason"])}
    elif line["status"] in _STATES:
        found["implementation-status"] = {"state": _STATES[line["status"]]}
    if line["applicable"]:
        found["remarks"] = plain(line["reason"])
    if links := [{"href": f"#{names.uuid('evidence', one['sha256'])}", "rel": "evidence"} for one in _evidence(line)]:
        found["links"] = links
    return found


def _facts(line: Record) -> Iterator[dict[str, str]]:
    yield _prop("applicable", "yes" if line["applicable"] else "no")
    for name in ("claimed", "proved"):
        if line[name] is not None:
            yield _prop(name, line[name])
    yield _prop("standing", line["standing"])
    for name, several in (("need", "needs"), ("risk", "risks"), ("treatment", "treatments")):
        yield from (_prop(name, one) for one in line.get(several, ()))


def _evidence(line: Record) -> Iterable[Mapping[str, str]]:
    return {one["sha256"]: one for one in line.get("evidence", ())}.values()


def _controls(record: Record, names: _Names) -> dict[str, Any]:
    editions = ", ".join(rules.edition_name(edition) for edition in record["editions"])
    return {
        "uuid": names.uuid("controls"),
        "title": "Controls that the statement answers for",
        "description": f"{editions}. The published texts are protected works and not given here.",
    }


def _results(record: Record, names: _Names) -> Iterator[dict[str, Any]]:
    """Each signed result once, with its place in an audit pack of the organisation."""
    for one in {one["sha256"]: one for line in record["lines"] for one in _evidence(line)}.values():
        digest = one["sha256"]
        link = {
            "href": f"evidence/{digest}.dsse.json",
            "media-type": "application/vnd.in-toto+json",
            "hashes": [{"algorithm": "SHA-256", "value": digest}],
        }
        yield {"uuid": names.uuid("evidence", digest), "title": plain(one["name"]), "rlinks": [link]}
