"""`assentian verify`: an audit pack, or the ledgers of this installation, from the bytes up.

Exit codes (see docs/reference/ledger-format.md): 0 verified, 10 verified but unanchored, 20 gaps or erasures, 30
inconsistent with the known checkpoint, 40 tampered, 50 cannot check. With `--bundle`, `--replay` or `--batch`
neither database nor server extra is needed.
"""

import sys
from pathlib import Path
from typing import Any, TextIO

import click

from assentian.cli.installation import HOME

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@HOME
@click.option(
    "--bundle",
    type=click.Path(exists=True, path_type=Path),
    help="An audit pack (folder or zip) instead of an installation.",
)
@click.option(
    "--known", type=click.File(encoding="utf-8"), help="A checkpoint that you kept or were sent; anchors the result."
)
@click.option("--organisation", help="Only this organisation's ledger.")
@click.option("--state", is_flag=True, help="Also hold every registered row against the ledger.")
@click.option("--replay", "envelope", type=EXISTING, help="A signed result (.dsse.json): work out its metrics again.")
@click.option("--counts", type=EXISTING, help="With --replay: its full counts, where they do not lie beside it.")
@click.option("--keys", type=EXISTING, help="The verifier keys that you trust, one a line.")
@click.option("--rerun", type=EXISTING, help="With --replay: this suite, to count again at the source.")
@click.option("--batch", type=EXISTING, help="A batch of recorded decisions, by its head (batch-<first>.json).")
@click.option("--decision", type=EXISTING, help="The proof of one decision, as `assentian events prove` wrote it.")
@click.option("--event", help="With --batch: one event, by its id.")
@click.option("--show-values", is_flag=True, help="With --batch or --decision: print the values, escaped.")
@click.option("--counter", type=click.IntRange(min=0), help="With --batch: one event, by its counter.")
def verify(
    home: Path | None,
    bundle: Path | None,
    known: TextIO | None,
    organisation: str | None,
    envelope: Path | None,
    *,
    state: bool,
    batch: Path | None,
    **more: Any,
) -> None:
    """Verify an audit pack, this installation's ledgers and records, one signed result, or recorded decisions."""
    if batch:
        from assentian.cli.batch import verify_batch

        event = more["event"] if more["counter"] is None else more["counter"]
        note = known.read() if known else None
        shown = more["show_values"]
        sys.exit(verify_batch(batch, event=event, keys=more["keys"], bundle=bundle, known=note, shown=shown))
    if more["decision"]:
        from assentian.cli.decision import verify_decision

        sys.exit(verify_decision(more["decision"], keys=more["keys"], shown=more["show_values"]))
    if envelope:
        from assentian.cli.replay import replay_file

        sys.exit(replay_file(envelope, counts=more["counts"], keys=more["keys"], suite=more["rerun"]))
    if any(value is not None and value is not False for value in more.values()):
        raise click.UsageError("--counts and --rerun go with --replay; --event, --counter, --show-values with --batch")
    note = known.read() if known else None
    if bundle:
        from assentian.ledger.verify import verify_pack

        report = verify_pack(bundle, note)
        click.echo(report.text())
        sys.exit(report.code)
    if note and not organisation:
        raise click.UsageError("--known anchors one ledger; name it with --organisation")
    sys.exit(_installation(home, note, organisation, state=state))


def _installation(home: Path | None, known: str | None, organisation: str | None, *, state: bool) -> int:
    from assentian.ledger.verify import CANNOT_CHECK, WORDS, Report
    from assentian.server import boot

    boot.boot(home)
    if not boot.has_ledger():
        click.echo(f"cannot check: {boot.why_not_ready()}", err=True)
        return CANNOT_CHECK
    from assentian.evidence import artefacts
    from assentian.journal import integration, verification

    integration.integrate()
    known_ledgers = verification.ledgers()
    if organisation and organisation not in known_ledgers:
        click.echo(f"cannot check: no ledger {organisation!r}; there are {', '.join(known_ledgers)}", err=True)
        return CANNOT_CHECK
    reports = [verification.verify_ledger(key, known) for key in ([organisation] if organisation else known_ledgers)]
    for report in reports:
        artefacts.verify(report)
        click.echo(report.text())
    if state:
        records = Report(origin="records", code=reports[0].code)
        verification.verify_state(records)
        reports.append(records)
        if records.findings:
            click.echo(
                "\n".join([f"{WORDS[records.code]}: the records of this installation", *map(_item, records.findings)])
            )
        else:
            click.echo("records: every registered row is what its ledger says, and the triggers stand as recorded")
    return max((report.code for report in reports), key=list(WORDS).index)


def _item(finding: str) -> str:
    return f"- {finding}"
