"""Compares a running configuration (settings, prompt, tools, thresholds) with the approved one, key by key.

Invariant: no value is kept, only the paths of keys that differ; a configuration may hold secrets.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, written
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite
from assentian.standards.strict_yaml import ContentError, Place, read, spell


def differing_keys(found: Sequence[str]) -> float:
    """Keys that are added, removed, or have another value or type than approved, by path. Unit: keys.

    Does not show: whether the file that was read is the one the running system has loaded.
    """
    return float(len(found))


MEASURES = measures(differing_keys)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, faults}`, where rows are the values compared; DataError for what is neither JSON nor strict YAML."""
    approved, running = (_flat(inputs.file(check.parameters[name], record=True)) for name in ("approved", "running"))
    keys = approved.keys() | running.keys()
    differing = sorted(
        written(spell(key) or "the whole")
        for key in keys
        if key not in approved or key not in running or approved[key] != running[key]
    )
    return {"rows": len(keys), "faults": {"differing_keys": differing}}


def _flat(path: Path) -> dict[Place, tuple[str, Any]]:
    """Every value by its path, with its type, so that 1 is not true; an empty list or mapping is a value."""
    try:
        return dict(_leaves(read(path).content, ()))
    except ContentError as error:
        raise DataError(f"line {error.line or 1}: {error.complaint}", file=str(path)) from error


def _leaves(value: Any, here: Place) -> Iterator[tuple[Place, tuple[str, Any]]]:
    if value and isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            yield from _leaves(part, (*here, key))
    else:
        yield here, (type(value).__name__, value)


KIND = Kind(
    name="config-diff",
    title="Running configuration equals the approved one",
    speaks_for={
        "iso42001:A.6.2.6": "Shows that the system in operation runs with the settings that were approved.",
        "iso42001:A.4.4": "Shows that prompts, tools and their settings are the recorded ones.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
