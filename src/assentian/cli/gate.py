"""`assentian gate`: ask a server whether a system may enter a lifecycle stage; for the last step of a pipeline.

Exit codes: 0 clear, 1 blocked, 2 the gate or the command could not tell. Each reason has a rule id that stays the same.
Needs neither database nor server extra, and no data: what was measured is on the server already.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from assentian.standards.vocabulary import Stage, UnknownWordError

CLEAR, BLOCKED, CANNOT_TELL = 0, 1, 2
EXIT = {"clear": CLEAR, "blocked": BLOCKED}
WORDS = {"clear": "CLEAR", "blocked": "BLOCKED"}


class CouldNotTell(click.ClickException):
    """Ends the command with exit code 2: a gate that nobody could ask is not open."""

    exit_code = CANNOT_TELL


@click.command(short_help="Ask a server whether a system may pass.")
@click.argument("system")
@click.option("--stage", default=Stage.DEPLOYMENT.value, show_default=True, help="The stage that it is to enter.")
@click.option("--server", metavar="URL", required=True, help="Address of the Assentian server.")
@click.option("--organisation", metavar="KEY", required=True, help="The organisation on that server.")
@click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option("--token-env", default="ASSENTIAN_TOKEN", show_default=True, help="Variable that holds the token.")
def gate(*, system: str, stage: str, server: str, organisation: str, layout: str, token_env: str) -> None:
    """Ask whether SYSTEM, named by its key, may enter a lifecycle stage.

    Exit code 0: clear; 1: blocked, with reasons and rule ids; 2: could not tell.
    """
    from assentian.client.http import ServerError, ask_gate

    token = os.environ.get(token_env, "")
    if not token:
        raise CouldNotTell(f"the gate needs a token in the environment variable {token_env}")
    try:
        reply = ask_gate(server, organisation, system, stage=Stage.of(stage), token=token)
    except (ServerError, UnknownWordError) as error:
        raise CouldNotTell(str(error)) from error
    click.echo(json.dumps(reply, indent=2, ensure_ascii=False) if layout == "json" else _text(reply))
    sys.exit(EXIT.get(reply["answer"], CANNOT_TELL))


def _text(reply: Mapping[str, Any]) -> str:
    head = f"{WORDS.get(reply['answer'], 'CANNOT TELL')}: {reply['system']} into {Stage.of(reply['stage']).label}"
    return "\n".join([head, *(f"- {reason['rule']}: {reason['text']}" for reason in reply["reasons"])])
