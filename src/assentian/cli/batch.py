"""`assentian verify --batch`: a batch of recorded decisions, and one event of it, without server.

Exit codes are those of `verify`: 0 the files are those that a ledger sealed, whose key you named; 10 they fit, and no
key or pack was named; 20 there is no such event in the batch; 40 something is not what was sealed; 50 cannot check.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import click

from assentian.checks.errors import CheckError
from assentian.checks.trace.batches import Batch, read_batch, read_opening_at, read_seal_of
from assentian.checks.trace.drawn import find, kept_values
from assentian.ledger.batch_seal import OPENING_SUFFIX
from assentian.ledger.batch_seal import SUFFIX as SEAL
from assentian.ledger.decision_proof import VALUE_NAMES, holds
from assentian.ledger.events import Event
from assentian.ledger.verify import CANNOT_CHECK, GAPS, TAMPERED, UNANCHORED, VERIFIED, VerifierKey, verify_pack


def verify_batch(
    path: Path,
    *,
    event: str | int | None,
    keys: Path | None = None,
    bundle: Path | None = None,
    known: str | None = None,
    shown: bool = False,
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
        return _event(batch, event, shown=shown) or code
    except (CheckError, OSError) as error:
        click.echo(f"cannot check: {error}", err=True)
        return CANNOT_CHECK


def _in_pack(batch: Batch, bundle: Path, known: str | None) -> int:
    report = verify_pack(bundle, known, [batch.beside(".parquet")])
    click.echo(report.text())
    return report.code


def _in_seal(batch: Batch, keys: Path | None) -> int:
    try:
        trusted = trusted_keys(keys) if keys else None
    except ValueError as error:
        click.echo(f"cannot check: {keys}: {error}", err=True)
        return CANNOT_CHECK
    if not batch.beside(SEAL).exists():
        click.echo(
            f"not checked: what seals the batch; there is no {batch.beside(SEAL).name}, and no --bundle is named"
        )
        return UNANCHORED
    try:
        seal = read_seal_of(batch, trusted)
    except ValueError as error:
        click.echo(f"TAMPERED: {error}")
        return TAMPERED
    click.echo(f"holds: entry {seal.entry} of {seal.origin} sealed it on {seal.at:%Y-%m-%d %H:%M} UTC")
    if not _opened(batch, trusted):
        return TAMPERED
    if keys:
        return VERIFIED
    click.echo("not checked: whose key signed; name the log's key that you trust with --keys")
    return UNANCHORED


def _opened(batch: Batch, trusted: list[VerifierKey] | None) -> bool:
    """Say when the batch was opened, as its sealed opening tells; False when that is of another batch, or none."""
    path = batch.beside(OPENING_SUFFIX)
    if not path.exists():
        click.echo(f"not checked: when the batch was opened; there is no {path.name}")
        return True
    try:
        sealed = read_opening_at(path, trusted)
    except ValueError as error:
        click.echo(f"TAMPERED: {error}")
        return False
    if not sealed.opening.opens(batch.head):
        click.echo(f"TAMPERED: {path.name} opens another batch")
        return False
    late = sealed.at - batch.head.since
    when = "before its first event" if late <= timedelta(0) else f"{late} after its first event"
    click.echo(f"holds: entry {sealed.entry} opened it on {sealed.at:%Y-%m-%d %H:%M} UTC, {when}")
    return True


def trusted_keys(path: Path) -> list[VerifierKey]:
    """The verifier keys of a file, one a line. `ValueError` for a line that is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [VerifierKey.parse(line.strip()) for line in lines if line.strip() and not line.startswith("#")]


def describe(event: Event) -> None:
    told = "a reason" if event.explanation else "no reason"
    click.echo(f"holds: event {event.counter} was recorded at {event.at:%Y-%m-%d %H:%M:%S} UTC, with {told}")
    click.echo(f"replay {event.replay}, configuration sha256:{event.configuration.hex()}")


def show(values: Mapping[str, str]) -> None:
    """Values for a terminal: escaped, so that they can draw nothing there."""
    for name in VALUE_NAMES:
        if name in values:
            click.echo(f"{name}: {values[name].encode('unicode_escape').decode()}")


def _event(batch: Batch, asked: str | int, *, shown: bool) -> int:
    """What is recorded of one event; 0 when it is here and its values, where they were kept, are those recorded."""
    event = find(batch, asked)
    if event is None:
        click.echo(f"- this batch holds no event {asked}")
        return GAPS
    describe(event)
    values = kept_values(batch, {event.counter}).get(event.counter)
    if values is None:
        click.echo("not checked: its values; they were not kept beside the batch")
        return VERIFIED
    for name in VALUE_NAMES:
        if not holds(event, name, values.get(name)):
            click.echo(f"TAMPERED: the {name} that is kept is not the one that was recorded")
            return TAMPERED
    click.echo("holds: the values that are kept are those that were recorded")
    if shown:
        show(values)
    return VERIFIED
