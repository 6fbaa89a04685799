"""What scanners of dependencies found: the JSON of pip-audit and of OSV-Scanner, as findings of ours.

Does not: believe more than the report says; pip-audit tells no severity, so all it finds is of unknown severity.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assentian.checks.documents import read_json
from assentian.checks.errors import DataError
from assentian.checks.security.vulnerabilities.advisories import LARGEST, Finding
from assentian.checks.security.vulnerabilities.severity import UNKNOWN, of_advisory, of_score


def read(path: Path, tool: str, name: str) -> tuple[int, list[Finding], list[str]]:
    """Packages that were looked at, what was found, and what the tool left out; DataError for another file."""
    content = read_json(path, name, most=LARGEST)
    try:
        return _READERS[tool](content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"is no report of {tool} in JSON: {error!r:.80}", file=name) from error


def _pip_audit(report: Any) -> tuple[int, list[Finding], list[str]]:
    packages = report["dependencies"]
    left_out = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    found = [
        Finding(one["name"], one["version"], each["id"], UNKNOWN) for one in packages for each in one.get("vulns", [])
    ]
    return len(packages) - len(left_out), found, left_out


def _osv_scanner(report: Any) -> tuple[int, list[Finding], list[str]]:
    packages = [one for result in report["results"] for one in result["packages"]]
    return len(packages), [found for one in packages for found in _of_package(one)], []


def _of_package(one: Mapping[str, Any]) -> Iterator[Finding]:
    """One finding for each group of aliases, else for each vulnerability."""
    about = one["package"]
    by_id = {each["id"]: each for each in one.get("vulnerabilities", [])}
    grouped = one.get("groups") or [{"ids": [id_]} for id_ in by_id]
    for group in grouped:
        level = of_score(float(group["max_severity"])) if group.get("max_severity") else UNKNOWN
        levels = [of_advisory(by_id[id_]) for id_ in group["ids"] if id_ in by_id]
        level = next((one for one in levels if one != UNKNOWN), level) if level == UNKNOWN else level
        yield Finding(about["name"], about["version"], group["ids"][0], level)


_READERS = {"pip-audit": _pip_audit, "osv-scanner": _osv_scanner}
