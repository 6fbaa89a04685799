"""Nothing is left of what was retired: no file with its digest in the declared stores, and a record of each erasure.

Two files of records: what was retired (by SHA-256), and what was erased, where, when and by whom.
Does not: find copies that were changed, packed or encrypted, or stores that nobody declared.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.records import rows
from assentian.checks.records.rows import Field, Type
from assentian.checks.records.rulebook import UNSIGNED, Parameters, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import Table

SHA256 = "(sha256:)?[0-9a-fA-F]{64}"
RETIRED = (
    Field(name="item", meaning="the weights, data set or index that was retired"),
    Field(name="digest", meaning="the SHA-256 of its bytes"),
)
ERASED = (
    Field(name="digest", meaning="the SHA-256 of what was erased"),
    Field(name="store", meaning="where it was erased"),
    Field(name="erased", meaning="when", type=Type.TIME),
    Field(name="by", meaning="who or what erased it"),
)


def residues(found: Sequence[str]) -> float:
    """Files in the declared stores whose SHA-256 is that of something retired. Unit: files.

    Source: SHA-256 of every file, links not followed. Does not show: copies that were converted, packed, encrypted or
    cut to pieces; backups and machines that are no declared store.
    """
    return float(len(found))


def missing_erasures(found: Sequence[str]) -> float:
    """Retired items of which no record says that they were erased, or one that is dated in the future. Unit: items.

    Does not show: whether what the record says happened.
    """
    return float(len(found))


FAULTS = measures(residues, missing_erasures)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, files, seals, faults}`; rows are the retired items, files those that were looked at."""
    moment, names = rows.as_of(check, inputs), check.parameters.get("fields", {})
    retired_file, sealed = open_records(check, inputs)
    erased_file, also_sealed = open_records(check, inputs, "erasures")
    retired = rows.read(retired_file, RETIRED, names, as_of=moment)
    erased = rows.read(erased_file, ERASED, names, as_of=moment)
    _refuse_malformed(retired, names)
    items = {_bare(digest): item for item, digest in retired.select("item", "digest", then="ORDER BY row")}
    done = {_bare(digest) for (digest,) in erased.select("digest", then="WHERE erased <= as_of")}
    left, files = [], 0
    for place in check.parameters["stores"]:
        found = held(place, inputs, record=True)
        files += len(found)
        left += [f"{place}: {name} is {items[digest]}" for name, digest in sorted(found.items()) if digest in items]
    without = sorted(item for digest, item in items.items() if digest not in done)
    return {
        "rows": len(items),
        "files": files,
        "seals": [sealed, also_sealed],
        "faults": {"residues": left, "missing_erasures": without},
        "untold": {} if files else {"residues": ["no file was looked at in any store"]},
    }


def _refuse_malformed(retired: Table, names: Mapping[str, str]) -> None:
    """A digest that is none would be found nowhere, and so would pass."""
    [(row,)] = retired.select("min(row)", then=f"WHERE NOT regexp_full_match(digest, '{SHA256}')")
    if row is not None:
        column = names.get("digest", "digest")
        raise DataError(f"row {row}: '{column}' is no SHA-256 of 64 hexadecimal digits", file=retired.locator)


def _bare(digest: str) -> str:
    return digest.lower().removeprefix("sha256:")


def evaluate(parameters: Parameters, counts: Counts) -> tuple[Metric, ...]:
    """How the records are sealed, and what is left or not recorded. Pure."""
    return (sealing(counts["seals"]), *evaluator(FAULTS)(parameters, counts))


KIND = Kind(
    name="residue-scan",
    title="Nothing is left of retired weights, data and indexes",
    speaks_for={
        "iso42001:A.4.3": "Shows that data that was to go is gone from the stores that held it.",
        "iso42001:A.6.2.7": "Documents the end of what was retired, item by item.",
        "iso27001:A.8.10": "Looks for information that was to be deleted.",
    },
    measures={"unsigned": UNSIGNED, **FAULTS},
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
