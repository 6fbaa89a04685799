"""Readings from sealed results of checks: the metric that feeds a source, as the newest result of its check has it.

Invariants: a result counts while it is inside its validity, tested what the newest version of the system runs, and
could tell; one that failed its limit was measured all the same. Any other says that it ran and why it does not count,
and gives no value. Results of other tools, and of records that nobody signed, are a word and graded as documented.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assentian.evidence import queries as evidence
from assentian.evidence.models import Evidence
from assentian.evidence.queries import Standing
from assentian.impact.measured import taking
from assentian.impact.measured.reading import Freshness, Reading
from assentian.inventory import queries as inventory
from assentian.inventory.models import AISystem
from assentian.standards.catalogue import catalogue
from assentian.standards.facts import EvidenceSource, Feed
from assentian.standards.vocabulary import ProofGrade, Verdict

GIVES = {source.id: "" for source in catalogue().evidence_sources if source.feeds}
_SPREADS = frozenset({"selection_gap", "selection_ratio"})
_NO_VALUE = frozenset({Verdict.NOT_RUN, Verdict.ERROR, Verdict.INSUFFICIENT})


@dataclass(frozen=True, slots=True)
class _Results:
    """The newest result of each check, newest first; revisions that are evaluation data; attributes of groups."""

    newest: Sequence[Standing]
    held_out: frozenset[int]
    groups: frozenset[str]

    def of(self, feed: Feed) -> Standing | None:
        """The newest result that a feed may take its value from."""
        return next(
            (one for one in self.newest if one.evidence.check_kind == feed.kind and self._fits(one, feed)), None
        )

    def metrics(self, result: Evidence, feed: Feed) -> list[Mapping[str, Any]]:
        told = [
            one for one in result.summary.get("metrics", ()) if one["name"] == feed.metric and one["value"] is not None
        ]
        if feed.take == "whole":
            return [one for one in told if not one["where"]]
        return [one for one in told if one["where"] in self.groups] if feed.of == "groups" else told

    def _fits(self, one: Standing, feed: Feed) -> bool:
        if feed.check:
            return one.evidence.check_id == feed.check
        is_held_out = bool(one.subjects & self.held_out)
        return {"held_out": is_held_out, "in_operation": not is_held_out}.get(feed.of, True)


def readings(system: AISystem, moment: datetime) -> Iterator[Reading]:
    """One reading for each source whose check has a result. Four queries."""
    newest = evidence.standing(system)
    found = _Results(newest, inventory.evaluation_data(system), _groups(newest))
    for source in catalogue().evidence_sources:
        told = [(feed, one) for feed in source.feeds if (one := found.of(feed))]
        values = [(feed, one.evidence) for feed, one in told if not _why_not(one, moment)]
        reading = _fed(source, found, values)
        if reading is None:
            ran = [one for _, one in told] or [one for one in newest if one.evidence.check_kind in source.checks]
            reading = _ran(source, ran[0], moment) if ran else None
        if reading is not None:
            yield reading


def _fed(source: EvidenceSource, found: _Results, values: Sequence[tuple[Feed, Evidence]]) -> Reading | None:
    """From the first feed that has a value; a table gathers all of them."""
    told = [(feed, result, metrics) for feed, result in values if (metrics := found.metrics(result, feed))]
    if not told:
        return None
    feed, result, metrics = told[0]
    if feed.take == "all":
        parts = tuple(part for _, one, those in told for part in taking.parts(one.check_kind, those))
        return taking.table(source, parts, **_of(result))
    return taking.one(source, feed, metrics, **_of(result))


def _ran(source: EvidenceSource, one: Standing, moment: datetime) -> Reading:
    result, why = one.evidence, _why_not(one, moment)
    value = f"{result.check_id}: {why or Verdict(result.verdict).label.lower()}"
    told = _of(result) | ({"freshness": Freshness.STALE, "grade": ProofGrade.A0} if why else {})
    return Reading(source=source.id, what=source.what, value=value, **{**told, "digest": result.digest})


def _why_not(one: Standing, moment: datetime) -> str:
    """Why a result gives no value; empty where it does."""
    if one.evidence.valid_until < moment:
        return f"expired on {one.evidence.valid_until:%Y-%m-%d}"
    if not one.is_current:
        return "tested what the newest version no longer runs"
    return Verdict(one.evidence.verdict).label.lower() if one.evidence.verdict in _NO_VALUE else ""


def _of(result: Evidence) -> dict[str, Any]:
    is_kept = result.verdict in {Verdict.PASS, Verdict.WARN}
    return {
        "at": result.measured_at,
        "evidence": result.pk,
        "digest": result.digest,
        "freshness": Freshness.FRESH if is_kept else Freshness.FAILED,
        "grade": ProofGrade(result.grade) if is_kept else ProofGrade.A0,
    }


def _groups(newest: Sequence[Standing]) -> frozenset[str]:
    """The attributes between whose groups the fairness check compares."""
    compared = [one.evidence.summary for one in newest if one.evidence.check_kind == "fairness"]
    places = {told["where"] for summary in compared for told in summary.get("metrics", ()) if told["name"] in _SPREADS}
    return frozenset(name for place in places for name in place.split(" x "))
