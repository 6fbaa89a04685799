"""Holds the inventory of models, data, prompts and tools (a CycloneDX ML-BOM) against what is there, by digest.

Source: CycloneDX 1.5 and later (ECMA-424), JSON; components of any depth, `hashes` with SHA-256.
Does not: make a bill of materials, or judge licences and versions; `vuln-audit` looks at vulnerable packages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, written
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite
from assentian.ledger.verify import parse_json

TYPES = ("machine-learning-model", "data", "file")
"""Components that are files; libraries and services are none."""
FIRST = (1, 5)
"""The version that brought machine learning."""
MOST_BYTES = 100_000_000
DEEPEST = 30
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Component:
    """What the manifest says is there; `digest` is empty where it names no SHA-256."""

    name: str
    digest: str


def undeclared(found: Sequence[str]) -> float:
    """Files that are there and that no component of the manifest names by SHA-256. Unit: files.

    Does not show: what runs elsewhere, or is fetched while the system runs.
    """
    return float(len(found))


def missing(found: Sequence[str]) -> float:
    """Components of the manifest whose bytes are not there, under any name. Unit: components.

    Does not show: whether they are needed.
    """
    return float(len(found))


def changed(found: Sequence[str]) -> float:
    """Components whose name is there with other bytes. Unit: components. Does not show: what changed in them."""
    return float(len(found))


def without_digest(found: Sequence[str]) -> float:
    """Components that the manifest names without a SHA-256, so that nothing can be held against them. Unit: components.

    Does not show: digests by other methods.
    """
    return float(len(found))


MEASURES = measures(undeclared, missing, changed, without_digest)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, version, faults}`; rows are the components and files that were compared."""
    parameters = check.parameters
    path = inputs.file(parameters["manifest"], record=True)
    content = _read(path, parameters["manifest"])
    components = list(_components(content, tuple(parameters.get("types", TYPES)), parameters["manifest"]))
    own = frozenset({path.resolve()})
    present: dict[str, str] = {}
    for place in parameters["present"]:
        present |= held(place, inputs, record=False, ignored=own)
    declared = {one.digest for one in components if one.digest}
    there = set(present.values())
    by_name = {name: digest for known, digest in present.items() for name in (known, known.rpartition("/")[2])}
    absent = [one for one in components if one.digest and one.digest not in there]
    other = [one for one in absent if one.name in by_name and by_name[one.name] not in declared]
    replaced = {by_name[one.name] for one in other}
    return {
        "rows": len(components) + len(present),
        "version": str(content["specVersion"]),
        "faults": {
            "undeclared": sorted(
                name for name, digest in present.items() if digest not in declared and digest not in replaced
            ),
            "missing": sorted(written(one.name) for one in absent if one not in other),
            "changed": sorted(written(one.name) for one in other),
            "without_digest": sorted(written(one.name) for one in components if not one.digest),
        },
    }


def _read(path: Path, name: str) -> dict[str, Any]:
    if path.stat().st_size > MOST_BYTES:
        raise DataError(f"is larger than {MOST_BYTES:,} bytes", file=name)
    try:
        content = parse_json(path.read_bytes())
    except ValueError as error:
        raise DataError(f"is no JSON: {error}", file=name) from error
    if not isinstance(content, dict) or content.get("bomFormat") != "CycloneDX":
        raise DataError("is no CycloneDX file in JSON: bomFormat is not CycloneDX", file=name)
    version = re.fullmatch(r"(\d+)\.(\d+)", str(content.get("specVersion")))
    if version is None or (int(version[1]), int(version[2])) < FIRST:
        raise DataError(f"has the specVersion {content.get('specVersion')}; expected 1.5 or later", file=name)
    return content


def _components(content: Any, types: Sequence[str], file: str, depth: int = 0) -> Iterator[Component]:
    """Every component of these types, and of every component's own components."""
    if depth > DEEPEST:
        raise DataError(f"nests components more than {DEEPEST} deep", file=file)
    found = content.get("components", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DataError("has components that are no list of objects", file=file)
    for one in found:
        if one.get("type") in types:
            yield Component(str(one.get("name", "")), _sha256(one, file))
        yield from _components(one, types, file, depth + 1)


def _sha256(component: dict[str, Any], file: str) -> str:
    hashes = component.get("hashes", [])
    try:
        digests = {str(one["content"]).lower() for one in hashes if one["alg"] == "SHA-256"}
    except (TypeError, KeyError) as error:
        raise DataError(
            f"the hashes of {component.get('name')!r} are not of the form of CycloneDX", file=file
        ) from error
    if len(digests) > 1 or not all(map(SHA256.fullmatch, digests)):
        raise DataError(f"{component.get('name')!r} has more than one SHA-256, or one that is none", file=file)
    return next(iter(digests), "")


KIND = Kind(
    name="asset-manifest",
    title="What is there equals the inventory of models, data, prompts and tools",
    speaks_for={
        "iso42001:A.4.2": "Shows that the list of resources names what is there, and nothing else.",
        "iso42001:A.4.4": "Finds tools and models that nobody declared.",
        "iso42001:A.6.2.5": "Holds what is deployed against the bill of materials that was approved.",
        "iso27001:A.5.9": "Compares the inventory with the assets themselves.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
