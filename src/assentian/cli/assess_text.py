"""A scored impact assessment for a person at a terminal: level, reasons, duties, what is not known, what holds it."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assentian.impact.bank.facts import Bank
    from assentian.impact.scoring.result import Reason, Result
    from assentian.impact.sheet.reading import Sheet

WIDTH_OF_A_FILE = 120
Rows = list[tuple[str, ...]]
Section = tuple[str, tuple[str, ...], Rows]


def print_result(bank: "Bank", sheet: "Sheet", result: "Result", *, is_plain: bool) -> None:
    """Print a result as tables, or as plain lines where `is_plain`."""
    head = (
        f"{sheet.system or 'AI system'}: inherent level {_named(result.inherent)}, residual {_named(result.residual)}"
    )
    sections: list[Section] = [
        ("Why", ("rule", "level", "because"), _because(result)),
        ("What the inherent level asks for", ("duty", ""), _duties(result)),
        ("Harms, worst first", ("row", "group", "severity", "judged", "inherent", "residual"), _harms(result)),
        ("Not known", ("", ""), _unknown(bank, result)),
        ("Held back by", ("",), [(text,) for text in result.open]),
    ]
    foot = (
        f"Mitigation readiness {result.readiness_percent} %. Question bank {result.bank_version}, sha256 {result.bank}"
    )
    if is_plain:
        click.echo("\n".join([head, result.state.label, *_lines(sections), "", foot]))
    else:
        _print(head, result.state.label, sections, foot)


def _named(level: object) -> str:
    from assentian.standards.vocabulary import ImpactLevel

    return f"{level} {ImpactLevel(str(level)).label}"


def _because(result: "Result") -> Rows:
    found = sorted(result.because, key=lambda reason: reason.level, reverse=True)
    return [(reason.rule, reason.level.value, _said(reason)) for reason in found]


def _said(reason: "Reason") -> str:
    """A row speaks for itself; a rule names the answers behind it."""
    if reason.rule == "row":
        return reason.say
    about = f" ({reason.subject})" if reason.subject else ""
    return f"{reason.say}{about}: {', '.join(reason.behind)}"


def _duties(result: "Result") -> Rows:
    from assentian.impact.sheet.writing import duties

    rows: Rows = []
    for name, told in duties(result).items():
        text = (", ".join(told) or "none") if isinstance(told, list) else str(told)
        rows.append((name.replace("_", " "), text))
    return rows


def _harms(result: "Result") -> Rows:
    found = sorted(result.harms, key=lambda one: one.inherent, reverse=True)
    return [
        (one.harm.name, one.harm.group, str(one.severity), one.judged.value, one.inherent.value, one.residual.value)
        for one in found
    ]


def _unknown(bank: "Bank", result: "Result") -> Rows:
    rows: Rows = []
    for name in result.unknown:
        question = bank.question(name.partition("[")[0])
        rows.append((f"{question.id} {name}", question.prompt))
    return rows


def _lines(sections: Iterable[Section]) -> Iterable[str]:
    for title, _, rows in sections:
        if rows:
            yield ""
            yield title
            yield from (f"- {'; '.join(part for part in row if part)}" for row in rows)


def _print(head: str, state: str, sections: Iterable[Section], foot: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False)
    console.print(Text(head, style="bold"))
    console.print(Text(state))
    for title, headings, rows in sections:
        if not rows:
            continue
        console.print()
        console.print(Text(title, style="bold"))
        table = Table(box=None, pad_edge=False, header_style="dim", show_header=any(headings))
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    console.print()
    console.print(Text(foot, style="dim"), soft_wrap=True)
