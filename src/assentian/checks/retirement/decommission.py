"""A retired system is gone: endpoints closed, credentials revoked, nobody calls it, its names are kept.

Records say what was found; where the suite says `probe: true`, every endpoint that is an http address is asked too.
What is asked can only add failures: a machine without a network makes nothing pass that the records do not.
"""

from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.records import rulebook
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, rule
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier

FIELDS = (
    Field(name="item", meaning="the endpoint, credential, consumer or name"),
    Field(name="type", meaning="one of endpoint, credential, consumer, name"),
    Field(name="live", meaning="whether an endpoint answers or a credential works", type=Type.FLAG, required=False),
    Field(name="calls", meaning="calls by a consumer since the end", type=Type.WHOLE, required=False),
    Field(name="kept_until", meaning="until when a name or domain is kept", type=Type.TIME, required=False),
)
GONE = frozenset({404, 410})
PROBE_SECONDS = 5.0
SILENT = 1
"""In place of a status, where something took the connection and gave no answer."""


@rule
def live_endpoints(_parameters: Parameters) -> str:
    """Endpoints that answer, or of which nobody recorded whether they do. Unit: endpoints.

    Does not show: endpoints that nobody listed.
    """
    return "type = 'endpoint' AND coalesce(live, true)"


@rule
def live_credentials(_parameters: Parameters) -> str:
    """Credentials that still work, or of which nobody recorded whether they do. Unit: credentials.

    Does not show: copies of credentials that nobody listed; `secret-scan` looks for those.
    """
    return "type = 'credential' AND coalesce(live, true)"


@figure(NONE_ALLOWED)
def remaining_calls(_parameters: Parameters) -> str:
    """Calls by consumers since the end; a consumer without a count is one call. Unit: calls.

    Does not show: consumers that use a copy of the model elsewhere.
    """
    return "coalesce(sum(coalesce(calls, 1)) FILTER (WHERE type = 'consumer'), 0)"


@rule
def lapsed_names(_parameters: Parameters) -> str:
    """Names and domains that are no longer kept, so that somebody else could answer under them. Unit: names.

    Does not show: names of packages or models on hubs that nobody listed.
    """
    return "type = 'name' AND (kept_until IS NULL OR kept_until < as_of)"


@rule
def of_no_known_type(_parameters: Parameters) -> str:
    """Items whose type is none of endpoint, credential, consumer and name, and so are not looked at. Unit: items.

    Does not show: items that are given the wrong one of these types.
    """
    return "type NOT IN ('endpoint', 'credential', 'consumer', 'name')"


def answering(answers: dict[str, int]) -> float:
    """Endpoints that answered a request with anything but 404 or 410 (RFC 9110), where the suite asks to probe.

    Unit: endpoints. Does not show: endpoints that answer other networks than the one that asked.
    """
    return float(sum(status != 0 and status not in GONE for status in answers.values()))


RULES = (live_endpoints, live_credentials, remaining_calls, lapsed_names, of_no_known_type)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """What the rulebook counts, and `answers`: the status of each endpoint asked, 0 where nothing answered."""
    counts = rulebook.profile(FIELDS, RULES, (), check, inputs)
    if not check.parameters.get("probe"):
        return counts
    names = check.parameters.get("fields", {})
    table = inputs.tables[-1]
    item, type_ = (identifier(names.get(name, name)) for name in ("item", "type"))
    found = table.select(f"DISTINCT trim({item})", then=f"WHERE trim({type_}) = 'endpoint' ORDER BY 1")
    return {**counts, "answers": {address: _status(address) for (address,) in found if address.startswith("http")}}


def evaluate(parameters: Parameters, counts: Counts) -> tuple[Metric, ...]:
    """The rules, and the endpoints that answered where any was asked. Pure."""
    metrics = rulebook.evaluate(RULES, parameters, counts)
    answers = counts.get("answers")
    if answers is None:
        return metrics
    live = sorted(address for address, status in answers.items() if status and status not in GONE)
    value = answering(answers) if answers else None
    return (*metrics, judged("answering", value, NONE_ALLOWED, n=len(answers), note=", ".join(live[:5])))


def _status(address: str) -> int:
    """The status with which an address answers, without following it elsewhere; 0 where nothing answers."""
    import httpx

    try:
        with httpx.stream("GET", address, timeout=PROBE_SECONDS, follow_redirects=False) as response:
            return response.status_code
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL):
        return 0
    except httpx.HTTPError:
        return SILENT


MEASURES: dict[str, Any] = {
    "unsigned": rulebook.UNSIGNED,
    **{one.name: one.measure for one in RULES},
    "answering": Measure(name="answering", function=answering, limit=NONE_ALLOWED),
}
KIND = Kind(
    name="decommission",
    title="Endpoints, credentials, consumers and names of a retired system",
    speaks_for={
        "iso42001:A.6.2.6": "Shows that operation ended where it was to end.",
        "iso42001:A.4.2": "Shows that the resources of a retired system are withdrawn.",
        "iso27001:A.5.18": "Counts rights that outlived their purpose.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
