"""`assentian check`: run a suite, show what it found, write and send the signed statements.

Exit codes: 0 every check passed (warnings included), 1 a check failed, 2 something could not be run or told; the
message says what to do next. Progress and messages go to stderr, so that `--format json` can be piped.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assentian.standards.vocabulary import Verdict

if TYPE_CHECKING:
    from assentian.checks.run import Run

PASSED, FAILED, COULD_NOT_RUN = 0, 1, 2
EXIT = {Verdict.PASS: PASSED, Verdict.WARN: PASSED, Verdict.FAIL: FAILED}
KEY_NAME = "assentian-evidence"
WIDTH_OF_A_FILE = 160


class CouldNotRun(click.ClickException):
    """Ends the command with exit code 2."""

    exit_code = COULD_NOT_RUN


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where sealed statements go besides the screen."""

    folder: Path | None
    key: Path
    server: str | None
    organisation: str | None
    token_env: str

    @property
    def is_set(self) -> bool:
        return bool(self.folder or self.server)

    def token(self) -> str:
        """The token from the environment; it never stands in an argument, where every process could read it."""
        token = os.environ.get(self.token_env, "")
        if self.server and not self.organisation:
            raise CouldNotRun("--submit needs --organisation, the key of the organisation on that server")
        if self.server and not token:
            raise CouldNotRun(f"--submit needs a token in the environment variable {self.token_env}")
        return token


def _explain(context: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    """Print what a metric is, once for each meaning that kinds of check give the name, and leave."""
    if name is None:
        return
    from assentian.checks.errors import known_names
    from assentian.checks.registry import KINDS

    known = {measure for kind in KINDS.values() for measure in kind.measures}
    if name not in known:
        raise CouldNotRun(f"no metric is called '{name}'; {known_names(name, known)}")
    meanings: dict[str, list[str]] = {}
    for kind in KINDS.values():
        if name in kind.measures:
            meanings.setdefault(kind.measures[name].explanation(), []).append(kind.name)
    for meaning, kinds in meanings.items():
        click.echo(f"{name} ({', '.join(kinds)}): {meaning}" if len(meanings) > 1 else f"{name}: {meaning}")
    context.exit(PASSED)


@click.command(short_help="Run a suite of checks on data and sign the results.")
@click.argument("suite", type=click.Path(path_type=Path))
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", help="How to print results.")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write signed statements here.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="Ed25519 key that signs; made if missing.")
@click.option("--submit", "server", metavar="URL", help="Send the signed statements to this Assentian server.")
@click.option("--organisation", metavar="KEY", help="The organisation on that server.")
@click.option("--token-env", default="ASSENTIAN_TOKEN", show_default=True, help="Variable that holds the token.")
@click.option(
    "--save-reference", type=click.Path(dir_okay=False, path_type=Path), help="Only store the reference's counts here."
)
@click.option(
    "--explain", metavar="METRIC", is_eager=True, expose_value=False, callback=_explain, help="Define a metric."
)
def check(suite: Path, *, layout: str, key: Path | None, save_reference: Path | None, **destination: Any) -> None:
    """Run the checks that SUITE declares.

    Exit code 0: all passed; 1: a check failed; 2: something could not be run or told.
    """
    if save_reference:
        _save_reference(suite, save_reference)
        return
    from assentian.checks import show
    from assentian.checks.errors import CheckError
    from assentian.checks.run import run_suite
    from assentian.checks.suite import load_suite

    target = Destination(key=key or Path(click.get_app_dir("assentian")) / "evidence-key.pem", **destination)
    token = target.token()
    try:
        with _progress() as progress:
            run = run_suite(load_suite(suite), progress=progress)
        click.get_current_context().call_on_close(run.inputs.close)
        sealed = _seal(run, target.key) if target.is_set else {}
    except CheckError as error:
        raise CouldNotRun(str(error)) from error
    if layout == "json":
        _print_json(run)
    else:
        _print_table(run)
    if target.folder:
        _write(run, sealed, target.folder)
    if target.server:
        _submit(run, sealed, target, token)
    for line in show.next_steps(run.results):
        click.echo(line, err=True)
    sys.exit(EXIT.get(run.verdict, COULD_NOT_RUN))


def _save_reference(suite: Path, target: Path) -> None:
    """Count the reference once, for suites that name the counts in place of the rows; tells the line to write there."""
    import hashlib

    from assentian.checks.errors import CheckError
    from assentian.checks.run import reference_profile
    from assentian.checks.suite import load_suite

    try:
        data = reference_profile(load_suite(suite))
        target.write_bytes(data)
    except CheckError as error:
        raise CouldNotRun(str(error)) from error
    except OSError as error:
        raise CouldNotRun(f"{target} cannot be written: {error.strerror}") from error
    click.echo(f"reference: {{profile: {target}, digest: sha256:{hashlib.sha256(data).hexdigest()}}}")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Says on stderr what is being done: a moving line on a terminal, nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("reading the suite") as status:
        yield status.update


def _print_json(run: "Run") -> None:
    found = {
        "system": run.suite.system,
        "verdict": run.verdict.value,
        "results": [result.as_json() for result in run.results],
    }
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


def _print_table(run: "Run") -> None:
    from rich.console import Console

    from assentian.checks.show import show

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE)
    show(run.results, console)


def _seal(run: "Run", key_file: Path) -> dict[str, bytes]:
    """A signed envelope for each check, by its id; tells the public key when it makes a new one."""
    from assentian.checks.statement import statement
    from assentian.ledger.envelope import seal
    from assentian.ledger.keys import KeyFileError, SigningKey

    is_new = not key_file.exists()
    try:
        key = SigningKey.load_or_make(key_file, KEY_NAME)
    except (KeyFileError, OSError) as error:
        raise CouldNotRun(str(error)) from error
    if is_new:
        click.echo(f"Made the signing key {key_file}. Register its public half with your organisation:", err=True)
        click.echo(str(key.verifier), err=True)
    finished = datetime.now(UTC)
    return {result.check_id: seal(statement(result, run, finished=finished), key) for result in run.results}


def _write(run: "Run", sealed: dict[str, bytes], folder: Path) -> None:
    """The envelopes, and beside each the full counts, which stay in the organisation: only their owner reads them.

    Each file appears whole or not at all, the envelope last: a run that is killed leaves no half evidence.
    """
    from assentian.ledger.canonical import encode

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for result in run.results:
            if result.profile:
                _put(folder / f"{result.check_id}.profile.json", encode(result.profile.counts), mode=0o600)
            _put(folder / f"{result.check_id}.dsse.json", sealed[result.check_id], mode=0o644)
    except OSError as error:
        raise CouldNotRun(f"{folder} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {len(sealed)} signed statements to {folder}", err=True)


def _put(path: Path, data: bytes, *, mode: int) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    beside.touch(mode=mode)
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _submit(run: "Run", sealed: dict[str, bytes], target: Destination, token: str) -> None:
    """Record the revisions that the suite names, then send the envelopes that rest on them."""
    from assentian.checks.statement import revisions
    from assentian.client.http import ServerError, record_revision, submit_evidence

    server, organisation = target.server or "", target.organisation or ""
    try:
        for asset, file in revisions(run):
            record_revision(server, organisation, asset, label=Path(file.name).stem, digest=file.digest, token=token)
    except ServerError as error:
        raise CouldNotRun(f"the revisions were not recorded: {error}") from error
    for check_id, envelope in sealed.items():
        try:
            submit_evidence(server, organisation, envelope, token=token)
        except ServerError as error:
            raise CouldNotRun(f"{check_id} was not taken: {error}") from error
        click.echo(f"Sent {check_id}", err=True)
