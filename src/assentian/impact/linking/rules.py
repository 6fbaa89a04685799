"""Pure decisions about a linked assessment: what a link has to say before it can stand for anything.

Invariants: it leads over https to a named host and carries no password; a version or a digest says which one is meant,
a day how old it is, and a name who reviewed it when. Does not: fetch the address, or read what lies behind it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

_DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST_URL = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`dated` is the day of the version that is linked. `digest` is a SHA-256 in hexadecimal."""

    url: str
    version: str = ""
    digest: str = ""
    dated: date
    reviewed_by: str
    reviewed_on: date


def against(link: Link, today: date) -> Iterator[tuple[str, str]]:
    """Every field that is wrong, with why."""
    if wrong := _against_url(link.url):
        yield "url", wrong
    if not (link.version.strip() or link.digest):
        yield "version", "name the version, or the SHA-256 of the file"
    if link.digest and not _DIGEST.fullmatch(link.digest):
        yield "digest", "a SHA-256 has 64 characters from 0-9 and a-f"
    if not link.reviewed_by.strip():
        yield "reviewed_by", "say who reviewed it"
    if link.dated > today:
        yield "dated", "the day of a version that stands does not lie in the future"
    if link.reviewed_on > today:
        yield "reviewed_on", "the review does not lie in the future"
    elif link.reviewed_on < link.dated:
        yield "reviewed_on", "the review is not older than the version"


def _against_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, name = parts.hostname, parts.username
    except ValueError:
        return "this is no address"
    if parts.scheme != "https" or not host or re.search(r"[\s\x00-\x1f\\]", url):
        return "give an address that begins with https://"
    if name is not None:
        return "leave name and password out of the address"
    return f"an address has {LONGEST_URL} characters at most" if len(url) > LONGEST_URL else ""
