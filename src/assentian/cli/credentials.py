"""`assentian key` and `assentian token`: which signatures an organisation accepts, and what lets a pipeline submit.

Whoever runs these on the installation's machine names the member on whose behalf it is done; that member's roles
decide, and the ledger keeps the member's pseudonym. A token is printed once and never again; a private key never
leaves its file.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assentian.cli.installation import HOME

if TYPE_CHECKING:
    from assentian.accounts.rules import Actor

_ORGANISATION = click.option("--organisation", required=True, help="Key of the organisation.")
_BY = click.option("--by", "email", required=True, help="E-mail address of the member who does it.")


@click.group(short_help="Show, accept, list and revoke evidence keys.")
def key() -> None:
    """Keys that sign evidence: show a file's public half; accept, list and revoke them in an organisation."""


@click.group(short_help="Issue and revoke tokens for pipelines.")
def token() -> None:
    """Tokens with which a pipeline submits evidence and asks the gate."""


@key.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Print the public half of the signing key in FILE, as `assentian key accept` takes it."""
    from assentian.cli.check import KEY_NAME
    from assentian.ledger.keys import KeyFileError, SigningKey

    try:
        click.echo(str(SigningKey.load_or_make(file, KEY_NAME).verifier))
    except KeyFileError as error:
        raise click.ClickException(str(error)) from None


@key.command()
@HOME
@_ORGANISATION
@_BY
@click.option("--name", required=True, help="Where the key is used, for people: 'pipeline of the scorer'.")
@click.argument("public_key")
def accept(home: Path | None, organisation: str, email: str, name: str, public_key: str) -> None:
    """Accept evidence signed by PUBLIC_KEY from now on."""
    actor = acting(home, organisation, email)
    from assentian.accounts import services

    accepted = done(services.accept_signing_key, actor, name, public_key)
    click.echo(f"{organisation} accepts evidence signed by {accepted.key_id} ({accepted.name}).")


@key.command("list")
@HOME
@_ORGANISATION
@_BY
def list_keys(home: Path | None, organisation: str, email: str) -> None:
    """List the keys that are accepted now."""
    actor = acting(home, organisation, email)
    from assentian.accounts import queries

    for standing in queries.signing_keys(actor.organisation):
        click.echo(f"{standing.key_id}  {standing.accepted_at:%Y-%m-%d}  {standing.name}")


@key.command()
@HOME
@_ORGANISATION
@_BY
@click.argument("key_id")
def revoke(home: Path | None, organisation: str, email: str, key_id: str) -> None:
    """Accept nothing new signed by the key KEY_ID; what it signed before stays."""
    actor = acting(home, organisation, email)
    from assentian.accounts import queries, services
    from assentian.journal.context import now

    standing = {found.key_id: found for found in queries.signing_keys(actor.organisation)}
    if key_id not in standing:
        raise click.ClickException(f"{organisation} accepts no key {key_id!r}; see `assentian key list`")
    done(services.revoke_signing_key, actor, standing[key_id], now())
    click.echo(f"{organisation} accepts nothing new signed by {key_id}.")


@token.command()
@HOME
@_ORGANISATION
@_BY
@click.option("--name", required=True, help="Where the token is used, for people.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="How long it is valid.")
def issue(home: Path | None, organisation: str, email: str, name: str, days: int) -> None:
    """Print a new token, once; only its digest is kept."""
    actor = acting(home, organisation, email)
    from assentian.accounts import services

    click.echo(done(services.issue_token, actor, name, valid_for=timedelta(days=days)))


@token.command("revoke")
@HOME
@_ORGANISATION
@_BY
@click.option("--name", required=True, help="The name under which it was issued.")
def revoke_token(home: Path | None, organisation: str, email: str, name: str) -> None:
    """End the tokens of this name at once."""
    actor = acting(home, organisation, email)
    from assentian.accounts import services
    from assentian.journal.context import now

    ended = done(services.revoke_token, actor, name, now())
    if not ended:
        raise click.ClickException(f"no token called {name!r} stands")
    click.echo(f"Revoked {ended}.")


def acting(home: Path | None, organisation: str, email: str) -> "Actor":
    """The member of that address acting in the organisation; a message says so where there is none."""
    from assentian.server import boot

    boot.boot(home)
    if not_ready := boot.why_not_ready():
        raise click.ClickException(not_ready)
    from assentian.accounts import queries
    from assentian.accounts.rules import Authentication
    from assentian.journal.context import now
    from assentian.standards.vocabulary import IdentityLevel

    actor = queries.member(organisation, email, Authentication(IdentityLevel.CONSOLE, now()))
    if actor is None:
        raise click.ClickException(f"{organisation} has no member with the address {email}")
    return actor


def done(service: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a service of accounts returns; its refusals as messages."""
    from assentian.accounts.rules import NotPermittedError
    from assentian.accounts.services import AccountError

    try:
        return service(*arguments, **options)
    except (AccountError, NotPermittedError) as error:
        raise click.ClickException(str(error)) from None
