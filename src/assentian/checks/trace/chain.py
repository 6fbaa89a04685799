"""Is an event log append-only and whole? Every record is hashed again, every head held against what sealed it.

Counts name batches, never decisions. Does not: ask a server; the seals beside the batches and the log's key suffice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Limit, Measure, judged
from assentian.checks.records import rows, seal
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import DataFile, file_digest, named
from assentian.checks.trace.batches import Batch, of_system, read_opening_at, read_seal_of, sealed_openings
from assentian.ledger.batch_seal import SUFFIX as SEAL
from assentian.ledger.batch_seal import SealedOpening
from assentian.ledger.verify import VerifierKey, broken_streams

MOST_NAMED = 20
_DAY = 24 * 60 * 60


def broken(problems: Sequence[str]) -> float:
    """Batches whose records, Parquet file or leaf hashes are not those of the head. Unit: batches.

    Source: RFC 6962 section 2.1. A record changed by one bit changes the root. Does not show: whether a record was
    true when it was written.
    """
    return float(len(problems))


def gaps(breaks: Sequence[str]) -> float:
    """Places where the batches of a stream do not continue each other: counters in none or in two, another head; and,
    once a sealed opening lies beside them, batches that were not opened within a day of their first event.

    Unit: places; those that the suite names under `accepted` are noted and not counted.
    Does not show: what was made up within that day, or decisions that were never recorded; `log-completeness` looks
    at these.
    """
    return float(len(breaks))


def reversals(events: int) -> float:
    """Events dated before an earlier one of their stream: the clock was set back, or records were put in later.

    Unit: events. Does not show: times that are wrong and still in order.
    """
    return float(events)


def unsealed(seals: Sequence[Mapping[str, str]]) -> float:
    """Batches that no entry of a trusted ledger seals as they are, and openings that none does. Unit: batches.

    Source: RFC 9162 section 2.1.3, C2SP tlog-checkpoint. Does not show: whether the ledger was rewritten since; that
    takes a checkpoint known from elsewhere.
    """
    return float(sum(one["state"] == "unsealed" for one in seals))


def head_age(seconds: int) -> float:
    """Time since the newest batch was sealed, or closed where no seals are declared. Unit: days.

    Does not show: events that wait in the open batch.
    """
    return seconds / _DAY


def opening_delay(seconds: Sequence[int]) -> float | None:
    """The longest time from the first event of a batch until an entry opened it; 0 where it was open. Unit: days.

    None where no sealed opening lies beside the batches. Does not show: what was made up within that time, or between
    the opening and the seal.
    """
    return max(seconds) / _DAY if seconds else None


MEASURES = {
    "broken": Measure(name="broken", function=broken, limit=NONE_ALLOWED),
    "gaps": Measure(name="gaps", function=gaps, limit=NONE_ALLOWED),
    "reversals": Measure(name="reversals", function=reversals, limit=NONE_ALLOWED),
    "unsealed": Measure(name="unsealed", function=unsealed, limit=NONE_ALLOWED),
    "head_age": Measure(name="head_age", function=head_age, limit=Limit(warn=1, breach=7), default=False),
    "opening_delay": Measure(
        name="opening_delay", function=opening_delay, limit=Limit(warn=1 / 24, breach=1), default=False
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, batches, opened, problems, breaks, accepted, reversals, seals, head_seconds, opening_seconds}`; rows are
    events.
    """
    since = check.parameters.get("records_since")
    keys = _trusted(check, inputs)
    batches = list(of_system(check, suite, inputs, since=date.fromisoformat(since) if since else None))
    seals, newest = [], max(batch.head.closed for batch in batches)
    if keys is not None:
        sealed = [_state(batch, keys, inputs) for batch in batches]
        seals = [state for state, _ in sealed]
        newest = max((at for _, at in sealed if at), default=newest)
    accepted = check.parameters.get("accepted", [])
    openings = _openings(batches, keys, inputs, seals) if keys is not None else []
    told = [{**batch.head.content(), "digest": batch.head.digest} for batch in batches]
    told += [{**one.opening.content(), "at": one.at.isoformat()} for one in openings]
    return {
        "rows": sum(len(batch.records) for batch in batches),
        "batches": len(batches),
        "opened": sum(bool(batch.records or batch.problems) for batch in batches),
        "problems": [f"{batch.path.name}: {batch.problems[0]}" for batch in batches if batch.problems],
        "breaks": [one for one in broken_streams(told) if one not in accepted],
        "accepted": [one for one in broken_streams(told) if one in accepted],
        "reversals": _reversals(batches),
        "seals": seals,
        "head_seconds": max(0, int((rows.as_of(check, inputs) - newest).total_seconds())),
        "opening_seconds": _delays(batches, openings),
    }


def _trusted(check: CheckSpec, inputs: Inputs) -> list[VerifierKey] | None:
    """The keys of the logs that may seal; None where the suite says that nothing does."""
    if check.parameters.get("signature") == "none":
        return None
    if "trust" not in check.parameters:
        problem = "is missing; expected a file with the verifier key of the log that seals, or `signature: none`"
        raise inputs.error(("checks", check.index, "trust"), problem)
    return list(seal.trusted(inputs, check.parameters["trust"]).values())


