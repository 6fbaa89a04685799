"""Devices in the field report, signed with their own keys, which firmware and which model they run.

A report is a seal by the device (named by its key) over the files that it runs. What it runs must have been approved.
Does not: show that the device measured itself honestly; that takes a root of trust in the device.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, Worse, judged
from assentian.checks.records import rows, seal
from assentian.checks.records.rows import Field
from assentian.checks.records.rulebook import UNSIGNED, open_records, sealing
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

FIELDS = (Field(name="device", meaning="the device of the fleet, as its key is named"),)
MOST_DAYS = 7
LEAST = 0.98


def attested_share(attested: int, fleet: int) -> float:
    """Devices whose reports name an approved firmware and an approved model, as a share of the fleet. Unit: share.

    Source: DSSE; Ed25519 (RFC 8032). Does not show: devices that the list of the fleet does not name.
    """
    return attested / fleet


def wrong_digests(found: Sequence[str]) -> float:
    """Devices that report, within the declared days, something that was not approved. Unit: devices.

    Does not show: what a device does not report.
    """
    return float(len(found))


def broken_reports(found: Sequence[str]) -> float:
    """Reports that are no seal by a known device, or are dated in the future. Unit: reports.

    Does not show: whose they are.
    """
    return float(len(found))


def strange_devices(found: Sequence[str]) -> float:
    """Devices that report and that the list of the fleet does not name. Unit: devices.

    Does not show: where they are.
    """
    return float(len(found))


FAULTS = measures(wrong_digests, broken_reports, strange_devices)
MEASURES = {
    "unsigned": UNSIGNED,
    "attested_share": Measure(
        name="attested_share", function=attested_share, limit=Limit(warn=1, breach=LEAST, worse=Worse.BELOW)
    ),
    **FAULTS,
}


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, seals, attested, silent: [device], faults}`; rows are the devices of the fleet."""
    parameters, moment = check.parameters, rows.as_of(check, inputs)
    table, sealed = open_records(check, inputs)
    fleet_table = rows.read(table, FIELDS, parameters.get("fields", {}), as_of=moment)
    fleet = {device for (device,) in fleet_table.select("DISTINCT device")}
    keys = seal.trusted(inputs, parameters["devices"])
    oldest = moment - timedelta(days=parameters.get("most_days", MOST_DAYS))
    reported: dict[str, set[str]] = {}
    broken = []
    for path in inputs.each(parameters["attestations"], record=True):
        try:
            found = seal.read(path, keys)
        except seal.SealError as error:
            broken.append(f"{path.name}: {error}")
            continue
        if found.sealed > moment:
            broken.append(f"{path.name}: is dated in the future")
        elif found.sealed >= oldest:
            reported.setdefault(found.by, set()).update(found.digests)
    firmware, model = (
        {one.removeprefix("sha256:") for one in parameters["approved"][part]} for part in ("firmware", "model")
    )
    wrong = sorted(device for device, digests in reported.items() if digests - firmware - model)
    attested = {
        device for device, digests in reported.items() if device not in wrong and digests & firmware and digests & model
    }
    return {
        "rows": len(fleet),
        "seals": [sealed],
        "attested": len(attested & fleet),
        "silent": sorted(fleet - attested),
        "faults": {
            "wrong_digests": wrong,
            "broken_reports": sorted(broken),
            "strange_devices": sorted(reported.keys() - fleet),
        },
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """The share of the fleet, and what was reported wrongly. Pure."""
    n, silent = counts["rows"], counts["silent"]
    limit = MEASURES["attested_share"].limit_of(parameters.get("metrics", {}).get("attested_share", {}))
    note = f"not attested: {', '.join(silent[:5])}" + (f" and {len(silent) - 5} more" if len(silent) > 5 else "")  # noqa: PLR2004
    share = attested_share(counts["attested"], n) if n else None
    return (
        sealing(counts["seals"]),
        judged("attested_share", share, limit, n=n, note=note if silent else ""),
        *evaluator(FAULTS)(parameters, counts),
    )


KIND = Kind(
    name="edge-attestation",
    title="Devices report approved firmware and models, signed with their own keys",
    speaks_for={
        "iso42001:A.6.2.6": "Shows, device by device, that what runs in the field is what was approved.",
        "iso42001:A.4.5": "Shows the state of the machines on which the system runs.",
        "iso27001:A.8.9": "Holds what devices run against the approved configuration.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=7),
    profile=profile,
    evaluate=evaluate,
)
