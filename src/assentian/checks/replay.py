"""An old result worked out again: its metrics from the stored counts, or its counts from the data at the source.

1. The counts are those that the statement names by digest. 2. Judging them gives the very metrics and the verdict that
were signed. 3. Where the data is at hand, counting again gives the same integers. Nothing here trusts the signed
numbers; whether the signature itself holds is `ledger.verify.open_envelope`'s to say.
Does not: tell whether the counts were taken from the right data; only step 3, at the source, does.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assentian.checks.registry import KINDS
from assentian.checks.result import Metric, gravest
from assentian.checks.run import Run, digest


class CannotReplayError(ValueError):
    """The statement holds nothing to work out again, or its kind of check is not known here; says which."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what was held against what, and whether it holds."""

    holds: bool
    words: str


def replay(evidence: Mapping[str, Any], counts: Mapping[str, Any] | None = None) -> Iterator[Finding]:
    """Work out the metrics of a statement's `controlEvidence` again. `counts` are the full ones, kept beside the
    envelope; without them the publishable ones inside it serve. CannotReplayError where there is nothing to replay.
    """
    profile, kind = evidence.get("profile"), KINDS.get(evidence["check"]["kind"])
    if kind is None:
        raise CannotReplayError(f"no check of the kind '{evidence['check']['kind']}' is known here")
    if profile is None:
        raise CannotReplayError(f"nothing was counted: {evidence['message'] or evidence['verdict']}")
    parameters = json.loads(evidence["check"]["definition"])
    if counts is not None:
        yield _same("the full counts", digest(counts), profile["digest"])
        metrics = kind.evaluate(parameters, dict(counts))
        yield _metrics("the full counts", metrics, evidence["metrics"])
        yield _verdict(metrics, evidence["verdict"])
    published = profile["counts"]
    yield _same("the published counts", digest(published), profile["publishable"])
    again = kind.evaluate(parameters, published)
    same = _same("the metrics of the published counts", digest([one.as_json() for one in again]), profile["metrics"])
    yield Finding(same.holds, f"{same.words}; they alone give '{_judgement(again)}'")


def rerun(evidence: Mapping[str, Any], run: Run) -> Iterator[Finding]:
    """Hold the counts of a new run against those that the statement names. CannotReplayError where the suite has no
    such check, or it could not count.
    """
    name = evidence["check"]["id"]
    result = next((result for result in run.results if result.check_id == name), None)
    if result is None:
        raise CannotReplayError(f"{run.suite.path} has no check '{name}'")
    if result.profile is None or evidence["profile"] is None:
        raise CannotReplayError(f"nothing was counted: {result.message or evidence['message']}")
    check = next(check for check in run.suite.checks if check.id == name)
    declared = json.dumps(check.parameters, sort_keys=True)
    yield Finding(declared == evidence["check"]["definition"], "the check is declared as it was")
    yield _same("counts taken at the source now", result.profile.digest, evidence["profile"]["digest"])
    yield _metrics("counts taken at the source now", result.metrics, evidence["metrics"])


def _same(what: str, found: str, signed: str) -> Finding:
    if found == signed:
        return Finding(holds=True, words=f"{what} are those that were signed ({found[:12]}…)")
    return Finding(holds=False, words=f"{what} have the digest {found[:12]}…; {signed[:12]}… was signed")


def _metrics(what: str, found: tuple[Metric, ...], signed: list[dict[str, Any]]) -> Finding:
    again = [one.as_json() for one in found]
    different = [f"{one['name']} {one['where']}".rstrip() for one in again if one not in signed]
    if again == signed:
        return Finding(holds=True, words=f"all {len(signed)} metrics follow from {what}")
    named = ", ".join(different[:5]) or "their number or order"
    return Finding(holds=False, words=f"{what} give other metrics than were signed: {named}")


def _verdict(found: tuple[Metric, ...], signed: str) -> Finding:
    again = _judgement(found)
    return Finding(again == signed, f"the verdict that follows is '{again}'; '{signed}' was signed")


def _judgement(found: tuple[Metric, ...]) -> str:
    return gravest(one.status for one in found if one.status).value
