"""The words that pages and documents of an order share: published references, and what stands beside the answers."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from assentian.impact import documents
from assentian.impact.bank.facts import Bank
from assentian.impact.orders.rules import OTHERS, Element, Order, shared
from assentian.standards.catalogue import catalogue


class Linked(Protocol):
    """A DPIA that another tool keeps, as somebody told."""

    url: str
    version: str
    digest: str
    dated: date
    reviewed_by: str
    reviewed_on: date


WITH_DPIA = frozenset({Order.DPIA, Order.FRIA})
"""Orders in which a DPIA that another tool keeps has something to say."""
_NAMES = {"gdpr": "GDPR", "eu-ai-act": "AI Act"}
"""Names by which people know the two laws; others go by their designation."""
TONES = {"told": "info", "partly_told": "warn", "not_told": "quiet", "not_asked": "quiet"}
"""Colours of coverage. None is that of a pass: what is told may still not suffice."""
_BESIDE = {Order.FRIA: ("eu-ai-act:art-27(2)", "eu-ai-act:art-27(3)", "eu-ai-act:art-27(4)")}
"""Paragraphs that ask for no answer of their own but say what to do with the whole."""


def printed(key: str) -> str:
    """A key as its publisher prints it, with the name of the document: `GDPR Art. 35(7)(a)`."""
    node = catalogue().node(key)
    edition = node.key.edition
    return f"{_NAMES.get(edition) or catalogue().edition(edition).designation} {node.printed}"


def reference(element: Element) -> str:
    """What an element is called where it is required; a module goes by its number in the guide."""
    return printed(element.serves) if element.serves else f"Guide, module {element.id.removeprefix('M')}"


def title(bank: Bank, order: Order) -> str:
    """The order's whole name."""
    return "In the order of the guide" if order is Order.GUIDE else documents.document(bank, order).title


def notes(bank: Bank, order: Order) -> Sequence[str]:
    """What the law or the standard says about the whole, in our words."""
    if order is Order.GUIDE:
        return ()
    found = documents.document(bank, order)
    beside = [f"{printed(key)}: {catalogue().node(key).summary}" for key in _BESIDE.get(order, ())]
    return (f"{printed(found.basis.short)}. {found.note}", *beside)


def claimed(linked: Linked) -> str:
    """Which DPIA another tool keeps, and what that is worth here."""
    which = [f"version {linked.version}"] if linked.version else []
    which += [f"SHA-256 {linked.digest}"] if linked.digest else []
    return (
        f"A DPIA is kept in another tool: {linked.url}, {', '.join(which)}, of {linked.dated:%Y-%m-%d}, reviewed by "
        f"{linked.reviewed_by} on {linked.reviewed_on:%Y-%m-%d}. It counts as a claim: nothing here has read it, and "
        "it is no part of the record that was signed."
    )


def also(element: Element, order: Order) -> str:
    """Which elements of the other law the same answers serve; empty where none or no other law is named."""
    found = shared(element, OTHERS.get(order, ()))
    told = ", ".join(f"{printed(key)} ({number} of {len(element.asked)})" for key, number in found.items())
    return f"The same answers also serve {told}." if told else ""
