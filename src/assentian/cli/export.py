"""`assentian export`: an organisation's audit pack, written by whoever runs the installation."""

from pathlib import Path

import click

from assentian.cli.installation import HOME


@click.command()
@HOME
@click.option("--organisation", required=True, help="Key of the organisation.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The zip to write; must not exist."
)
def export(home: Path | None, organisation: str, out: Path) -> None:
    """Write an organisation's audit pack: its ledger, evidence and state, with a verifier that needs only Python."""
    from assentian.server import boot

    if out.exists():
        raise click.ClickException(f"{out} exists already; choose another name")
    boot.boot(home)
    if not_ready := boot.why_not_ready():
        raise click.ClickException(not_ready)
    from assentian.ledger.checkpoint import SignerRefusalError
    from assentian.reports import services

    try:
        size = services.write(organisation, out)
    except (services.ExportError, SignerRefusalError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None
    click.echo(f"Wrote {out}: {size} entries. Verify it anywhere: assentian verify --bundle {out}")
