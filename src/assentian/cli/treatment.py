"""`assentian treatment export`: the risk treatment plan as a file, by whoever runs the installation."""

from pathlib import Path

import click

from assentian.cli import exporting
from assentian.cli.installation import HOME

LAYOUTS = ("xlsx", "docx", "pdf", "json")


@click.group(short_help="Write the risk treatment plan as a file.")
def treatment() -> None:
    """The risk treatment plan (ISO/IEC 42001:2023, 6.1.3 and 8.3)."""


@treatment.command()
@HOME
@exporting.ORGANISATION
@click.option("--format", "layout", type=click.Choice(LAYOUTS), help="Without it, as the file's name ends.")
@exporting.SYSTEM
@exporting.OUT
def export(*, home: Path | None, organisation: str, layout: str | None, slug: str | None, out: Path) -> None:
    """Write the plan as it stands now: every treatment of an open risk with its actions, who does them and by when."""
    asked = exporting.layout_of(out, layout, LAYOUTS)
    name = exporting.begin(home, organisation, out)
    system = exporting.system(organisation, slug)
    from assentian.journal.context import now
    from assentian.reports.plan import files

    named = {"key": organisation, "name": name}
    exporting.write(out, files.of_organisation(named, asked, now(), system), "the treatment plan as it stands now")
