"""Pure decisions of the inventory: how a name becomes a slug, what a digest looks like."""

import re
import unicodedata
from datetime import MAXYEAR, MINYEAR, datetime

from assentian.standards.vocabulary import Stage

RESERVED = frozenset({"register"})
"""Slugs whose addresses are pages of their own."""
LONGEST_LABEL = 64
_DIGEST = re.compile(r"[0-9a-f]{64}")


def slug(name: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 64 characters; empty when nothing is left.

    Letters lose their marks (é is e, by Unicode's compatibility decomposition, NFKD).
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64].rstrip("-")


def is_digest(text: str) -> bool:
    """Whether this is a SHA-256 in lower-case hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """Whether a label of a revision can stand in a table: not empty, not long, nothing that cannot be printed."""
    return 0 < len(text.strip()) <= len(text) <= LONGEST_LABEL and text.isprintable()


def is_storable(moment: datetime) -> bool:
    """Whether the moment is one in every time zone."""
    return MINYEAR < moment.year < MAXYEAR


def is_in_scope(stage: str) -> bool:
    """Whether a system in this stage must be covered by evidence: beyond inception, and not retired."""
    return stage not in {Stage.INCEPTION, Stage.RETIREMENT}
