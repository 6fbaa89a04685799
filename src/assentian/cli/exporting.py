"""What commands share that write one file out of an installation: the home, the layout, the AI system, the file.

Invariants: nothing that stands is overwritten, and each refusal says what to do next. Whoever runs these holds the
installation's files anyway, so no role is asked for; nothing is recorded.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assentian.inventory.models import AISystem

ORGANISATION = click.option("--organisation", required=True, help="Key of the organisation.")
SYSTEM = click.option("--system", "slug", metavar="KEY", help="Only what holds for this AI system.")
OUT = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write; must not exist."
)


def layout_of(out: Path, asked: str | None, layouts: Sequence[str]) -> str:
    """The layout that was asked for, else the one that the file's name ends in."""
    found = asked or out.suffix.removeprefix(".").lower()
    if found not in layouts:
        raise click.ClickException(f"{out.name} names no layout; choose one with --format: {', '.join(layouts)}")
    return found


def begin(home: Path | None, organisation: str, out: Path) -> str:
    """Open the installation; returns the organisation's name."""
    from assentian.server import boot

    if out.exists():
        raise click.ClickException(f"{out} exists already; choose another name")
    boot.boot(home)
    if not boot.is_current():
        raise click.ClickException("the database is not ready for this version; run `assentian upgrade` first")
    from assentian.accounts import queries

    name = queries.name_of(organisation)
    if name is None:
        known = ", ".join(queries.keys()) or "none yet; found one with `assentian found`"
        raise click.ClickException(f"there is no organisation {organisation!r}; here are: {known}")
    return name


def system(organisation: str, slug: str | None) -> "AISystem | None":
    """The AI system with this key; None where none was asked for."""
    from assentian.inventory import queries

    if slug is None:
        return None
    found = queries.system(organisation, slug)
    if found is None:
        known = ", ".join(one.slug for one in queries.every(organisation)) or "none yet; register one on its page"
        raise click.ClickException(f"there is no AI system {slug!r}; here are: {known}")
    return found


def write(out: Path, content: bytes, told: str) -> None:
    """Write a new file and say what it is."""
    try:
        with out.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}; choose another place") from None
    click.echo(f"Wrote {out}: {told}.")
