"""Registers and matrices: tables in a focusable, labelled region that scrolls by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assentian.web.components.icons import icon
from assentian.web.components.status import SEVERITIES, TONES
from assentian.web.components.values import number
from assentian.web.pages import Listing, Sorting


@dataclass(frozen=True)
class Cell:
    """A matrix cell: a colour word (a severity or a tone), what is printed large, and the word beside it."""

    word: str
    value: str = ""
    tone: str = "none"
    url: str = ""
    framed: bool = False


@dataclass(frozen=True)
class Matrix:
    """Rows of cells under named columns; `quiet` leaves the words to screen readers where a legend stands below."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    quiet: bool = False


def table(content: str, caption: str, note: str = "", *, quiet: bool = False) -> SafeString:
    """A register. `quiet` hides a caption that the card's title already gives to the eye."""
    small = format_html(" <small>{}</small>", note) if note else ""
    css = "visually-hidden" if quiet else ""
    return format_html(
        '<div class="region" role="region" aria-label="{}" tabindex="0"><table class="data">'
        '<caption class="{}">{}{}</caption>{}</table></div>',
        caption,
        css,
        caption,
        small,
        content,
    )


def column(label: str, key: str = "", sorting: Sorting | None = None, *, numeric: bool = False) -> SafeString:
    """A column's head; with a key and a `Sorting` it is a link that sorts by it."""
    css = SafeString(' class="num"' if numeric else "")
    if sorting is None or key not in sorting.columns:
        return format_html('<th scope="col"{}>{}</th>', css, label)
    order, symbol = "", "selector"
    if key == sorting.key:
        order = format_html(' aria-sort="{}"', "descending" if sorting.descending else "ascending")
        symbol = "arrow-narrow-down" if sorting.descending else "arrow-narrow-up"
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>', css, order, sorting.link(key), label, icon(symbol)
    )


def pager(listing: Listing[Any], noun: str = "rows") -> SafeString:
    """Where this page stands among all and the way to the others; a single page gets its count only."""
    shown = f"{number(listing.first)} to {number(listing.last)} of {number(listing.total)} {noun}"
    if listing.pages == 1:
        return format_html('<p class="pager">{} {}</p>', number(listing.total), noun)
    items = [
        SafeString("<li><span>…</span></li>")
        if n is None
        else format_html('<li><span aria-current="page">{}</span></li>', n)
        if n == listing.number
        else format_html('<li><a href="{}" aria-label="Page {}">{}</a></li>', listing.link(n), n, n)
        for n in listing.window
    ]
    pages = format_html_join("", "{}", ((item,) for item in items))
    return format_html('<nav class="pager" aria-label="Pages"><span>{}</span><ul>{}</ul></nav>', shown, pages)


def matrix(grid: Matrix) -> SafeString:
    heads = format_html_join("", '<th scope="col">{}</th>', ((label,) for label in grid.columns))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (label, format_html_join("", "{}", ((_cell(cell, quiet=grid.quiet),) for cell in cells)))
            for label, cells in grid.rows
        ),
    )
    return format_html(
        '<div class="region" role="region" aria-label="{0}" tabindex="0"><table class="matrix">'
        '<caption class="visually-hidden">{0}</caption><thead><tr><td></td>{1}</tr></thead>'
        "<tbody>{2}</tbody></table></div>",
        grid.caption,
        heads,
        rows,
    )


def _cell(cell: Cell, *, quiet: bool) -> SafeString:
    known = cell.tone in SEVERITIES or cell.tone in TONES.values()
    css = f"{cell.tone if known else 'none'}{' framed' if cell.framed else ''}"
    value = format_html("<b>{}</b>", cell.value) if cell.value else ""
    inside = format_html('{}<small class="{}">{}</small>', value, "visually-hidden" if quiet else "", cell.word)
    wrapped = (
        format_html('<a href="{}">{}</a>', cell.url, inside) if cell.url else format_html("<span>{}</span>", inside)
    )
    return format_html('<td class="{}">{}</td>', css, wrapped)
