"""A run for a person at a terminal: one table for each check, the failing lines first in view, and what to do next."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assentian.checks.result import GRAVITY, CheckResult, Metric
from assentian.standards.vocabulary import Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STYLES = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}
OTHER_STYLE = "magenta"
MOST_LINES = 15
"""A check with more judged metrics than this shows only those that did not pass, and the rates that belong to them."""
ADVICE = {
    Verdict.FAIL: "A check failed: look at the metrics marked fail; `--explain METRIC` says what one means.",
    Verdict.ERROR: "A check could not run: mend what its message names, then run the suite again.",
    Verdict.NOT_RUN: "A check was not run: install the part that its message names.",
    Verdict.INSUFFICIENT: "Too few cases to tell: use more rows, join small groups, or leave out what cannot be measured.",
}


def show(results: Sequence[CheckResult], console: "Console") -> None:
    """Print every check with its verdict and the metrics worth a look."""
    from rich.markup import escape

    for result in results:
        style = STYLES.get(result.verdict, OTHER_STYLE)
        heading = f"[bold]{escape(result.check_id)}[/] ({result.kind})  [{style}]{result.verdict.label}[/]"
        console.print(f"\n{heading}  {result.n:,} rows, {result.seconds:.2f} s" if result.profile else f"\n{heading}")
        if result.message:
            console.print(result.message, style=OTHER_STYLE, markup=False, highlight=False, soft_wrap=True)
        elif result.metrics:
            lines = _worth_a_look(result.metrics)
            console.print(_table(lines))
            hidden = sum(metric.status is not None for metric in result.metrics) - sum(
                m.status is not None for m in lines
            )
            if hidden:
                console.print(f"and {hidden} more that passed", style="dim")


def next_steps(results: Iterable[CheckResult]) -> list[str]:
    """One line of advice for each kind of verdict that is no pass, gravest first."""
    found = {result.verdict for result in results}
    return [ADVICE[verdict] for verdict in GRAVITY if verdict in found and verdict in ADVICE]


def _worth_a_look(metrics: Sequence[Metric]) -> list[Metric]:
    judged = [metric for metric in metrics if metric.status]
    if len(judged) <= MOST_LINES:
        return [metric for metric in metrics if metric.status or _belongs(metric, judged)]
    bad = [metric for metric in judged if metric.status is not Verdict.PASS]
    return [metric for metric in metrics if metric in bad or (metric.status is None and _belongs(metric, bad))]


def _belongs(metric: Metric, judged: Iterable[Metric]) -> bool:
    """Whether a shown rate is what a judged gap or ratio was made of: `tpr` of `race=A` of `tpr_gap` in `race`."""
    return any(
        metric.name == other.name.rpartition("_")[0] and metric.where.startswith(other.where.split(" x ")[0] + "=")
        for other in judged
    )


def _table(metrics: Iterable[Metric]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("metric", "where", box=None, pad_edge=False, header_style="dim")
    for heading in ("value", "interval", "by chance", "limit", "n"):
        table.add_column(heading, justify="right")
    table.add_column("status")
    table.add_column("note", overflow="fold")
    for metric in metrics:
        interval = "" if metric.lower is None else f"{_short(metric.lower)} to {_short(metric.upper)}"
        status = Text(metric.status.label, STYLES.get(metric.status, OTHER_STYLE)) if metric.status else Text("")
        numbers = (_short(metric.value), interval, _short(metric.floor), _short(metric.breach), f"{metric.n:,}")
        table.add_row(Text(metric.name), Text(metric.where), *numbers, status, Text(metric.note, "dim"))
    return table


def _short(number: float | None) -> str:
    """A number as a person reads it; empty where there is none."""
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 1000 or number == int(number) else f"{number:.4f}"  # noqa: PLR2004
