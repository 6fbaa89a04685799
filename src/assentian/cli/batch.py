"""`assentian verify --batch`: a batch of recorded decisions, and one event of it, without server.

Exit codes are those of `verify`: 0 the files are those that a ledger sealed, whose key you named; 10 they fit, and no
key or pack was named; 20 there is no such event in the batch; 40 something is not what was sealed; 50 cannot check.
"""

import json
from pathlib import Path

import click

from assentian.checks.errors import CheckError
from assentian.checks.trace.batches import SEAL, VALUES, Batch, read_batch, read_seal_of
from assentian.ledger.events import Event, event_digest, salted
from assentian.ledger.verify import CANNOT_CHECK, GAPS, TAMPERED, UNANCHORED, VERIFIED, VerifierKey, verify_pack


def verify_batch(
    path: Path, *, event: str | int | None, keys: Path | None, bundle: Path | None, known: str | None
) -> int:
    """Say each finding about the batch whose head lies at `path`; `event` is an event id, or its counter."""
    try:
        batch = read_batch(path)
        for problem in batch.problems:
            click.echo(f"TAMPERED: {problem}")
        if batch.problems:
            return TAMPERED
        head = batch.head
        click.echo(f"holds: {path.name} stands for {head.n} events, {head.first} to {head.last}, of {head.system}")
        code = _in_pack(batch, bundle, known) if bundle else _in_seal(batch, keys)
        if event is None or code in (TAMPERED, CANNOT_CHECK):
            return code
        return _event(batch, event) or code
    except (CheckError, OSError) as error:
        click.echo(f"cannot check: {error}", err=True)
        return CANNOT_CHECK


def _in_pack(batch: Batch, bundle: Path, known: str | None) -> int:
    report = verify_pack(bundle, known, [batch.beside(".parquet")])
    click.echo(report.text())
    return report.code


def _in_seal(batch: Batch, keys: Path | None) -> int:
    try:
        lines = keys.read_text(encoding="utf-8").splitlines() if keys else []
        trusted = [VerifierKey.parse(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    except ValueError as error:
        click.echo(f"cannot check: {keys}: {error}", err=True)
        return CANNOT_CHECK
    if not batch.beside(SEAL).exists():
        click.echo(
            f"not checked: what seals the batch; there is no {batch.beside(SEAL).name}, and no --bundle is named"
        )
        return UNANCHORED
    try:
        seal = read_seal_of(batch, trusted if keys else None)
    except ValueError as error:
        click.echo(f"TAMPERED: {error}")
        return TAMPERED
    click.echo(f"holds: entry {seal.entry} of {seal.origin} sealed it on {seal.at:%Y-%m-%d %H:%M} UTC")
    if keys:
        return VERIFIED
    click.echo("not checked: whose key signed; name the log's key that you trust with --keys")
    return UNANCHORED


def _event(batch: Batch, asked: str | int) -> int:
    """What is recorded of one event; 0 when it is here and its values, where they were kept, are those recorded."""
    found = _find(batch, asked)
    if found is None:
        click.echo(f"- this batch holds no event {asked}")
        return GAPS
    told = "a reason" if found.explanation else "no reason"
    click.echo(f"holds: event {found.counter} was recorded at {found.at:%Y-%m-%d %H:%M:%S} UTC, with {told}")
    click.echo(f"replay {found.replay}, configuration sha256:{found.configuration.hex()}")
    values = _values(batch.beside(VALUES), found.counter)
    if values is None:
        click.echo("not checked: its values; they were not kept beside the batch")
        return VERIFIED
    for name, digest in (("input", found.input), ("output", found.output), ("explanation", found.explanation)):
        value = values.get(name)
        if (value is None) != (digest is None) or (
            value is not None and salted(found.salt, name[0].encode(), value.encode()) != digest
        ):
            click.echo(f"TAMPERED: the {name} that is kept is not the one that was recorded")
            return TAMPERED
    click.echo("holds: the values that are kept are those that were recorded")
    return VERIFIED


def _find(batch: Batch, asked: str | int) -> Event | None:
    if isinstance(asked, int):
        place = asked - batch.head.first
        return Event.parse(batch.records[place]) if 0 <= place < len(batch.records) else None
    key = batch.path.with_name("stream.key")
    if not key.exists():
        raise CheckError(f"an event is found by its id with {key.name}, which is not here; name its --counter")
    wanted = event_digest(key.read_bytes(), asked)
    return next((Event.parse(record) for record in batch.records if record[8:24] == wanted), None)


def _values(path: Path, counter: int) -> dict[str, str] | None:
    """The kept values of the event with this counter."""
    if not path.exists():
        return None
    with path.open("rb") as lines:
        return next((found for line in lines if (found := json.loads(line))["counter"] == counter), None)
