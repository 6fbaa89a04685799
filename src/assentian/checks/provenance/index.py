"""Every chunk of a retrieval index resolves to an approved source, its digest, an owner and a list of readers.

Two files of records: the chunks as the index holds them, and the sources that were approved.
Does not: read the vectors, or look for orders that a chunk gives (`injection-suite` does).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import NAMED_ROWS, UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

CHUNKS = (
    Field(name="chunk", meaning="the chunk"),
    Field(name="source", meaning="the document that it is from", required=False),
    Field(name="digest", meaning="the SHA-256 of that document when it was indexed", required=False),
    Field(name="owner", meaning="who answers for the document", required=False),
    Field(name="readers", meaning="who may read it: a name, a role or a list of them", required=False),
)
SOURCES = (
    Field(name="source", meaning="the document"),
    Field(name="digest", meaning="the SHA-256 of the document that was approved"),
    Field(name="approved_by", meaning="who approved it", required=False),
)


def orphans(chunks: int) -> float:
    """Chunks of a source that the approved ones do not hold, or of none. Unit: chunks.

    Does not show: whether an approved source deserved it.
    """
    return float(chunks)


def changed(chunks: int) -> float:
    """Chunks whose source was another (by SHA-256) when it was indexed than the approved one, or of no known digest.

    Unit: chunks. Does not show: a chunk whose text was changed in the index itself.
    """
    return float(chunks)


def without_owner(chunks: int) -> float:
    """Chunks without an owner. Unit: chunks. Does not show: whether the owner knows."""
    return float(chunks)


def without_readers(chunks: int) -> float:
    """Chunks without a list of readers, which nothing can be held against. Unit: chunks.

    Does not show: whether retrieval keeps to the list; `rag-acl` asks it.
    """
    return float(chunks)


def unapproved(sources: int) -> float:
    """Sources in the list of approved ones that nobody approved. Unit: sources.

    Does not show: whether whoever approved had the right to.
    """
    return float(sources)


_BARE = "lower(replace({}, 'sha256:', ''))"
_SAME = f"coalesce(list_contains(known.digests, {_BARE.format('chunk.digest')}), false)"
_OF_CHUNKS = {
    "orphans": "known.source IS NULL",
    "changed": f"known.source IS NOT NULL AND NOT {_SAME}",
    "without_owner": "chunk.owner IS NULL",
    "without_readers": "chunk.readers IS NULL",
}
MEASURES = {
    "unsigned": UNSIGNED,
    **{
        function.__name__: Measure(name=function.__name__, function=function, limit=NONE_ALLOWED)
        for function in (orphans, changed, without_owner, without_readers, unapproved)
    },
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, sources, seals, found: {measure: number}, at: {measure: first rows}}`; rows are the chunks."""
    moment, names = rows.as_of(check, inputs), check.parameters.get("fields", {})
    chunk_file, sealed = open_records(check, inputs)
    source_file, also_sealed = open_records(check, inputs, "sources")
    chunks = rows.read(chunk_file, CHUNKS, names, as_of=moment)
    sources = rows.read(source_file, SOURCES, names, as_of=moment)
    approved = f"SELECT source, list({_BARE.format('digest')}) AS digests FROM {sources.relation} GROUP BY 1"  # noqa: S608
    counted = [f"count(*) FILTER (WHERE {one})" for one in _OF_CHUNKS.values()]
    named = [f"min(chunk.row, {NAMED_ROWS}) FILTER (WHERE {one})" for one in _OF_CHUNKS.values()]
    [told] = chunks.ask(
        f"SELECT {', '.join(counted + named)} FROM {{table}} chunk "  # noqa: S608
        f"LEFT JOIN ({approved}) known ON known.source = chunk.source"
    )
    [(number, first)] = sources.select(
        "count(*) FILTER (WHERE approved_by IS NULL)", f"min(row, {NAMED_ROWS}) FILTER (WHERE approved_by IS NULL)"
    )
    numbers = [*told[: len(_OF_CHUNKS)], number]
    places = [*told[len(_OF_CHUNKS) :], first]
    names_of = (*_OF_CHUNKS, "unapproved")
    return {
        "rows": chunks.rows,
        "sources": sources.rows,
        "seals": [sealed, also_sealed],
        "found": {name: int(one) for name, one in zip(names_of, numbers, strict=True)},
        "at": {name: [int(row) for row in one or ()] for name, one in zip(names_of, places, strict=True)},
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """All judged, whichever of them the suite names; an index without chunks tells nothing. Pure."""
    asked, metrics = parameters.get("metrics", {}), [sealing(counts["seals"])]
    for name, found in counts["found"].items():
        n = counts["sources"] if name == "unapproved" else counts["rows"]
        value = MEASURES[name].function(found) if n else None
        note = f"row {', '.join(map(str, counts['at'][name]))}" if counts["at"][name] else ""
        metrics.append(judged(name, value, MEASURES[name].limit_of(asked.get(name, {})), n=n, note=note))
    return tuple(metrics)


KIND = Kind(
    name="rag-provenance",
    title="Chunks of the retrieval index resolve to approved sources, owners and readers",
    speaks_for={
        "iso42001:A.7.3": "Shows that what is retrieved was acquired from sources that were approved.",
        "iso42001:A.7.5": "Follows a retrieved chunk to the document that it is from.",
        "iso42001:A.7.4": "Finds chunks that were planted, or whose document was changed.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
