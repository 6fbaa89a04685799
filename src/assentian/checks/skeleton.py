"""A suite to fill in: the checks that a system's threats ask for, each with the keys that its kind requires.

Invariants: the text is a well-formed suite (every required key is named, with what it means beside it) and no check of
it can pass before it is filled in, because `FILL-IN` names nothing. Does not: guess where anybody's data lies.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assentian.checks.registry import KINDS
from assentian.checks.suite import schema
from assentian.threats.editing import flow
from assentian.threats.proving import Proof

FILL_IN = "FILL-IN"
_CANDIDATES = (
    FILL_IN,
    "fill-in",
    "https://fill-in.example",
    "MODEL_TOKEN",
    "fill_in:fill_in",
    "2000-01-01",
    f"sha256:{'0' * 64}",
)
_WIDTH = 110


def skeleton(system: str, wanted: Sequence[Proof]) -> str:
    """The text of a `suite.yaml`; checks that are no kind here are named at its end, so that none is forgotten."""
    built = [proof for proof in wanted if proof.check.id in KINDS]
    others = [proof for proof in wanted if proof.check.id not in KINDS]
    lines = [
        f"# What would prove it: the leading checks of the threats of {system}, to be filled in.",
        f"# Replace every {FILL_IN}; then run `assentian check suite.yaml`.",
        "suite: 1",
        f"system: {flow(system)}",
        "data:  # the rows to test; leave it out where every check below reads files of its own",
        f"  current: {{path: {FILL_IN}}}  # a path or glob of Parquet, CSV, JSON lines or Arrow",
        "checks:" if built else "checks: []",
    ]
    for proof in built:
        lines += ["", *_told(proof, "  "), *_check(proof.check.id)]
    if others:
        lines += ["", "# No kind of check here yet; a record of them is evidence that people keep:"]
        lines += [f"#   {proof.check.id}: {proof.check.title} (every {proof.every_days} days)" for proof in others]
    return "\n".join(lines) + "\n"


def _told(proof: Proof, indent: str) -> Iterator[str]:
    """Why the check stands here, as comments."""
    where = ", ".join(element or "the system" for element in proof.elements)
    yield f"{indent}# {proof.check.title}; every {proof.every_days} days."
    yield from _wrapped(f"Leads {', '.join(proof.threats)} at {where}.", f"{indent}# ")


def _wrapped(text: str, lead: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=lead, break_long_words=False)


def _check(kind: str) -> Iterator[str]:
    held = schema()["$defs"]["kinds"][kind]
    yield f"  - id: {kind}"
    yield f"    kind: {kind}"
    for key in _required(held):
        told = _resolved(held["properties"][key])
        yield f"    {key}: {flow(_example(told))}  # {told.get('description', 'to be filled in')}"


def _required(held: Mapping[str, Any]) -> list[str]:
    """The keys that a value must have; of alternatives, those of the first."""
    keys = list(held.get("required", ()))
    for word in ("anyOf", "oneOf"):
        first: Mapping[str, Any] = next(iter(held.get(word, ())), {})
        keys += [key for key in first.get("required", ()) if key not in keys]
    for key, more in held.get("dependentRequired", {}).items():
        keys += [other for other in more if key in keys and other not in keys]
    return [key for key in keys if key not in {"id", "kind"}]


def _resolved(held: Any) -> dict[str, Any]:
    """A schema with what it refers to written into it."""
    if held is True:
        return {"type": "string"}
    parts = [*held.get("allOf", ()), *([schema()["$defs"][held["$ref"].rpartition("/")[2]]] if "$ref" in held else [])]
    found: dict[str, Any] = {}
    for part in parts:
        found |= _resolved(part)
    return found | {key: value for key, value in held.items() if key not in {"$ref", "allOf"}}


def _example(held: Any) -> Any:
    """The smallest value that the schema takes and that says nothing."""
    told = _resolved(held)
    kind = told.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if "const" in told or "enum" in told:
        return told.get("const", told.get("enum", [None])[0])
    if kind == "object" or "properties" in told:
        return _mapping(told)
    if kind == "array":
        first = told.get("prefixItems") or [told.get("items", True)] * max(1, told.get("minItems", 1))
        return [_example(one) for one in first]
    if kind in {"integer", "number", "boolean"}:
        return False if kind == "boolean" else _number(told)
    if "oneOf" in told or "anyOf" in told:
        return _example((told.get("oneOf") or told["anyOf"])[0])
    return next((one for one in _CANDIDATES if re.search(told.get("pattern", ""), one)), FILL_IN)


def _mapping(told: Mapping[str, Any]) -> dict[str, Any]:
    properties, others = told.get("properties", {}), told.get("additionalProperties", True)
    keys = _required(told)
    if not keys and told.get("minProperties"):
        keys = [next(iter(properties), FILL_IN)]
    others = others if isinstance(others, dict) else {}
    return {key: _example({**_resolved(others), **_resolved(properties.get(key, {}))}) for key in keys}


def _number(told: Mapping[str, Any]) -> float | int:
    low = told.get("minimum", told.get("exclusiveMinimum", 0))
    if "exclusiveMinimum" in told and told.get("type") == "number":
        high = told.get("exclusiveMaximum", told.get("maximum", low + 1))
        return float(low + high) / 2
    return int(low) + ("exclusiveMinimum" in told) if told.get("type") == "integer" else low
