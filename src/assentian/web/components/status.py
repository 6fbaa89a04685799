"""Words with a colour: status tags, risk scores, the pair claimed | proved, progress.

The colour never speaks alone, and a word not in `TONES` is shown quietly: nothing unknown ever looks like a pass.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = {
    "ok": "pass passed evidenced verified proved ok done completed approved on_track closed effective within_limits "
    "sealed met ready valid signed current implemented",
    "warn": "warn claimed warning due_soon stale expiring unanchored partly at_risk ambiguous submitted "
    "awaiting_approval update_due corrected needs_review",
    "bad": "fail failed failing error breached breach overdue rejected blocked open_major broken tampered missing "
    "challenged expired",
    "info": "in_progress open draft new reopened planned under_review running",
    "quiet": "not_run not_shown insufficient not_started not_applicable retired superseded accepted unknown none "
    "not_assessed not_asked",
}
TONES: Mapping[str, str] = MappingProxyType({word: tone for tone, words in _WORDS.items() for word in words.split()})
SEVERITIES = ("low", "medium", "high", "critical")

_CELL, _GAP, _HEIGHT = 19, 3, 13


def _slug(word: object) -> str:
    return str(word).strip().lower().replace(" ", "_").replace("-", "_")


def tone_of(word: object) -> str:
    """The tone of a known status word; `quiet` for any other."""
    return TONES.get(_slug(word), "quiet")


def tag(word: object, label: str = "", tone: str = "") -> SafeString:
    """A status word on its colour: `tag("not_run")`, `tag("pass", "3 of 3 pass")`, `tag("Annex A", tone="info")`."""
    return format_html('<span class="tag {}">{}</span>', tone or tone_of(word), label or str(word).replace("_", " "))


def score(value: object, severity: str, word: str = "") -> SafeString:
    """A number on its risk colour with the word beside it: `score("0.74", "high", "below 0.80")`."""
    level = _slug(severity)
    css = level if level in SEVERITIES else "none"
    return format_html('<span class="score {}">{} <small>{}</small></span>', css, value, word or severity)


@lru_cache(maxsize=1024)  # registers draw the same few pairs a thousand times
def pair(claimed: int | None, proved: int | None, top: int = 4) -> SafeString:
    """Claimed beside proved on a scale of 0 to `top`; None is 'not shown' and never counts as proved."""
    shown = proved or 0
    cells = format_html_join(
        "",
        '<rect class="cell {}" x="{}" y="1" width="{}" height="{}" rx="2"></rect>',
        (
            (
                "proved" if n < shown else "claimed" if n < (claimed or 0) else "",
                n * (_CELL + _GAP) + 1,
                _CELL,
                _HEIGHT - 2,
            )
            for n in range(top)
        ),
    )
    said = "not claimed" if claimed is None else f"claimed {claimed}"
    seen = "not shown" if proved is None else f"proved {proved}"
    return format_html(
        '<span class="pair"><svg viewBox="0 0 {} {}" role="img" aria-label="{}, {}, of {}">{}</svg>'
        '<span aria-hidden="true">{} | <b{}>{}</b></span></span>',
        top * (_CELL + _GAP) - _GAP + 2,
        _HEIGHT,
        said,
        seen,
        top,
        cells,
        _figure(claimed),
        SafeString(' class="gap"' if (claimed or 0) > shown else ""),
        _figure(proved),
    )


def progress(part: int, whole: int, label: str = "") -> SafeString:
    """How much of a whole, as a bar with its numbers: 29 of 38."""
    width = round(100 * part / whole, 2) if whole else 0
    return format_html(
        '<div class="progress"><span>{} <b class="num">{} of {}</b></span>'
        '<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="4"></rect><rect class="bar-fill" width="{}" height="4"></rect>'
        "</svg></div>",
        label,
        part,
        whole,
        width,
    )


def legend(severities: tuple[str, ...] = SEVERITIES) -> SafeString:
    items = format_html_join(
        "", '<li><i class="{}"></i>{}</li>', ((_slug(word), word.replace("_", " ").capitalize()) for word in severities)
    )
    return format_html('<ul class="legend">{}</ul>', items)


def _figure(level: int | None) -> str:
    return "\N{EN DASH}" if level is None else str(level)
