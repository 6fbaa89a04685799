"""Every data set and retrieval source has a record: where it is from, by what right, since when, whose, which bytes."""

from collections.abc import Sequence
from datetime import timedelta

from assentian.checks.faults import evaluator, measures
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.records import rulebook
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import Parameters, figure, rule, share
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier

SHA256 = "(sha256:)?[0-9a-fA-F]{64}"
FIELDS = (
    Field(name="source", meaning="the data set or retrieval source"),
    Field(name="origin", meaning="where it is from", required=False),
    Field(name="licence", meaning="the licence under which it is used", required=False),
    Field(name="legal_basis", meaning="the legal basis on which it is used", required=False),
    Field(name="obtained", meaning="when it was obtained", type=Type.TIME, required=False),
    Field(name="digest", meaning="the SHA-256 of its bytes", required=False),
    Field(name="owner", meaning="who answers for it", required=False),
    Field(name="generated", meaning="whether a model made it", type=Type.FLAG, required=False),
)


@rule
def incomplete(_parameters: Parameters) -> str:
    """Sources without origin, owner, date or digest, or with neither licence nor legal basis. Unit: sources.

    Does not show: whether what the record says is true, or whether the licence covers this use.
    """
    return (
        "origin IS NULL OR owner IS NULL OR obtained IS NULL OR digest IS NULL "
        "OR (licence IS NULL AND legal_basis IS NULL)"
    )


@rule
def not_a_digest(_parameters: Parameters) -> str:
    """Sources whose digest is not 64 hexadecimal digits, and so names no bytes. Unit: sources.

    Does not show: whether the bytes are still there.
    """
    return f"NOT coalesce(regexp_full_match(digest, '{SHA256}'), true)"


@rule
def not_yet_obtained(_parameters: Parameters) -> str:
    """Sources that were obtained after the moment of the check. Unit: sources.

    Does not show: dates that are wrong and in the past.
    """
    return "coalesce(obtained > as_of, false)"


@figure(None, scale=rulebook.PER_MILLION)
def generated_share(_parameters: Parameters) -> str:
    """Sources that a model made, as a share of all. Unit: share, 0 to 1; judged once the suite gives a limit.

    Does not show: sources whose record does not say that a model made them.
    """
    return share("coalesce(generated, false)")


def unrecorded(found: Sequence[str]) -> float:
    """Files under `data` whose SHA-256 no record names. Unit: files.

    Does not show: data that lies elsewhere, or that was used and is gone.
    """
    return float(len(found))


RULES = (incomplete, not_a_digest, not_yet_obtained, generated_share)
FILES = measures(unrecorded)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """What the rulebook counts, and where the suite names `data`, `files` and those that no record names."""
    counts = rulebook.profile(FIELDS, RULES, (), check, inputs)
    if "data" not in check.parameters:
        return counts
    table = inputs.tables[-1]
    column = identifier(check.parameters.get("fields", {}).get("digest", "digest"))
    said = table.select(f"DISTINCT lower(trim(CAST({column} AS VARCHAR)))") if table.rows else []
    known = {str(digest).removeprefix("sha256:") for (digest,) in said}
    files = {
        name: sha256 for place in check.parameters["data"] for name, sha256 in held(place, inputs, record=False).items()
    }
    without = sorted(name for name, sha256 in files.items() if sha256 not in known)
    return {**counts, "files": len(files), "faults": {"unrecorded": without}}


def evaluate(parameters: Parameters, counts: Counts) -> tuple[Metric, ...]:
    """The rules, and the files without a record where the suite names any. Pure."""
    metrics = rulebook.evaluate(RULES, parameters, counts)
    if "files" not in counts:
        return metrics
    return (*metrics, *evaluator(FILES)(parameters, {"rows": counts["files"], "faults": counts["faults"]}))


KIND = Kind(
    name="provenance-record",
    title="Data sets and retrieval sources have a whole record of where they are from",
    speaks_for={
        "iso42001:A.7.3": "Shows that how data was acquired is written down for each source.",
        "iso42001:A.7.5": "Holds the record of provenance against the bytes that it is about.",
        "iso42001:A.4.3": "Shows that the data in use is documented as a resource.",
    },
    measures={"unsigned": rulebook.UNSIGNED, **{one.name: one.measure for one in RULES}, **FILES},
    valid_for=timedelta(days=90),
    profile=profile,
    evaluate=evaluate,
)
