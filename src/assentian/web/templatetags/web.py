"""The tags that page authors use: `{% load web %}`. Each is a function of `components` under a short name."""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import constants
from django.forms.forms import BaseForm
from django.http import HttpRequest
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from assentian.web.components import lists, status, surfaces, tables, values
from assentian.web.components.figure import figure, spark
from assentian.web.components.icons import icon
from assentian.web.forms import problems
from assentian.web.registry import panels as registered_panels

register = Library()

# One value, one piece of HTML.
PIECES: dict[str, Callable[..., SafeString]] = {
    "icon": icon,
    "tag": status.tag,
    "score": status.score,
    "pair": status.pair,
    "progress": status.progress,
    "legend": status.legend,
    "digest": values.digest,
    "when": values.when,
    "day": values.day,
    "seal": values.seal,
    "kpi": surfaces.kpi,
    "empty": surfaces.empty,
    "crumbs": lists.crumbs,
    "tabs": lists.tabs,
    "steps": lists.steps,
    "tasks": lists.tasks,
    "story": lists.story,
    "matrix": tables.matrix,
    "th": tables.column,
    "pager": tables.pager,
    "figure": figure,
    "spark": spark,
}

# What wraps a block of the page.
WRAPPERS: dict[str, Callable[..., SafeString]] = {
    "pagehead": surfaces.page_head,
    "card": surfaces.card,
    "notice": surfaces.notice,
    "keyvalues": surfaces.key_values,
    "kv": surfaces.key_value,
    "table": tables.table,
}
for tag_name, piece in PIECES.items():
    register.simple_tag(piece, name=tag_name)
for tag_name, wrapper in WRAPPERS.items():
    register.simple_block_tag(wrapper, name=tag_name)

register.filter("number", values.number)

_MESSAGE_TONES = {
    constants.DEFAULT_TAGS[constants.SUCCESS]: "ok",
    constants.DEFAULT_TAGS[constants.WARNING]: "warn",
    constants.DEFAULT_TAGS[constants.ERROR]: "bad",
}


@register.filter
def message_tone(level_tag: str) -> str:
    return _MESSAGE_TONES.get(level_tag, "info")


@register.inclusion_tag("web/forms/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    return {"problems": problems(form)}


@register.inclusion_tag("web/forms/posting.html", takes_context=True)
def form(
    context: Context, form: BaseForm, *, submit: str = "Save", cancel: str = "", action: str = "", css: str = ""
) -> dict[str, Any]:
    """A whole form that posts: error summary, fields, buttons. `css="two"` sets many short fields side by side."""
    return {
        "form": form,
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "css": css,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/forms/filters.html")
def filters(form: BaseForm, label: str = "Filter the list") -> dict[str, Any]:
    return {"form": form, "label": label}


@register.simple_tag(takes_context=True)
def panels(context: Context, slot: str, subject: object) -> SafeString:
    """Every panel that other rooms registered for this slot, in their order."""
    request: HttpRequest = context["request"]
    loaded = ((panel.template, panel.load(request, subject)) for panel in registered_panels.of(slot))
    return format_html_join(
        "", "{}", ((render_to_string(template, dict(data), request),) for template, data in loaded if data is not None)
    )
