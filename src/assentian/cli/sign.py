"""`assentian sign`: sign a folder in the format of OpenSSF Model Signing."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Private key on P-256 in PEM, unencrypted.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The signature; must not exist."
)
def sign(folder: Path, key: Path, out: Path) -> None:
    """Sign a model's or data set's FOLDER; the checks model-signature and data-signature hold it against the result."""
    from assentian.checks.integrity import oms

    try:
        private = oms.load_private_key(key)
        if folder.is_dir() and key.resolve().is_relative_to(folder.resolve()):
            raise click.ClickException(f"{key} lies in the folder that it is to sign; keep the key elsewhere")
        ignored = [*oms.GIT_PATHS]
        if out.resolve().is_relative_to(folder.resolve()):
            ignored.append(out.resolve().relative_to(folder.resolve()).as_posix())
        manifest = oms.read_folder(folder, ignored)
        with out.open("xb") as file:
            file.write(oms.sign(manifest, private))
    except oms.SigningError as error:
        raise click.ClickException(str(error)) from None
    except FileExistsError:
        raise click.ClickException(f"{out} exists already; choose another name") from None
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None
    signer = oms.key_id(private.public_key())
    click.echo(f"Signed {len(manifest.files)} files as sha256:{manifest.root} with the key {signer[:16]}.")
