"""Which characters a document can show, and how the others are told: as their number, `[U+1F600]`, never as a blank.

PDF/A and PDF/UA refuse a character without a glyph, and one emoji in a reason must not keep a statement from being
printed. The fonts are those inside Typst; `showable.json` lists what they have, and a test holds it to the installed
Typst. XML 1.0 has no control characters, so DOCX and XLSX tell those in the same way.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_WORD = re.compile(r"\S{32,}")
_PIECE = 16
_LAST_ASCII = 0x7E
BREAK = "\N{ZERO WIDTH SPACE}"


@cache
def showable() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the ranges that the fonts have, in order."""
    ranges = json.loads(Path(__file__).with_name("showable.json").read_text(encoding="ascii"))
    return tuple(first for first, _ in ranges), tuple(last for _, last in ranges)


def has_glyph(character: str) -> bool:
    code = ord(character)
    firsts, lasts = showable()
    place = bisect_right(firsts, code) - 1
    return place >= 0 and code <= lasts[place]


def numbered(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def printed(text: str) -> str:
    """Text as a PDF shows it: composed, lines kept, what no font has told by number, long words free to break."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    shown = "".join(c if c == "\n" or has_glyph(c) else numbered(c) for c in composed)
    return _LONG_WORD.sub(lambda word: _broken(word.group()), shown)


def without_marks(text: str) -> str:
    """Combining marks told by number: whether one has a glyph depends on the letter that it stands on."""
    return "".join(numbered(c) if unicodedata.category(c).startswith("M") else c for c in text)


def in_ascii(text: str) -> str:
    """The last resort: a document with numbers in it is better than none."""
    return "".join(c if c in ("\n", BREAK) or " " <= c <= chr(_LAST_ASCII) else numbered(c) for c in text)


def in_xml(text: str) -> str:
    return _NOT_XML.sub(lambda found: numbered(found.group()), text)


def each(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON value with every text changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: each(item, change) for key, item in value.items()}
    return [each(item, change) for item in value] if isinstance(value, list | tuple) else value


def _broken(word: str) -> str:
    return BREAK.join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
