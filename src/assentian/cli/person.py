"""`assentian person`: a link by which somebody invited, or whose password is lost, chooses one.

The link is printed and not sent; whoever runs this on the installation's machine hands it over. No password is typed
or shown here.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assentian.cli.credentials import acting, done
from assentian.cli.installation import HOME
from assentian.standards.vocabulary import Role

if TYPE_CHECKING:
    from assentian.accounts.models import User

_SERVER = click.option(
    "--server", metavar="URL", help="Where the server is reached.  [default: https://ASSENTIAN_HOST]"
)


@click.group(short_help="Invite people, and renew a lost password.")
def person() -> None:
    """Let people in: print the link by which somebody chooses a password, once, within seven days."""


@person.command()
@HOME
@click.option("--organisation", required=True, help="Key of the organisation.")
@click.option("--by", required=True, help="E-mail address of the AIMS manager who invites.")
@click.option("--name", required=True, help="Name of the person.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they are; may be repeated.",
)
@_SERVER
@click.argument("email")
def invite(
    home: Path | None, organisation: str, by: str, *, name: str, roles: tuple[str, ...], server: str | None, email: str
) -> None:
    """Give EMAIL the roles; without an account they get one, and the link to it is printed."""
    actor = acting(home, organisation, by)
    from assentian.accounts import services

    invited = done(services.invite, actor, name, email, set(roles))
    if invited.has_usable_password():
        click.echo(f"{invited.name} has an account and is a member of {organisation}.")
    else:
        click.echo(_link(invited, server))


@person.command()
@HOME
@_SERVER
@click.argument("email")
def password(home: Path | None, server: str | None, email: str) -> None:
    """Print a link by which EMAIL chooses a new password; the old one works until then."""
    from assentian.server import boot

    boot.boot(home)
    if not_ready := boot.why_not_ready():
        raise click.ClickException(not_ready)
    from assentian.accounts import queries

    found = queries.account(email)
    if found is None:
        raise click.ClickException(f"nobody has an account with the address {email}")
    click.echo(_link(found, server))


def _link(user: "User", server: str | None) -> str:
    from django.conf import settings

    from assentian.accounts import invitations

    origin = (server or f"https://{settings.ASSENTIAN_HOST}").rstrip("/")
    return origin + invitations.path(user)
