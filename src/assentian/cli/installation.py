"""`assentian serve | upgrade | found`: run an installation, bring it to this version, found its first organisation."""

from pathlib import Path

import click

HOME = click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the installation's state."
)


@click.command()
@HOME
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--plain-http", is_flag=True, help="Serve without HTTPS; only for this machine's own loopback.")
def serve(home: Path | None, host: str, port: int, *, plain_http: bool) -> None:
    """Serve the product; stop with Ctrl-C."""
    from assentian.server import boot

    boot.boot(home, https=False if plain_http else None)
    if not_ready := boot.why_not_ready():
        raise click.ClickException(not_ready)
    click.echo(f"Assentian on http://{host}:{port}/  (Ctrl-C stops it)")
    try:
        boot.serve(host, port)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}); choose another with --port"
        ) from None


@click.command()
@HOME
def upgrade(home: Path | None) -> None:
    """Make or migrate the database; migrations are recorded in the ledger."""
    from django.core.management.base import CommandError

    from assentian.server import boot

    boot.boot(home)
    try:
        boot.migrate()
    except CommandError as error:
        raise click.ClickException(str(error)) from None
    click.echo("The database is ready.")


@click.command()
@HOME
@click.option(
    "--organisation", "key", required=True, help="Its key in addresses and checkpoints: small letters, digits, hyphens."
)
@click.option("--name", required=True, help="Its name.")
@click.option("--email", required=True, help="Your e-mail address; you become its AIMS manager.")
@click.option("--your-name", required=True, help="Your name.")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, help="At least 12 characters; asked for."
)
def found(home: Path | None, key: str, name: str, *, email: str, your_name: str, password: str) -> None:
    """Found an organisation and its first account; there is no default password."""
    from django.core.exceptions import ValidationError

    from assentian.server import boot

    boot.boot(home)
    if not boot.is_current():
        boot.migrate()
    from django.db import transaction

    from assentian.accounts import services

    try:
        with transaction.atomic():  # no account is left behind without the organisation that it was made for
            person = services.create_person(services.NewPerson(your_name, email, password))
            services.found_organisation(key, name, person)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    except services.AccountError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{name} is founded; sign in as {email}. Start with: assentian serve")
