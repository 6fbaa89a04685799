"""`assentian events prove` and `assentian verify --decision`: one decision, without the others of its batch.

Exit codes of verifying: 0 a ledger whose key you named sealed it, 10 it fits and no key was named, 40 it is not what
was sealed, 50 cannot check.
"""

from pathlib import Path

import click

from assentian.checks.errors import CheckError
from assentian.checks.trace.batches import read_batch
from assentian.checks.trace.drawn import find, kept_values
from assentian.cli.batch import describe, show, trusted_keys
from assentian.ledger import decision_proof
from assentian.ledger.batch_seal import SUFFIX
from assentian.ledger.verify import CANNOT_CHECK, TAMPERED, UNANCHORED, VERIFIED


def prove(head: Path, asked: str | int, *, with_values: bool) -> bytes:
    """The proof of an event of the batch at `head`; ClickException where there is none to give."""
    seal = head.with_suffix(SUFFIX)
    try:
        batch = read_batch(head)
        if batch.problems:
            raise click.ClickException(batch.problems[0])
        event = find(batch, asked)
        if event is None:
            raise click.ClickException(f"{head.name} holds no event {asked}")
        values = kept_values(batch, {event.counter}).get(event.counter, {}) if with_values else {}
        proof = decision_proof.make(batch.records, event.counter - batch.head.first, seal.read_bytes(), values)
        decision_proof.read(proof, None)
    except (CheckError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be read ({error.strerror}); `assentian events submit` seals a batch"
        ) from None
    return proof


def verify_decision(path: Path, *, keys: Path | None, shown: bool) -> int:
    """Say what a proof shows."""
    try:
        trusted, data = trusted_keys(keys) if keys else None, path.read_bytes()
    except (OSError, ValueError) as error:
        click.echo(f"cannot check: {error}", err=True)
        return CANNOT_CHECK
    try:
        found = decision_proof.read(data, trusted)
    except ValueError as error:
        click.echo(f"TAMPERED: {error}")
        return TAMPERED
    seal = found.seal
    click.echo(f"holds: entry {seal.entry} of {seal.origin} sealed the batch on {seal.at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"system {seal.head.system}, stream {seal.head.stream}")
    describe(found.event)
    if found.values:
        click.echo(f"holds: {', '.join(found.values)}, as they were recorded")
    if shown:
        show(found.values)
    if keys:
        return VERIFIED
    click.echo("not checked: whose key signed; name the log's key that you trust with --keys")
    return UNANCHORED
