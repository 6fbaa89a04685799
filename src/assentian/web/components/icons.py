"""Icons from one sprite (Tabler outline, MIT). An icon is silent unless it is given a label."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "assentian/icons.svg"


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)
