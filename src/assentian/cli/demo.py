"""`assentian demo`: build the demonstration once, then serve it on this machine and say how to sign in."""

import json
import os
import shutil
import threading
import webbrowser
from dataclasses import asdict
from pathlib import Path

import click

from assentian.standards.vocabulary import Role

_LOG_INS = "demo-log-ins.json"


@click.command()
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), default=Path(".assentian"), show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--fresh", is_flag=True, help="Throw the demonstration in this home away and build it anew.")
@click.option("--no-serve", is_flag=True, help="Build and stop.")
def demo(home: Path, port: int, *, no_open: bool, fresh: bool, no_serve: bool) -> None:
    """Build a believable organisation on real data and serve it on 127.0.0.1."""
    home = home.resolve()
    if fresh:
        _throw_away(home)
    from assentian.server import boot

    boot.boot(home, https=False)
    if not (home / _LOG_INS).exists():
        _build(home)
    elif not boot.is_current():
        boot.migrate()
    url = f"http://127.0.0.1:{port}/"
    _tell(home, "" if no_serve else url)
    if no_serve:
        return
    if not no_open:
        threading.Timer(1.0, webbrowser.open, [url]).start()
    try:
        boot.serve("127.0.0.1", port)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}); choose another with --port"
        ) from None


def _throw_away(home: Path) -> None:
    """Only a home that the demonstration itself made; anything else is somebody's work."""
    if (home / _LOG_INS).exists():
        shutil.rmtree(home)
    elif home.exists() and any(home.iterdir()):
        raise click.ClickException(f"{home} was not made by the demonstration; choose another folder with --home")


def _build(home: Path) -> None:
    from rich.console import Console

    from assentian.accounts import queries
    from assentian.demo.build import build
    from assentian.server import boot

    console = Console(stderr=True)
    with console.status("preparing the database") as status:
        boot.migrate()
        if queries.is_in_use():
            raise click.ClickException(f"{home} holds an installation already; choose another folder with --home")
        log_ins = build(home, status.update)
    descriptor = os.open(home / _LOG_INS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(log_in) for log_in in log_ins], file)


def _tell(home: Path, url: str) -> None:
    log_ins = json.loads((home / _LOG_INS).read_text(encoding="utf-8"))
    click.echo(f"\nAssentian, with a demonstration{url and f': {url}'}")
    click.echo("Sign in as one of these (generated for this home only):\n")
    width = max(len(log_in["email"]) for log_in in log_ins)
    for log_in in log_ins:
        click.echo(f"  {log_in['email']:<{width}}  {log_in['password']}  {Role.of(log_in['role']).label}")
    ends = "Ctrl-C stops it." if url else f"serve it with: assentian demo --home {home}"
    click.echo(f"\nIts state lives in {home}; {ends}")