def _state(batch: Batch, keys: Sequence[VerifierKey], inputs: Inputs) -> tuple[dict[str, str], datetime | None]:
    told, path = {"batch": batch.path.name, "state": "sealed", "why": ""}, batch.beside(SEAL)
    if path.exists():
        inputs.note(DataFile(name=named(path, inputs.suite.folder), digest=file_digest(path), record=True))
    try:
        return told, read_seal_of(batch, keys).at
    except ValueError as error:
        return {**told, "state": "unsealed", "why": str(error)}, None


def _openings(
    batches: Sequence[Batch], keys: Sequence[VerifierKey], inputs: Inputs, seals: list[dict[str, str]]
) -> list[SealedOpening]:
    """What opened these batches, in the ledger's order; what is no sealed opening joins `seals`."""
    found = []
    for path in sealed_openings(batches):
        inputs.note(DataFile(name=named(path, inputs.suite.folder), digest=file_digest(path), record=True))
        try:
            found.append(read_opening_at(path, keys))
        except ValueError as error:
            seals.append({"batch": path.name, "state": "unsealed", "why": str(error)})
    return sorted(found, key=lambda one: one.entry)


def _delays(batches: Sequence[Batch], openings: Sequence[SealedOpening]) -> list[int]:
    """Seconds from the first event of each batch that was opened to the first entry that did."""
    opened = {(one.opening.stream, one.opening.first, one.opening.previous): one.at for one in reversed(openings)}
    heads = [batch.head for batch in batches]
    found = [(head, opened.get((head.stream, head.first, head.previous))) for head in heads]
    return [max(0, int((at - head.since).total_seconds())) for head, at in found if at]


def _reversals(batches: Sequence[Batch]) -> int:
    """Events earlier than the one before them in their stream, over the batches in the order of their counters."""
    found = 0
    ordered = sorted(batches, key=lambda batch: (batch.head.stream, batch.head.first))
    for _, stream in groupby(ordered, key=lambda batch: batch.head.stream):
        times = [int.from_bytes(record[24:32], "big") for batch in stream for record in batch.records]
        found += sum(later < earlier for earlier, later in pairwise(times))
    return found


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Broken, gaps, reversals and seals judged, age where the suite gives it a limit."""
    asked, batches = parameters.get("metrics", {}), counts["batches"]
    breaks = [*counts["breaks"], *(f"accepted: {one}" for one in counts["accepted"])]
    values = {
        "broken": (broken(counts["problems"]) if counts["opened"] else None, counts["opened"], counts["problems"]),
        "gaps": (gaps(counts["breaks"]), batches, breaks),
        "reversals": (reversals(counts["reversals"]), counts["rows"], []),
    }
    metrics = [
        judged(name, value, MEASURES[name].limit_of(asked.get(name, {})), n=n, note=_note(told))
        for name, (value, n, told) in values.items()
    ]
    metrics += [_sealed(counts["seals"], batches, asked), _age(counts["head_seconds"], batches, asked)]
    return (*metrics, *_delay(counts.get("opening_seconds", []), asked))


def _sealed(seals: Sequence[Mapping[str, str]], batches: int, asked: Mapping[str, Any]) -> Metric:
    if not seals:
        note = "the suite declares that nothing seals these batches"
        return Metric(name="unsealed", where="", value=float(batches), n=batches, note=note)
    limit = MEASURES["unsealed"].limit_of(asked.get("unsealed", {}))
    note = _note([f"{one['batch']}: {one['why']}" for one in seals if one["why"]])
    return judged("unsealed", unsealed(seals), limit, n=batches, note=note)


def _age(seconds: int, batches: int, asked: Mapping[str, Any]) -> Metric:
    if "head_age" not in asked:
        return Metric(name="head_age", where="", value=head_age(seconds), n=batches)
    return judged("head_age", head_age(seconds), MEASURES["head_age"].limit_of(asked["head_age"]), n=batches)


def _delay(seconds: Sequence[int], asked: Mapping[str, Any]) -> Iterator[Metric]:
    """Judged where the suite gives it a limit, else shown where a batch was opened."""
    value, n = opening_delay(seconds), len(seconds)
    if "opening_delay" in asked:
        limit = MEASURES["opening_delay"].limit_of(asked["opening_delay"])
        yield judged("opening_delay", value, limit, n=n, note="" if n else "no sealed opening lies beside the batches")
    elif n:
        yield Metric(name="opening_delay", where="", value=value, n=n)


def _note(told: Sequence[str]) -> str:
    more = f"; {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return "; ".join(told[:MOST_NAMED]) + more


KIND = Kind(
    name="log-chain",
    title="Event logs that are whole, in order, unchanged and sealed",
    speaks_for={
        "iso42001:A.6.2.8": "Shows that recorded events are all here, in their order, as the ledger sealed them.",
        "iso27001:A.8.15": "Measures whether logs are protected against change and loss.",
        "iso27001:A.5.28": "Shows that records can serve as evidence: none was changed or left out.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
    is_word=lambda counts: not counts.get("seals"),  # nobody but the writer stands for batches that nothing seals
)
