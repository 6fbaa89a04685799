"""A chart on the page: caption, drawing in its own scroll region, and the same numbers as a table."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assentian.web.charts import Chart, sparkline


def figure(chart: Chart, *, quiet: bool = False) -> SafeString:
    """`quiet` hides a caption that the card's title already gives to the eye."""
    note = format_html("<small>{}</small>", chart.note) if chart.note else ""
    return format_html(
        '<figure class="figure"><figcaption class="{}">{}{}</figcaption>'
        '<div class="plot" role="region" aria-label="{}" tabindex="0">{}</div>'
        "<details><summary>Show as a table</summary>{}</details></figure>",
        "visually-hidden" if quiet else "",
        chart.caption,
        note,
        chart.caption,
        SafeString(chart.svg),  # drawn by assentian.web.charts, which escapes all it is given
        _numbers(chart),
    )


def spark(values: Sequence[float | None], label: str, breach: float | None = None) -> SafeString:
    """A word-sized line for a table cell or a card."""
    return SafeString(sparkline(values, label=label, breach=breach))


def _numbers(chart: Chart) -> SafeString:
    heads = format_html_join("", '<th scope="col">{}</th>', ((name or "Row",) for name in chart.columns))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((row[0], format_html_join("", "<td>{}</td>", ((value,) for value in row[1:]))) for row in chart.rows),
    )
    return format_html('<table class="data"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', heads, rows)
