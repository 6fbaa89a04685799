"""Detached seals: `FILE.dsse.json` says who sealed the bytes of FILE, in which role and when.

A seal is an in-toto statement in a DSSE envelope, signed with Ed25519. Who signed is told by the key alone: its name in
the file of trusted keys, never by what the statement says of itself.
Does not: show that what a sealed file says is true, or that the time in it is right; both are the signer's word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.tables import file_digest
from assentian.ledger import envelope
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import VerifierKey, open_envelope, parse_canonical

SEAL_TYPE = "https://assentian.example/attestation/seal/v1"
SUFFIX = ".dsse.json"
MOST_BYTES = 1 << 20
"""More than any seal needs; a longer file is not read."""
NAME = re.compile(r"[^\s+]{1,100}")
"""What can name a key (C2SP signed note)."""


class SealError(ValueError):
    """Bytes that are no seal by a trusted key; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """`by` is the trusted name of the key that signed, `digests` the SHA-256 of what it sealed."""

    by: str
    role: str
    sealed: datetime
    digests: frozenset[str]


def make(file: Path, key: SigningKey, *, role: str, sealed: datetime) -> bytes:
    """The envelope that seals a file as it stands; `sealed` is an aware time."""
    subject = {"name": file.name, "digest": {"sha256": file_digest(file)}}
    predicate = {"v": 1, "by": key.verifier.name, "role": role, "sealed": sealed.isoformat(timespec="seconds")}
    return envelope.seal(envelope.statement([subject], SEAL_TYPE, predicate), key)


def trusted(inputs: Inputs, path: str) -> dict[str, VerifierKey]:
    """The keys of a file with one verifier key a line, by id; DataError names the line that is none."""
    found = {}
    text = inputs.file(path, record=True).read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            key = VerifierKey.parse(line.strip())
        except ValueError as error:
            raise DataError(f"line {number}: {error}", file=path) from error
        found[key.id] = key
    return found


def opened(data: bytes, trust: Mapping[str, VerifierKey]) -> Seal:
    """What a seal says, once its signature is found good; SealError otherwise."""
    try:
        payload, key_id = open_envelope(data, {id_: key.public for id_, key in trust.items()})
        said = parse_canonical(payload)
        found = Seal(
            by=trust[key_id].name,
            role=str(said["predicate"]["role"]),
            sealed=datetime.fromisoformat(said["predicate"]["sealed"]),
            digests=frozenset(str(subject["digest"]["sha256"]) for subject in said["subject"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise SealError("the statement is not of the form of a seal") from error
    except ValueError as error:
        raise SealError(str(error)) from error
    if said.get("predicateType") != SEAL_TYPE or found.sealed.tzinfo is None:
        raise SealError("the statement is no seal, or its time has no zone")
    return found


def read(path: Path, trust: Mapping[str, VerifierKey]) -> Seal:
    """The seal in a file; SealError where it cannot be read or is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SealError(f"cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise SealError(f"is longer than {MOST_BYTES:,} bytes, and so is no seal")
    return opened(data, trust)


def state(path: str, inputs: Inputs, parameters: Mapping[str, Any], index: int) -> dict[str, str]:
    """How a file of records is sealed, as counts keep it: `{file, state, by, sealed, why}`.

    Raises SuiteError where the suite neither trusts a key nor says that the records carry no signature.
    """
    said = {"file": path, "state": "unsigned", "by": "", "sealed": "", "why": ""}
    if parameters.get("signature") == "none":
        return {**said, "state": "none declared"}
    if "trust" not in parameters:
        problem = "is missing; expected a file of verifier keys that may seal the records, or `signature: none`"
        raise inputs.error(("checks", index, "trust"), problem)
    trust = trusted(inputs, parameters["trust"])
    envelope_path = inputs.suite.folder / f"{path}{SUFFIX}"
    if not envelope_path.exists():
        return {**said, "why": f"there is no {path}{SUFFIX}"}
    try:
        seal = read(inputs.file(f"{path}{SUFFIX}", record=True), trust)
    except SealError as error:
        return {**said, "why": str(error)}
    if file_digest(inputs.suite.folder / path) not in seal.digests:
        return {**said, "why": "the file is not the one that was sealed"}
    return {**said, "state": "signed", "by": seal.by, "sealed": seal.sealed.isoformat()}
