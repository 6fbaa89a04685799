"""Locked packages held against advisories in OSV's format (https://ossf.github.io/osv-schema), one a file or many.

Does not: fetch advisories; whoever runs the check supplies the database, as a mirror or a download does.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assentian.checks.documents import read_json
from assentian.checks.errors import DataError
from assentian.checks.security.vulnerabilities.severity import of_advisory
from assentian.checks.security.vulnerabilities.versions import bare_name, ordered

LARGEST = 200_000_000
ECOSYSTEM = "PyPI"
ELSEWHERE = ("-r", "--requirement", "-e", "--editable")
"""Lines that bring in what is not written here, and so is not looked at."""
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;\\#]+)")


@dataclass(frozen=True)
class Finding:
    """One package with one vulnerability; `level` is its severity."""

    package: str
    version: str
    id: str
    level: str


def locked(path: Path, name: str) -> tuple[dict[str, str], list[str]]:
    """Version by package of a lock file (requirements with pins, `uv.lock`, `poetry.lock`), and the lines that are no
    pin.
    """
    text = _text(path, name).decode("utf-8", "replace")
    if path.name.endswith(".lock") and "[[package]]" in text:
        try:
            packages = tomllib.loads(text)["package"]
            return {bare_name(one["name"]): str(one["version"]) for one in packages if "version" in one}, []
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise DataError(f"is no lock file: {error}", file=name) from error
    pins, loose = {}, []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.split(" #")[0].strip()
        if not line or (line.startswith(("#", "-")) and not line.startswith(ELSEWHERE)):
            continue
        if found := _PIN.match(line):
            pins[bare_name(found[1])] = found[2]
        else:
            loose.append(f"line {number}: {line[:60]}")
    return pins, loose


def read(paths: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    """Every advisory of these files; DataError for what is none."""
    for path in paths:
        content = read_json(path, path.name, most=LARGEST)
        for one in content if isinstance(content, list) else [content]:
            if not isinstance(one, dict) or not isinstance(one.get("id"), str) or "modified" not in one:
                raise DataError("is no advisory in OSV's format: expected id and modified", file=path.name)
            yield one


def newest(advisories: Iterable[Mapping[str, Any]]) -> datetime | None:
    """When the newest of them was changed."""
    return max((_moment(one) for one in advisories), default=None)


def affected(pins: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> tuple[list[Finding], list[str]]:
    """What is vulnerable, and the packages whose version could not be told to be or not to be."""
    found, untold = [], []
    for one in advisories:
        if one.get("withdrawn"):
            continue
        try:
            for package in one.get("affected", []):
                told = _match(package, pins)
                if told and told[1] is None:
                    untold.append(f"{told[0]} {pins[told[0]]} ({one['id']})")
                elif told and told[1]:
                    found.append(Finding(told[0], pins[told[0]], one["id"], of_advisory(one)))
        except (TypeError, AttributeError, KeyError) as error:
            raise DataError(f"the advisory is not of OSV's form: {error!r}", file=str(one["id"])) from error
    return list(dict.fromkeys(found)), untold


def _match(package: Mapping[str, Any], pins: Mapping[str, str]) -> tuple[str, bool | None] | None:
    """The locked package that this part of an advisory is about, and whether its version is affected."""
    about = package["package"]
    name = bare_name(about["name"])
    if about["ecosystem"] != ECOSYSTEM or name not in pins:
        return None
    version = pins[name]
    if version in package.get("versions", ()):
        return name, True
    ranges = [one for one in package.get("ranges", ()) if one["type"] == "ECOSYSTEM"]
    key = ordered(version)
    if key is None:
        return name, None
    told = [_in_range(key, one["events"]) for one in ranges]
    return name, None if None in told and True not in told else any(told)


def _in_range(key: tuple[Any, ...], events: Iterable[Mapping[str, str]]) -> bool | None:
    """OSV's algorithm: events in order of their versions switch the state on and off; None where one is no version."""
    points = []
    for event in events:
        [(sort, version)] = event.items()
        at = ordered(version)
        if at is None:
            return None
        points.append((at, sort))
    inside = False
    for at, sort in sorted(points, key=lambda one: one[0]):
        if sort == "introduced" and key >= at:
            inside = True
        elif (sort == "fixed" and key >= at) or (sort == "last_affected" and key > at):
            inside = False
    return inside


def _moment(advisory: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(str(advisory["modified"]))
    except ValueError as error:
        raise DataError(f"'modified' is no time: {error}", file=str(advisory["id"])) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(path: Path, name: str) -> bytes:
    if path.stat().st_size > LARGEST:
        raise DataError(f"is larger than {LARGEST:,} bytes", file=name)
    return path.read_bytes()
