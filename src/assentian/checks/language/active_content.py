"""Content in outputs and tool arguments that would do something where it is used: scripts, markup, statements, links.

Looked at as it stands, and once more with character references and percent codes resolved.
Invariant: counts name types and rows, never what an output says.
Does not: render or run anything, or know where an output is used; what a use allows, the suite says.
"""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from assentian.checks.conversation import outputs
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

LINK = "foreign-link"
LONGEST = 200_000
NAMED = 5
_ADDRESS = re.compile(r"(?:\b(?:https?|ftp|wss?):|(?<![\w:/]))//([^\s/?#\"'<>()\[\]\\]{1,253})", re.IGNORECASE)


def active_content(outputs_: int) -> float:
    """Outputs that hold content of a type that the suite does not allow, by type. Unit: outputs.

    Source: the list `data/active-content.yaml`; OWASP LLM05:2025. A link is foreign when its host is not declared.
    Does not show: whether whoever takes the output would run it, forms that are not in the list, or text that misleads.
    """
    return float(outputs_)


MEASURES = {"active_content": Measure(name="active_content", function=active_content, limit=NONE_ALLOWED)}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, version, found: {type: [outputs, first rows]}}`."""
    hosts = {one.lower() for one in check.parameters.get("hosts", ())}
    said = outputs(check, suite, inputs)
    found: dict[str, list[Any]] = {}
    for row, text in enumerate(said, start=1):
        for name in sorted(types_in(text[:LONGEST], hosts)):
            cell = found.setdefault(name, [0, []])
            cell[0] += 1
            cell[1] += [row] if len(cell[1]) < NAMED else []
    return {"rows": len(said), "version": _list()["version"], "found": found}


def types_in(text: str, hosts: set[str]) -> set[str]:
    """The types of active content in a text."""
    plain = html.unescape(unquote(text))
    both = (text,) if plain == text else (text, plain)
    found = {name for name, pattern in _list()["types"].items() if any(map(pattern.search, both))}
    foreign = any(host not in hosts for one in both for host in _hosts(one))
    return found | ({LINK} if foreign else set())


def _hosts(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        try:
            yield (urlsplit(f"//{match[1]}").hostname or match[1]).lower()
        except ValueError:
            yield match[1].lower()


@cache
def _list() -> Mapping[str, Any]:
    from assentian.standards.strict_yaml import read

    content = read(Path(str(resources.files("assentian.checks").joinpath("data/active-content.yaml")))).content
    flags = re.IGNORECASE | re.MULTILINE
    return {**content, "types": {name: re.compile(regex, flags) for name, regex in content["types"].items()}}


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Each type that was found; those that the suite allows are shown. Pure."""
    allowed, n = parameters.get("allow", ()), counts["rows"]
    metrics = []
    for name, (number, first) in counts["found"].items():
        note = f"output {', '.join(map(str, first))}"
        if name in allowed:
            shown = Metric(name="active_content", where=name, value=float(number), n=n, note=f"allowed; {note}")
            metrics.append(shown)
        else:
            metrics.append(judged("active_content", active_content(number), NONE_ALLOWED, n=n, where=name, note=note))
    if not any(metric.status for metric in metrics):
        metrics.append(judged("active_content", active_content(0) if n else None, NONE_ALLOWED, n=n))
    return tuple(metrics)


KIND = Kind(
    name="output-safety",
    title="Outputs and tool arguments carry no active content",
    speaks_for={
        "iso42001:A.6.2.4": "Looks for outputs that would run where they are used.",
        "iso42001:A.6.2.6": "Watches what the running system hands on to other programs.",
        "iso27001:A.8.26": "Holds outputs against the rules of the program that takes them.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
