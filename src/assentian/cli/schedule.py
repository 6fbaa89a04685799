"""`assentian schedule`: the planned checks of an organisation, whether they ran in time, and what time alone opens.

Exit codes: 0 nothing is missed, 1 something is, 2 cannot tell.
"""

import sys
from pathlib import Path

import click

from assentian.cli.installation import HOME

MISSED, CANNOT_TELL = 1, 2


@click.command()
@HOME
@click.option("--organisation", "key", required=True, help="Its key in addresses.")
def schedule(home: Path | None, key: str) -> None:
    """Print every planned check as run, due or missed; exit 1 when one is missed.

    Run it every day: it also opens impact assessments whose review is due, or whose evidence failed or went stale.
    """
    from assentian.server import boot

    boot.boot(home)
    if not_ready := boot.why_not_ready():
        click.echo(f"cannot tell: {not_ready}", err=True)
        sys.exit(CANNOT_TELL)
    from assentian.journal.context import now
    from assentian.monitoring.schedule import queries
    from assentian.monitoring.schedule.rules import State, coverage

    if not queries.is_founded(key):
        click.echo(f"cannot tell: there is no organisation {key!r}", err=True)
        sys.exit(CANNOT_TELL)
    planned = queries.schedule(key, now())
    for one in planned:
        last = f"last {one.last:%Y-%m-%d}" if one.last else "no result"
        click.echo(f"{one.turn.state.value:<7} {one.check.system.slug} {one.name}: {last}, due {one.turn.due:%Y-%m-%d}")
    click.echo(coverage([one.turn for one in planned]))
    from assentian.impact.watch.daily import look_at_all

    for fired in look_at_all(key, now()):
        click.echo(f"opened  {fired.system.slug} {fired.rule}: {fired.reason}")
    if any(one.turn.state is State.MISSED for one in planned):
        sys.exit(MISSED)
