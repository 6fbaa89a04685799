"""`assentian gate`: may a system enter a lifecycle stage? Asked of a server, or decided from an audit pack.

Exit codes: 0 clear, 1 blocked, 2 the gate or the command could not tell. Each reason has a rule id that stays the same.
Needs neither database nor server extra, and no data: what was measured is on the server, or in the pack, already.
"""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from assentian.client.gate_formats import FORMATS
from assentian.standards.vocabulary import Stage, UnknownWordError

CLEAR, BLOCKED, CANNOT_TELL = 0, 1, 2
EXIT = {"clear": CLEAR, "blocked": BLOCKED}
WORDS = {"clear": "CLEAR", "blocked": "BLOCKED"}


class CouldNotTell(click.ClickException):
    """Ends the command with exit code 2: a gate that nobody could ask is not open."""

    exit_code = CANNOT_TELL


@click.command(short_help="Ask a server, or an audit pack, whether a system may pass.")
@click.argument("system")
@click.option("--stage", default=Stage.DEPLOYMENT.value, show_default=True, help="The stage that it is to enter.")
@click.option("--server", metavar="URL", help="Address of the Assentian server.")
@click.option("--organisation", metavar="KEY", help="The organisation on that server.")
@click.option(
    "--offline", "pack", metavar="PACK", type=click.Path(exists=True, path_type=Path), help="Decide from an audit pack."
)
@click.option("--known", type=click.File(encoding="utf-8"), help="A checkpoint that you kept; anchors the pack.")
@click.option(
    "--format", "layout", type=click.Choice(["text", *FORMATS]), default="text", show_default=True, help="How to print."
)
@click.option("--token-env", default="ASSENTIAN_TOKEN", show_default=True, help="Variable that holds the token.")
def gate(
    *,
    system: str,
    stage: str,
    server: str | None,
    organisation: str | None,
    pack: Path | None,
    known: TextIO | None,
    layout: str,
    token_env: str,
) -> None:
    """Ask whether SYSTEM, named by its key, may enter a lifecycle stage.

    Exit code 0: clear; 1: blocked, with reasons and rule ids; 2: could not tell.
    """
    try:
        asked = Stage.of(stage)
    except UnknownWordError as error:
        raise CouldNotTell(str(error)) from error
    if pack and not server:
        reply = _offline(pack, system, asked, known)
    elif server and organisation and not pack and not known:
        reply = _online(server, organisation, system, asked, token_env=token_env)
    else:
        raise click.UsageError("name a --server and an --organisation, or a pack with --offline (and --known)")
    click.echo(FORMATS[layout](reply) if layout in FORMATS else _text(reply))
    sys.exit(EXIT.get(reply["answer"], CANNOT_TELL))


def _online(server: str, organisation: str, system: str, stage: Stage, *, token_env: str) -> dict[str, Any]:
    from assentian.client.http import ServerError, ask_gate

    token = os.environ.get(token_env, "")
    if not token:
        raise CouldNotTell(f"the gate needs a token in the environment variable {token_env}")
    try:
        return ask_gate(server, organisation, system, stage=stage, token=token)
    except ServerError as error:
        raise CouldNotTell(str(error)) from error


def _offline(pack: Path, system: str, stage: Stage, known: TextIO | None) -> dict[str, Any]:
    from assentian.cli.offline_gate import PackRefusedError, decide

    try:
        return decide(pack, system, stage, known=known.read() if known else None, now=datetime.now(UTC))
    except PackRefusedError as error:
        raise CouldNotTell(str(error)) from error


def _text(reply: Mapping[str, Any]) -> str:
    head = f"{WORDS.get(reply['answer'], 'CANNOT TELL')}: {reply['system']} into {Stage.of(reply['stage']).label}"
    unknown = [f"Not known: {sentence}" for sentence in reply.get("unknown", ())]
    return "\n".join([head, *(f"- {reason['rule']}: {reason['text']}" for reason in reply["reasons"]), *unknown])
