"""Documents carry the approvals that they need: signed, over these very bytes, by somebody who holds the role.

An approval is a seal (`assentian seal FILE --key KEY --by NAME --role ROLE`). Who approved is told by the key: its name
in the file of trusted keys; which roles that person holds, by the suite, never by the approval.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.records import rows, seal
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.tables import file_digest, named


def unsigned(counts: Mapping[str, Any]) -> float:
    """Approvals that a document needs and does not have: no good signature over it in that role. Unit: approvals.

    Does not show: whether the signer had read what was signed.
    """
    return float(len(counts["lacking"]))


def invalid(counts: Mapping[str, Any]) -> float:
    """Approvals whose signature is by no trusted key, is broken, or is dated in the future. Unit: approvals.

    Source: DSSE; Ed25519 (RFC 8032). Does not show: a key that was used by somebody else than its holder.
    """
    return float(sum(one["state"] == "invalid" for one in counts["approvals"]))


def outdated(counts: Mapping[str, Any]) -> float:
    """Approvals of other bytes than those that any of the documents has now: it was changed since. Unit: approvals.

    Does not show: what was changed.
    """
    return float(sum(one["state"] == "outdated" for one in counts["approvals"]))


def wrong_role(counts: Mapping[str, Any]) -> float:
    """Approvals given in a role that the signer does not hold. Unit: approvals.

    Does not show: whether the roles in the suite are those that the organisation gave.
    """
    return float(sum(one["state"] == "wrong role" for one in counts["approvals"]))


MEASURES = {
    function.__name__: Measure(name=function.__name__, function=function, limit=NONE_ALLOWED)
    for function in (unsigned, invalid, outdated, wrong_role)
}
COUNTED = (("unsigned", unsigned), ("invalid", invalid), ("outdated", outdated), ("wrong_role", wrong_role))


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, as_of, approvals: [{file, state, by, role, why}], lacking: [[document, role]]}`."""
    parameters = check.parameters
    trust = seal.trusted(inputs, parameters["trust"])
    documents = {name: file_digest(inputs.file(name, record=True)) for name in parameters["documents"]}
    moment = rows.as_of(check, inputs)
    approvals, given = [], set()
    for pattern in parameters["approvals"]:
        for path in inputs.each(pattern, record=True):
            said: dict[str, str] = {"file": named(path, suite.folder), "state": "good", "by": "", "role": "", "why": ""}
            approvals.append(said)
            try:
                found = seal.read(path, trust)
            except seal.SealError as error:
                said.update(state="invalid", why=str(error))
                continue
            said.update(by=found.by, role=found.role)
            of = {name for name, digest in documents.items() if digest in found.digests}
            if found.sealed > moment:
                said.update(state="invalid", why="it is dated in the future")
            elif not of:
                said.update(state="outdated", why="no document is the one that was approved")
            elif found.role not in parameters["roles"].get(found.by, ()):
                said.update(state="wrong role", why=f"{found.by} does not hold the role '{found.role}'")
            else:
                given |= {(name, found.role) for name in of}
    needed = [(name, role) for name, roles in parameters["documents"].items() for role in roles]
    return {
        "rows": len(needed),
        "as_of": moment.isoformat(),
        "approvals": approvals,
        "lacking": [[name, role] for name, role in needed if (name, role) not in given],
    }


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """All four judged, whichever of them the suite names. Pure."""
    asked = parameters.get("metrics", {})
    notes = {"unsigned": "; ".join(f"{name} as {role}" for name, role in counts["lacking"])}
    for one in counts["approvals"]:
        if one["why"]:
            name = one["state"].replace(" ", "_")
            notes[name] = "; ".join(filter(None, (notes.get(name, ""), f"{one['file']}: {one['why']}")))
    return tuple(
        judged(
            name,
            function(counts),
            MEASURES[name].limit_of(asked.get(name, {})),
            n=counts["rows"] if name == "unsigned" else len(counts["approvals"]),
            note=notes.get(name, ""),
        )
        for name, function in COUNTED
    )


KIND = Kind(
    name="signoff",
    title="Approvals signed by somebody who holds the role",
    speaks_for={
        "iso42001:A.3.2": "Shows that those who hold a role did what it demands of them.",
        "iso42001:A.6.2.2": "Shows that requirements were approved, and have not been changed since.",
        "iso42001:7.5.3": "Shows that documented information is protected against change without approval.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=365),
    profile=profile,
    evaluate=evaluate,
)
