"""`assentian verify --replay`: work out a signed result again, from its counts or from the data.

Exit codes are those of `verify`: 0 everything follows and a key that you named signed it, 10 it follows and no key was
named, 40 something does not follow, 50 cannot check.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from assentian.ledger.canonical import decode
from assentian.ledger.verify import CANNOT_CHECK, TAMPERED, UNANCHORED, VERIFIED, VerifierKey, open_envelope

COUNTS, ENVELOPE = ".profile.json", ".dsse.json"


def replay_file(envelope: Path, *, counts: Path | None, keys: Path | None, suite: Path | None) -> int:
    """Replay the envelope and say each finding; `counts` default to the file that `check --out` writes beside it."""
    from assentian.checks.errors import CheckError
    from assentian.checks.replay import CannotReplayError

    beside = envelope.with_name(envelope.name.removesuffix(ENVELOPE) + COUNTS)
    counts = counts or (beside if beside.is_file() else None)
    try:
        payload, signed = _opened(envelope.read_bytes(), keys)
        evidence = payload["predicate"]["controlEvidence"]
        findings = list(_findings(evidence, counts, suite))
    except (CannotReplayError, CheckError, OSError) as error:
        click.echo(f"cannot check: {error}", err=True)
        return CANNOT_CHECK
    except (ValueError, KeyError, TypeError) as error:
        click.echo(f"tampered: {envelope} is no signed result: {error}")
        return TAMPERED
    for finding in findings:
        click.echo(f"{'holds' if finding.holds else 'DOES NOT HOLD'}: {finding.words}")
    if not all(finding.holds for finding in findings):
        return TAMPERED
    if signed:
        click.echo(f"holds: the envelope is signed by the key {signed}")
        return VERIFIED
    click.echo("not checked: the signature; name the keys that you trust with --keys")
    return UNANCHORED


def _opened(data: bytes, keys: Path | None) -> tuple[Any, str]:
    """The statement, and the id of the trusted key that signed it; empty where no keys are named."""
    if keys is None:
        import base64

        return decode(base64.b64decode(json.loads(data)["payload"], validate=True)), ""
    lines = keys.read_text(encoding="utf-8").split("\n")
    trusted = [VerifierKey.parse(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    payload, key_id = open_envelope(data, {key.id: key.public for key in trusted})
    return decode(payload), key_id


def _findings(evidence: Any, counts: Path | None, suite: Path | None) -> Iterator[Any]:
    from assentian.checks import replay

    yield from replay.replay(evidence, decode(counts.read_bytes()) if counts else None)
    if suite:
        from assentian.checks.run import run_suite
        from assentian.checks.suite import load_suite

        with run_suite(load_suite(suite), only={evidence["check"]["id"]}) as run:
            yield from replay.rerun(evidence, run)
