"""`assentian events`: seal the batches of an event log on a server.

A batch is sealed once its head is an entry of the organisation's ledger; the proof of that is kept beside it. Sending
again is harmless, so the command may run by the clock.
"""

import json
import os
from pathlib import Path
from typing import Any

import click


@click.group()
def events() -> None:
    """Seal batches of recorded decisions."""


@events.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--server", required=True, metavar="URL", help="The Assentian server.")
@click.option("--organisation", required=True, metavar="KEY", help="The organisation on that server.")
@click.option("--token-env", default="ASSENTIAN_TOKEN", show_default=True, help="Variable that holds the token.")
def submit(folder: Path, *, server: str, organisation: str, token_env: str) -> None:
    """Send the heads of FOLDER that are not sealed yet, oldest first, and keep the seal of each beside it.

    Exit code 0: all are sealed; 1: the server says that a stream is not whole; 2: something could not be sent.
    """
    from assentian.checks.trace.batches import SEAL
    from assentian.client.event_batch import heads
    from assentian.client.http import ServerError

    token = os.environ.get(token_env, "")
    if not token:
        raise _CouldNotSend(f"needs a token in the environment variable {token_env}")
    breaks: list[str] = []
    waiting = [path for path in heads(folder) if not path.with_suffix(SEAL).exists()]
    for path in waiting:
        try:
            breaks += _sealed(path, server, organisation, token)
        except (ServerError, OSError) as error:
            raise _CouldNotSend(f"{path.name} is not sealed: {error}") from error
    if not waiting:
        click.echo("every batch is sealed already")
    for found in breaks:
        click.echo(f"not whole: {found}", err=True)
    if breaks:
        raise SystemExit(1)


class _CouldNotSend(click.ClickException):
    exit_code = 2


def _sealed(path: Path, server: str, organisation: str, token: str) -> list[str]:
    """Send one head and keep its seal; where the stream is not whole."""
    from assentian.checks.trace.batches import SEAL
    from assentian.client.http import ServerError, fetch_seal, submit_batch

    receipt: dict[str, Any] = submit_batch(server, organisation, path.read_bytes(), token=token)
    if receipt.get("entry") is None:
        raise ServerError("the server has taken it and not yet entered it in its ledger; run the command again")
    seal = fetch_seal(server, organisation, receipt["entry"], token=token)
    partial = path.with_suffix(f"{SEAL}.partial")
    partial.write_text(json.dumps(seal, indent=1), encoding="utf-8")
    partial.replace(path.with_suffix(SEAL))
    click.echo(f"{path.name}: events {receipt['first']} to {receipt['last']} are sealed by entry {receipt['entry']}")
    return list(receipt.get("breaks", ()))
