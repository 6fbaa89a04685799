"""`assentian statement export`: the Statement of Applicability as a file, by whoever runs the installation."""

from pathlib import Path
from typing import Any

import click

from assentian.cli import exporting
from assentian.cli.installation import HOME

LAYOUTS = ("xlsx", "docx", "pdf", "json", "oscal")


@click.group(short_help="Write the Statement of Applicability as a file.")
def statement() -> None:
    """The Statement of Applicability (ISO/IEC 42001:2023, 6.1.3 d)."""


@statement.command()
@HOME
@exporting.ORGANISATION
@click.option("--format", "layout", type=click.Choice(LAYOUTS), help="Without it, as the file's name ends.")
@exporting.SYSTEM
@click.option("--version", "number", type=click.IntRange(min=1), help="Another version than the approved one.")
@exporting.OUT
def export(
    *, home: Path | None, organisation: str, layout: str | None, slug: str | None, number: int | None, out: Path
) -> None:
    """Write the approved version: as PDF or DOCX, as its record (json), or as a system security plan of OSCAL 1.1.3.

    The layout xlsx writes the lines as they stand now, to fill in and send back through the page of the statement.
    """
    asked = exporting.layout_of(out, layout, LAYOUTS)
    if asked == "xlsx" and number is not None:
        raise click.ClickException("xlsx holds the lines as they stand now; leave --version away or choose a layout")
    name = exporting.begin(home, organisation, out)
    system = exporting.system(organisation, slug)
    from assentian.journal.context import now
    from assentian.reports.statement import files

    if asked == "xlsx":
        exporting.write(out, files.of_lines(organisation, name, now(), system), "the lines as they stand now")
        return
    version = _version(organisation, number)
    held = f"as it holds for {system.name}, made from the record with" if system else "record"
    told = f"version {version.number}, {version.get_state_display().lower()}, {held} SHA-256 {version.digest}"
    exporting.write(out, files.of_version(version, asked, system), told)


def _version(organisation: str, number: int | None) -> Any:
    from assentian.controls.statement import queries

    found = queries.version(organisation, number) if number else queries.approved(organisation)
    if found is None:
        known = ", ".join(str(one.number) for one in queries.versions(organisation))
        what = f"there is no version {number}" if number else "no version is approved"
        next_ = f"name another with --version: {known}" if known else "decide its lines and submit it on its page first"
        raise click.ClickException(f"{what}; {next_}")
    return found
