"""`assentian assess`: score the answers of an AI system impact assessment offline, and say why.

Exit codes: 0 ready for a decision, or screened out; 1 scored, and something holds it back; 2 cannot be scored.
Needs neither database nor server extra, and sends nothing anywhere.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assentian.standards.strict_yaml import ContentError

if TYPE_CHECKING:
    from assentian.impact.bank.facts import Bank, Question
    from assentian.impact.scoring.result import Result
    from assentian.impact.sheet.reading import Sheet

READY, HELD, CANNOT_SCORE = 0, 1, 2
WIDTH_OF_A_FILE = 120
DEPTHS = ["screening", "core"]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class CannotScore(click.ClickException):
    """Ends the command with exit code 2: answers that cannot be read have no level."""

    exit_code = CANNOT_SCORE


@click.command(short_help="Score the answers of an impact assessment offline.")
@click.argument("answers", type=FILE, required=False)
@click.option("--new", "is_new", is_flag=True, help="Print a file of answers to start from.")
@click.option(
    "--depth", type=click.Choice(DEPTHS), default="core", show_default=True, help="With --new: how far it asks."
)
@click.option("--diff", "before", type=FILE, help="What moved since these older answers.")
@click.option("--explain", "name", metavar="QUESTION", help="Explain a question, by id or key, as M3.04.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "text", "json"]),
    default="table",
    show_default=True,
    help="How to print.",
)
def assess(
    *, answers: Path | None, is_new: bool, depth: str, before: Path | None, name: str | None, layout: str
) -> None:
    """Score ANSWERS, a YAML file, by the question bank: its level, why, what it asks for, and what is not known.

    Exit code 0: ready for a decision, or screened out; 1: something holds it back, and the output says what; 2: the
    file cannot be read, and the message names file, line, key and what is expected.

    The result names the SHA-256 of the question bank, so that it can be derived again.
    """
    from assentian.impact.bank.library import bank

    if name:
        _explain(bank(), name)
    elif is_new:
        _start(bank(), depth)
    elif answers is None:
        raise click.UsageError("name a file of answers, or ask for one with --new")
    else:
        _tell(bank(), answers, before, layout)


def _start(bank: "Bank", depth: str) -> None:
    from assentian.impact.bank.facts import Depth
    from assentian.impact.sheet.skeleton import skeleton

    click.echo(skeleton(bank, Depth(depth)), nl=False)


def _tell(bank: "Bank", path: Path, before: Path | None, layout: str) -> None:
    from assentian.impact.scoring.result import State
    from assentian.impact.sheet.writing import as_json

    result, sheet = _scored(bank, path)
    if before is not None:
        _tell_difference(bank, before, result, layout)
    elif layout == "json":
        click.echo(json.dumps({"system": sheet.system, **as_json(result)}, indent=2, ensure_ascii=False))
    else:
        from assentian.cli.assess_text import print_result

        print_result(bank, sheet, result, is_plain=layout == "text")
    sys.exit(READY if result.state in {State.READY_FOR_DECISION, State.SCREENED_OUT} else HELD)


def _tell_difference(bank: "Bank", before: Path, result: "Result", layout: str) -> None:
    from assentian.impact.scoring.comparison import diff
    from assentian.impact.sheet.writing import difference_as_json

    found = diff(_scored(bank, before)[0], result)
    if layout == "json":
        click.echo(json.dumps(difference_as_json(found), indent=2, ensure_ascii=False))
        return
    for word, (was, stands) in (("Inherent", found.inherent), ("Residual", found.residual)):
        click.echo(f"{word} level {stands}, as before" if was == stands else f"{word} level {was} -> {stands}")
    for word, reasons in (("moved by", found.movers), ("new", found.gained), ("gone", found.lost)):
        for reason in reasons:
            click.echo(f"{word:9}{reason}  {reason.say}")
    for move in found.moves:
        click.echo(f"{'changed':9}{move.words}")
    if found.is_empty:
        click.echo("Nothing that counts has changed.")


def _explain(bank: "Bank", name: str) -> None:
    from assentian.impact.sheet.writing import scoring_in_words
    from assentian.impact.validity import nearest

    try:
        question = bank.question(name)
    except KeyError as error:
        known = [word for one in bank.questions for word in (one.id, one.key)]
        raise CannotScore(f"there is no question {name!r}; {nearest(name, known)}") from error
    click.echo(f"{question.id} {question.key}: {question.prompt}")
    if question.help:
        click.echo(question.help)
    click.echo(f"Asked of {', '.join(role.label for role in question.ask)}; final by {question.due.label}.")
    click.echo(scoring_in_words(bank, question))
    for line in _facts(question):
        click.echo(line)


def _facts(question: "Question") -> list[str]:
    lines = []
    for option in question.options:
        worth = [f"{option.exposure} of 4"] if option.exposure is not None else []
        worth += [f"credit {option.credit:g}"] if option.credit is not None else []
        lines.append(f"  {option.value:24}{option.label}{f' ({worth[0]})' if worth else ''}")
    if question.columns:
        lines.append(f"Rows with: {', '.join(question.columns)}")
    lines += [
        f"{auto.mode.value.capitalize()} from {auto.source}{f': {auto.say}' if auto.say else ''}"
        for auto in question.auto
    ]
    lines.append(f"Serves: {', '.join(key.short for key in question.serves)}")
    if question.triggers:
        lines.append(f"Opened again by: {', '.join(question.triggers)}")
    return lines


def _scored(bank: "Bank", path: Path) -> "tuple[Result, Sheet]":
    from assentian.impact.scoring.score import score
    from assentian.impact.sheet.reading import load

    try:
        sheet = load(path, bank)
    except ContentError as error:
        raise CannotScore(str(error)) from error
    return score(bank, sheet.answers, sheet.evidence, depth=sheet.depth), sheet
