"""`assentian events`: seal the batches of an event log, hold them against a witness, prove one decision of them."""

import os
from pathlib import Path

import click


class CouldNotSend(click.ClickException):
    """Ends the command with exit code 2."""

    exit_code = 2


@click.group()
def events() -> None:
    """Seal batches of recorded decisions, hold them against a witness, and prove one of them."""


@events.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--server", required=True, metavar="URL", help="The Assentian server.")
@click.option("--organisation", required=True, metavar="KEY", help="The organisation on that server.")
@click.option("--token-env", default="ASSENTIAN_TOKEN", show_default=True, help="Variable that holds the token.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the seals in this folder: those of a second log, a witness.",
)
def submit(folder: Path, *, server: str, organisation: str, token_env: str, keep: Path | None) -> None:
    """Send the openings and heads of FOLDER that are not sealed yet, oldest first, and keep the seal of each beside it.

    Exit code 0: all are sealed; 1: the server says that a stream is not whole; 2: something could not be sent.
    """
    from assentian.client.http import ServerError
    from assentian.client.sealing import seal_batches, seal_openings

    token = os.environ.get(token_env, "")
    if not token:
        raise CouldNotSend(f"needs a token in the environment variable {token_env}")
    sealed, breaks = 0, list[str]()
    try:
        for opened in seal_openings(folder, server=server, organisation=organisation, token=token, keep=keep):
            sealed += 1
            click.echo(f"{opened.opening.name}: the batch from {opened.first} is opened by entry {opened.entry}")
        for batch in seal_batches(folder, server=server, organisation=organisation, token=token, keep=keep):
            sealed, breaks = sealed + 1, breaks + list(batch.breaks)
            click.echo(f"{batch.head.name}: events {batch.first} to {batch.last} are sealed by entry {batch.entry}")
    except (ServerError, OSError) as error:
        raise CouldNotSend(f"not every batch is sealed: {error}") from error
    if not sealed:
        click.echo("every batch is sealed already")
    for found in breaks:
        click.echo(f"not whole: {found}", err=True)
    if breaks:
        raise SystemExit(1)


@events.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--witness",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="An audit pack of the witness's ledger, a zip or its folder.",
)
@click.option(
    "--known",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint of the witness you kept.",
)
def compare(folder: Path, *, witness: Path, known: Path | None) -> None:
    """Hold the openings and heads of FOLDER against those that a witness sealed, without server.

    Exit code 0: the same, 10: the same, and no checkpoint of the witness was named; 20: the witness lacks some; 30, 40,
    50: the pack is not what it should be, as `assentian verify` says, or (40) something here is not what was sealed.
    """
    from assentian.cli import witness as witnesses

    text = known.read_text(encoding="utf-8") if known else None
    raise SystemExit(witnesses.compare(folder, witness, text))


@events.command()
@click.argument("head", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", help="The decision, by the id of its event.")
@click.option("--counter", type=click.IntRange(min=0), help="The decision, by its counter.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write the proof here.")
@click.option("--with-values", is_flag=True, help="Put its input, output and explanation in, where they were kept.")
def prove(head: Path, *, event: str | None, counter: int | None, out: Path, with_values: bool) -> None:
    """Write the proof of one decision of the batch HEAD (batch-<first>.json), which tells nothing of the others.

    Whoever gets it verifies it with `assentian verify --decision` and the log's key.
    """
    from assentian.cli import decision

    if (event is None) == (counter is None):
        raise click.UsageError("name the decision by --event or by --counter")
    asked: str | int = counter if event is None and counter is not None else event or ""
    out.write_bytes(decision.prove(head, asked, with_values=with_values))
    click.echo(f"Wrote {out}. It is verified by: assentian verify --decision {out} --keys LOG-KEYS")
