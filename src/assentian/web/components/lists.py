"""Lists that lead somewhere: breadcrumbs, tabs, steps, tasks, and the story of what followed from what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assentian.web.components.status import tag, tone_of
from assentian.web.components.values import when


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Step:
    """One of a numbered sequence; without a url it cannot be reached yet."""

    label: str
    url: str = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class Task:
    label: str
    status: str
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Moment:
    """One event of a story: what happened, when, its status word for the colour of its dot, and where it is kept."""

    title: str
    at: datetime | None
    text: str = ""
    url: str = ""
    status: str = ""
    links: tuple[Link, ...] = ()


def _maybe_link(label: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, label) if url else format_html("<span>{}</span>", label)


def crumbs(links: Iterable[Link]) -> SafeString:
    items = format_html_join("", '<li><a href="{}">{}</a></li>', ((link.url, link.label) for link in links))
    return format_html('<nav aria-label="Breadcrumb"><ol class="crumbs">{}</ol></nav>', items)


def tabs(links: Iterable[Link], label: str = "Views of this page") -> SafeString:
    items = [
        format_html(
            '<a href="{}" aria-current="page">{}</a>' if link.current else '<a href="{}">{}</a>', link.url, link.label
        )
        for link in links
    ]
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, _joined(items))


def steps(sequence: Iterable[Step], label: str = "Steps") -> SafeString:
    return format_html(
        '<nav aria-label="{}"><ol class="steps">{}</ol></nav>', label, _joined(_step(step) for step in sequence)
    )


def _step(step: Step) -> SafeString:
    css = SafeString(' class="done"' if step.done else "")
    current = SafeString(' aria-current="step"' if step.current else "")
    said = SafeString('<span class="visually-hidden"> (done)</span>' if step.done else "")
    if step.url:
        return format_html('<li><a href="{}"{}{}>{}{}</a></li>', step.url, css, current, step.label, said)
    return format_html("<li><span{}{}>{}{}</span></li>", css, current, step.label, said)


def tasks(items: Iterable[Task]) -> SafeString:
    """A numbered task list: what, its hint, its status."""
    rows = format_html_join(
        "",
        '<li><span class="n">{}</span><div>{}{}</div>{}</li>',
        (
            (n, _maybe_link(task.label, task.url), _hint(task.hint), tag(task.status))
            for n, task in enumerate(items, start=1)
        ),
    )
    return format_html('<ol class="tasks">{}</ol>', rows)


def story(moments: Iterable[Moment]) -> SafeString:
    """What led to what, oldest first: a breach, the assessment it reopened, the nonconformity it raised."""
    rows = format_html_join(
        "",
        '<li class="{}"><b>{}</b> {}<span class="when">{}{}</span>{}</li>',
        (
            (
                tone_of(moment.status),
                _maybe_link(moment.title, moment.url),
                tag(moment.status) if moment.status else "",
                when(moment.at),
                format_html_join("", ' · <a href="{}">{}</a>', ((link.url, link.label) for link in moment.links)),
                format_html("<p>{}</p>", moment.text) if moment.text else "",
            )
            for moment in moments
        ),
    )
    return format_html('<ol class="story">{}</ol>', rows)


def _hint(text: str) -> SafeString | str:
    return format_html('<span class="hint">{}</span>', text) if text else ""


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
