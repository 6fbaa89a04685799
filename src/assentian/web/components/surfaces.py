"""What content stands on: page head, card, key figure, notice, empty state, key-value list."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from assentian.web.components.icons import icon

_NOTICE_ICONS = {"ok": "circle-check", "warn": "alert-triangle", "bad": "circle-x", "info": "info-circle"}


def page_head(content: str, title: str, eyebrow: str = "", lead: str = "") -> SafeString:
    """The page's only h1, with the clause it answers to above it and its actions (the content) beside it."""
    return format_html(
        '<div class="page-head"><div>{}<h1>{}</h1>{}</div>{}</div>',
        format_html('<p class="eyebrow">{}</p>', eyebrow) if eyebrow else "",
        title,
        format_html('<p class="lead">{}</p>', lead) if lead else "",
        format_html('<div class="actions">{}</div>', content) if content.strip() else "",
    )


def card(
    content: str,
    title: str = "",
    *,
    level: int = 2,
    flush: bool = False,
    span: int = 0,
    link: str = "",
    link_label: str = "See all",
) -> SafeString:
    """A card: `flush` lets a table reach its edges, `span` is its width in `.cols`, `link` stands beside its title."""
    more = format_html('<a href="{}">{}</a>', link, link_label) if link else ""
    head = format_html("<header><h{0}>{1}</h{0}>{2}</header>", level, title, more) if title else ""
    css = " ".join(filter(None, ("card", "flush" if flush else "", f"c{span}" if span else "")))
    return format_html('<section class="{}">{}{}</section>', css, head, content)


def kpi(name: str, value: object, note: str = "", *, url: str = "", tone: str = "", span: int = 3) -> SafeString:
    """A key figure with its name and what to make of it."""
    shown = format_html('<a href="{}">{}</a>', url, value) if url else value
    return format_html(
        '<div class="card kpi {} c{}"><p class="name">{}</p><p class="value">{}</p><p class="note">{}</p></div>',
        tone,
        span,
        name,
        shown,
        note,
    )


def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A banner. `bad` and `warn` name what happened and what to do."""
    head = format_html("<b>{}</b>", title) if title else ""
    symbol = icon(_NOTICE_ICONS.get(tone, "info-circle"))
    return format_html('<div class="notice {}">{}<div>{}{}</div></div>', tone, symbol, head, content)


def empty(title: str, text: str = "", *, url: str = "", action: str = "", symbol: str = "circle-dashed") -> SafeString:
    """An empty state says what is not there yet and what to do next."""
    button = format_html('<a class="button primary" href="{}">{}</a>', url, action) if url else ""
    return format_html('<div class="empty">{}<b>{}</b><p>{}</p>{}</div>', icon(symbol), title, text, button)


def key_values(content: str) -> SafeString:
    return format_html('<dl class="kv">{}</dl>', content)


def key_value(content: str, name: str) -> SafeString:
    return format_html("<dt>{}</dt><dd>{}</dd>", name, content)
