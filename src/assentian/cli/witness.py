"""`assentian events compare`: an event log beside what a witness sealed of it, without server.

Exit codes are those of `verify`: what is wrong with the witness's pack comes first; then 20 where the witness has not
seen all that is here, 40 where it sealed something that is not here, or other than it is here.
"""

from pathlib import Path

import click

from assentian.client.event_batch import heads, openings
from assentian.ledger.events import Head, Opening
from assentian.ledger.verify import CANNOT_CHECK, GAPS, INCONSISTENT, TAMPERED, verify_pack
from assentian.ledger.witness import Batch, differences, sealed_in


def compare(folder: Path, witness: Path, known: str | None) -> int:
    """Say each difference; the exit code."""
    report = verify_pack(witness, known)
    click.echo(report.text())
    if report.code in (INCONSISTENT, TAMPERED, CANNOT_CHECK):
        return report.code
    try:
        here = list(_held(folder))
    except (OSError, ValueError) as error:
        click.echo(f"cannot check: {error}", err=True)
        return CANNOT_CHECK
    if not here:
        click.echo(f"cannot check: {folder} holds no batch and no opening", err=True)
        return CANNOT_CHECK
    found = list(differences(here, sealed_in(witness)))
    for one in found:
        click.echo(f"{'TAMPERED' if one.is_contradiction else '-'}: {one.words}")
    if any(one.is_contradiction for one in found):
        return TAMPERED
    if found:
        return GAPS
    click.echo(f"holds: the witness sealed all {len(here)} openings and heads that are here, and no others")
    return report.code


def _held(folder: Path) -> list[Batch]:
    told: list[Head | Opening] = [Head.parse(path.read_bytes()) for path in heads(folder)]
    told += [Opening.parse(path.read_bytes()) for path in openings(folder)]
    return [{**one.content(), "digest": one.digest} for one in told]
