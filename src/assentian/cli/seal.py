"""`assentian seal`: sign the digest of a file, so that checks can tell who stands for it.

Writes FILE.dsse.json beside the file. The private key never leaves its own file.
"""

from datetime import UTC, datetime
from pathlib import Path

import click


@click.command(short_help="Seal a file of records, or sign a document, with a key.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "key_file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Ed25519 key.")
@click.option("--by", required=True, metavar="NAME", help="Name of the key: who seals. Without blanks and plus signs.")
@click.option("--role", default="", help="The role in which it is done, as 'risk-owner'; for approvals.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to FILE.dsse.json.")
def seal(file: Path, *, key_file: Path, by: str, role: str, out: Path | None) -> None:
    """Seal FILE as it stands: its SHA-256, who, in which role and when, signed.

    The key is made at its first use. Prints the line by which others trust it: add it to the file that a suite names
    under `trust`.
    """
    from assentian.checks.errors import CheckError
    from assentian.checks.records import seal as seals
    from assentian.ledger.keys import KeyFileError, SigningKey

    if not seals.NAME.fullmatch(by):
        raise click.BadParameter("a name has no blanks and no plus sign", param_hint="--by")
    target = out or file.with_name(file.name + seals.SUFFIX)
    try:
        key = SigningKey.load_or_make(key_file, by)
        target.write_bytes(seals.make(file, key, role=role, sealed=datetime.now(UTC)))
    except (KeyFileError, CheckError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error
    click.echo(f"{target} seals {file.name}; trust it by the line:", err=True)
    click.echo(str(key.verifier))
