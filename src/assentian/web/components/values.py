"""Values as a reader wants them: digests, dates, numbers, ledger entries. Times are shown in UTC and say so."""

import re
from datetime import UTC, date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from assentian.web.components.icons import icon
from assentian.web.components.status import tag

NOTHING = "\N{EN DASH}"
_SPACE = "\N{NO-BREAK SPACE}"
_HEAD, _TAIL = 8, 4


def number(value: float | None) -> str:
    """Thousands apart by a space that does not break (ISO 80000-1, 7.3.1): 18 204."""
    return NOTHING if value is None else f"{value:,}".replace(",", _SPACE)


def digest(value: str | None, *, full: bool = False) -> SafeString:
    """A digest in mono, shortened unless `full`; the whole is in its title and what the copy button takes."""
    if not value:
        return format_html('<span class="muted">{}</span>', NOTHING)
    plain = re.sub(r"^[a-z0-9-]+:", "", value)
    short = plain if full or len(plain) <= _HEAD + _TAIL + 1 else f"{plain[:_HEAD]}…{plain[-_TAIL:]}"
    css = "digest full" if full else "digest"
    return format_html('<code class="{}" title="{}" data-copy="{}">{}</code>', css, value, value, short)


def when(moment: datetime | None) -> SafeString:
    """A moment, to the minute, in UTC: 22 Nov 2026 18:04 UTC. A naive one is taken as UTC."""
    if moment is None:
        return format_html('<span class="muted">{}</span>', NOTHING)
    utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return format_html(
        '<time datetime="{}">{} {}</time>', utc.isoformat(timespec="seconds"), utc.day, f"{utc:%b %Y %H:%M UTC}"
    )


def day(value: date | None) -> SafeString:
    """A date as registers print it: 2026-12-15."""
    if value is None:
        return format_html('<span class="muted">{}</span>', NOTHING)
    plain = value.astimezone(UTC).date() if isinstance(value, datetime) and value.tzinfo else value
    return format_html('<time datetime="{0}">{0}</time>', f"{plain:%Y-%m-%d}")


def seal(
    entry: int, root: str, moment: datetime | None, *, url: str = "", word: str = "sealed", text: str = ""
) -> SafeString:
    """The line under a record that says where it stands in the ledger; `word` is what the last verification found."""
    name = format_html("entry {}", number(entry))
    place = format_html('<a href="{}">{}</a>', url, name) if url else name
    return format_html(
        '<div class="seal">{} {}<span>{} {}, {}, root {}</span></div>',
        icon("fingerprint"),
        tag(word),
        text or "In the ledger as",
        place,
        when(moment),
        digest(root),
    )
