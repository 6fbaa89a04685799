"""Retrieval gives nobody a chunk that they may not read: what it gave is held against the list of readers.

What was retrieved is a file of records, or is asked of an endpoint that answers `{queries: [{user, query}, ...]}` with
`{retrieved: [[chunk, ...], ...]}`. A reader is a user, or a group that the user is a member of.
Invariant: counts and notes name rows and probes by number, never a user, a question or a chunk.
Does not: know whether the list of readers is right (`access-review` looks at rights).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.faults import NAMED
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.records import rows
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table

READERS = (
    Field(name="chunk", meaning="the chunk"),
    Field(name="reader", meaning="a user or group that may read it, one a row"),
)
MEMBERS = (Field(name="user", meaning="the user"), Field(name="group", meaning="a group of the user, one a row"))
RETRIEVED = (
    Field(name="user", meaning="who asked"),
    Field(name="chunk", meaning="a chunk that was given, one a row", required=False),
)
QUERIES = (Field(name="user", meaning="in whose name is asked"), Field(name="query", meaning="what is asked"))
BATCH = 20
Hit = tuple[int, str, str]


def forbidden(hits: int) -> float:
    """Chunks that were given to a user who is neither their reader nor member of a group that is. Unit: chunks given.

    95 % interval of their share by Wilson in the note. Source: OWASP LLM08:2025. Does not show: what other questions
    would draw out, or what an answer tells of a chunk without giving it.
    """
    return float(hits)


def unlisted(hits: int) -> float:
    """Chunks that were given and that have no list of readers at all. Unit: chunks given.

    Does not show: who may read them.
    """
    return float(hits)


MEASURES = {
    "unsigned": UNSIGNED,
    "forbidden": Measure(name="forbidden", function=forbidden, limit=NONE_ALLOWED),
    "unlisted": Measure(name="unlisted", function=unlisted, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, users, seals, of, forbidden: [place], unlisted: [place]}`; rows are the chunks that were given."""
    readers_file, sealed = open_records(check, inputs)
    readers: dict[str, set[str]] = {}
    for chunk, reader in _read(readers_file, READERS, check, inputs):
        readers.setdefault(chunk, set()).add(reader)
    seals, groups = [sealed], dict[str, set[str]]()
    if "members" in check.parameters:
        members_file, also = open_records(check, inputs, "members")
        seals.append(also)
        for user, group in _read(members_file, MEMBERS, check, inputs):
            groups.setdefault(user, set()).add(group)
    hits = list(_hits(check, inputs, seals))
    strange = [place for place, _, chunk in hits if chunk not in readers]
    wrong = [
        place for place, user, chunk in hits if chunk in readers and not readers[chunk] & {user, *groups.get(user, ())}
    ]
    return {
        "rows": len(hits),
        "users": len({user for _, user, _ in hits}),
        "seals": seals,
        "of": "row" if "retrieved" in check.parameters else "probe",
        "forbidden": wrong,
        "unlisted": strange,
    }


def _read(
    table: Table, fields: Sequence[Field], check: CheckSpec, inputs: Inputs, *more: str
) -> Iterable[tuple[Any, ...]]:
    names = check.parameters.get("fields", {})
    held = rows.read(table, fields, names, as_of=rows.as_of(check, inputs))
    return held.select(*(f'"{one.name}"' for one in fields), *more, then="ORDER BY row")


def _hits(check: CheckSpec, inputs: Inputs, seals: list[dict[str, str]]) -> Iterable[Hit]:
    """(place, user, chunk) of everything that was given; records that were taken elsewhere bring their own seal."""
    if "retrieved" in check.parameters:
        table, sealed = open_records(check, inputs, "retrieved")
        seals.append(sealed)
        given = _read(table, RETRIEVED, check, inputs, "row")
        return [(int(row), user, chunk) for user, chunk, row in given if chunk is not None]
    probes = inputs.records(check.parameters["probes"], f"probes_{check.index}")
    asked = list(_read(probes, QUERIES, check, inputs))
    endpoint = Endpoint(check.parameters["model"], inputs, ("checks", check.index, "model"))
    found: list[Hit] = []
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        told = endpoint.ask({"queries": [{"user": user, "query": query} for user, query in batch]}, "retrieved")
        if len(told) != len(batch) or not all(isinstance(one, list) for one in told):
            raise DataError(f"gave no list of chunks for each of {len(batch)} queries", file=endpoint.address)
        numbered = enumerate(zip(batch, told, strict=True), start=start + 1)
        found += [(number, user, str(chunk)) for number, ((user, _), chunks) in numbered for chunk in chunks]
    return found


def evaluate(_parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """What was given to whom it must not; a retrieval that gave nothing tells nothing. Pure."""
    n = counts["rows"]
    metrics = [sealing(counts["seals"])]
    for name in ("forbidden", "unlisted"):
        found = counts[name]
        upper = wilson(len(found), n)[1]
        places = list(dict.fromkeys(found))
        note = f"{counts['of']} {', '.join(map(str, places[:NAMED]))}" + (" ..." if len(places) > NAMED else "")
        note = note if found else (f"up to {upper:.1%} could still be" if n else "nothing was retrieved")
        metrics.append(judged(name, MEASURES[name].function(len(found)) if n else None, NONE_ALLOWED, n=n, note=note))
    return tuple(metrics)


KIND = Kind(
    name="rag-acl",
    title="Retrieval gives nobody what they may not read",
    speaks_for={
        "iso42001:A.6.2.6": "Asks the running retrieval in the name of users and looks at what each is given.",
        "iso42001:A.4.3": "Shows that the data that is retrieved from is given only to those who may read it.",
        "iso27001:A.8.3": "Tries the restriction of access to information, chunk by chunk.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
