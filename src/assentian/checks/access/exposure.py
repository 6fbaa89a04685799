"""Looks for what must not be open beside an endpoint: management planes, debug pages, stores, test hooks.

Asked without a credential, path by path of a versioned list and of the suite's own. A path counts as open when it
answers with success and its answer holds the mark of the real thing; one that the suite names without a mark, when its
answer is not the one that any invented path gets.
Does not: scan ports or networks; only hosts that the suite lists are asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite

NOWHERE = "/assentian-invented-path-4f1c"
LOOKED_THROUGH = 200_000
"""Bytes of an answer in which a mark is looked for."""


def open_endpoints(found: Sequence[str]) -> float:
    """Management planes, debug pages, registries and stores that answer a caller without a credential. Unit: addresses.

    Source: the list `data/exposure.yaml` (marks from the projects' documentation) and the suite's own paths.
    Does not show: what other networks reach, ports and paths that nobody listed, or what a credential would open.
    """
    return float(len(found))


def enabled_hooks(found: Sequence[str]) -> float:
    """Test switches in the query of a request (as `debug=1`) that make the answer carry further fields. Unit: hooks.

    Source: this product. The same question is asked with and without the switch.
    Does not show: hooks in headers or fields that nobody listed, or hooks whose answer has the same fields.
    """
    return float(len(found))


MEASURES = measures(open_endpoints, enabled_hooks)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, version, statuses: [[address, status]], faults, untold}`; status 0 where nothing takes the connection."""
    parameters = check.parameters
    with Endpoint(parameters["model"], inputs, ("checks", check.index, "model")) as endpoint:
        plain = endpoint.send(parameters["question"])
        statuses, opened = _paths(check, endpoint)
        hooks = [*_list()["hooks"], *parameters.get("hooks", ())]
        enabled = []
        if plain.is_accepted:
            known = set(_fields(plain.json()))
            for hook in hooks:
                joined = "&" if "?" in endpoint.address else "?"
                answer = endpoint.send(parameters["question"], at=f"{endpoint.address}{joined}{hook}")
                more = sorted(set(_fields(answer.json())) - known) if answer.is_accepted else []
                if more:
                    enabled.append(f"{hook}: {', '.join(more[:3])}")
    down = [] if plain.is_accepted else [f"the endpoint itself answers {plain.status} to the right question"]
    return {
        "rows": len(statuses) + len(hooks),
        "version": _list()["version"],
        "statuses": statuses,
        "faults": {"open_endpoints": opened, "enabled_hooks": enabled},
        "untold": {"open_endpoints": down, "enabled_hooks": down},
    }


def _paths(check: CheckSpec, endpoint: Endpoint) -> tuple[list[list[Any]], list[str]]:
    """Every address with its status, and those that are open."""
    statuses: list[list[Any]] = []
    opened = []
    for base in (endpoint.address, *check.parameters.get("also", ())):
        nowhere = _asked(endpoint, urljoin(base, NOWHERE))
        for path, what, marker in _wanted(check):
            address = urljoin(base, path)
            answer = _asked(endpoint, address)
            statuses.append([address, answer[0]])
            is_there = marker.encode() in answer[1] if marker else answer != nowhere
            if 200 <= answer[0] < 300 and is_there:  # noqa: PLR2004 - success
                opened.append(f"{address} ({what})")
    return statuses, opened


def _asked(endpoint: Endpoint, address: str) -> tuple[int, bytes]:
    """Status and beginning of what answers a caller without a credential; 0 where nothing does."""
    try:
        answer = endpoint.send(at=address, method="GET", headers={"Accept": "*/*"})
    except DataError:
        return 0, b""
    return answer.status, answer.body[:LOOKED_THROUGH]


def _wanted(check: CheckSpec) -> Iterator[tuple[str, str, str]]:
    for one in _list()["paths"]:
        yield one["path"], one["what"], one["marker"]
    for path in check.parameters.get("paths", ()):
        yield path, "named by the suite", ""


def _fields(value: Any, here: str = "") -> Iterator[str]:
    """The path of every field of a JSON value; the items of a list are alike."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield f"{here}.{name}".lstrip(".")
            yield from _fields(part, f"{here}.{name}")
    elif isinstance(value, list):
        for part in value[:20]:
            yield from _fields(part, f"{here}[]")


@cache
def _list() -> Mapping[str, Any]:
    from assentian.standards.strict_yaml import read

    found: Mapping[str, Any] = read(
        Path(str(resources.files("assentian.checks").joinpath("data/exposure.yaml")))
    ).content
    return found


KIND = Kind(
    name="exposure-probe",
    title="Management planes, debug pages and test hooks are closed",
    speaks_for={
        "iso42001:A.6.2.5": "Looks, on what is deployed, for what was to stay in the workshop.",
        "iso42001:A.4.5": "Shows that the machines behind the system are not managed by whoever asks.",
        "iso27001:A.8.31": "Finds test and debug access that is left open in production.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
