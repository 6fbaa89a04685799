"""The words of a page that a person sees, read from its HTML.

Left out: scripts, styles, templates, comments, and elements that are hidden by an attribute or by a style of their own.
Does not: apply style sheets or run scripts, so that what these hide counts as seen and what they add does not.
"""

import re
from collections import Counter
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template", "noscript", "head"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)


class _Reader(HTMLParser):
    """`open` are the elements around the current place, each with whether it hides; `hiding` counts those that do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.named: Counter[str] = Counter()
        self.hiding = 0
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        hides = tag in _UNSEEN or "hidden" in given or bool(_HIDING.search(given.get("style", "")))
        if tag not in _VOID:
            self.open.append((tag, hides))
            self.named[tag] += 1
            self.hiding += hides
        if not hides and not self.hiding:
            link = given.get("href", "")
            self.words += [given[name] for name in ("alt", "aria-label", "placeholder") if given.get(name)]
            self.words += [link] if link.startswith(("mailto:", "tel:")) else []

    def handle_endtag(self, tag: str) -> None:
        while self.named[tag]:
            name, hides = self.open.pop()
            self.named[name] -= 1
            self.hiding -= hides
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.hiding:
            self.words.append(data)


def visible_text(page: str) -> str:
    """The words that are seen, one blank between them; a text that is no HTML is seen as it stands."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return " ".join(" ".join(reader.words).split())
