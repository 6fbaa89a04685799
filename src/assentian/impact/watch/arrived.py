"""A sealed result as events: what checks say of the running model, of attacks, of bounds, and of personal data.

A result that could not tell says nothing here. A share beyond a limit is told by the lower bound of its interval.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assentian.evidence.models import Evidence
from assentian.impact.triggers.facts import Event
from assentian.impact.watch.firing import happened
from assentian.standards.vocabulary import Verdict

Facts = Mapping[str, Any]


def look(evidence: Evidence) -> None:
    """Called inside the act that received the result."""
    happened(evidence.system, events(evidence))


def events(evidence: Evidence) -> Iterator[Event]:
    source, read = _READ.get(evidence.check_kind, ("", None))
    is_told = evidence.verdict in {Verdict.PASS, Verdict.WARN, Verdict.FAIL}
    facts = read(evidence) if read is not None and is_told else None
    if facts:
        yield Event(source=source, at=evidence.received_at, cause=f"evidence_evidence/{evidence.pk}", facts=facts)


def _signature(evidence: Evidence) -> Facts:
    return {"verified": evidence.verdict != Verdict.FAIL}


def _attack(evidence: Evidence) -> Facts:
    """An attack of a suite that succeeded here can be exploited here."""
    return {"critical": True, "exploitable_here": True} if evidence.verdict == Verdict.FAIL else {}


def _bounds(evidence: Evidence) -> Facts:
    found = [_percent(metric) for metric in _metrics(evidence, "out_of_domain_share")]
    told = [value for value in found if value is not None]
    return {"value": max(told)} if told else {}


def _personal(evidence: Evidence) -> Facts:
    """Places in which personal data was found that nobody declared."""
    found = [metric["where"] or "undeclared" for metric in _metrics(evidence, "undeclared") if float(metric["value"])]
    return {"categories": found} if found else {}


def _changed(field: str) -> Callable[[Evidence], Facts]:
    def read(evidence: Evidence) -> Facts:
        return {"fields": [field]} if evidence.verdict == Verdict.FAIL else {}

    return read


def _metrics(evidence: Evidence, name: str) -> list[Mapping[str, Any]]:
    told = evidence.summary.get("metrics", ())
    return [metric for metric in told if metric["name"] == name and metric["value"] is not None]


def _percent(metric: Mapping[str, Any]) -> float | None:
    lower = metric["lower"]
    return None if lower is None else 100 * float(lower)


_READ: Mapping[str, tuple[str, Callable[[Evidence], Facts]]] = {
    "model-signature": ("model.signature.verified", _signature),
    "injection-suite": ("sec.redteam.findings", _attack),
    "canary": ("sec.redteam.findings", _attack),
    "intended-use": ("ops.out_of_bounds_rate", _bounds),
    "pii-data": ("data.pii.findings", _personal),
    "config-diff": ("registry.change_log", _changed("business_rule")),
    "supplier-attestation": ("registry.dependencies", _changed("terms")),
}
"""Kind of check to the source of evidence that it speaks for, and how its result is read."""
