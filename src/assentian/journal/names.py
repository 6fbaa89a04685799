"""How pages name what the ledger only numbers: people behind pseudonyms, rows behind table and key.

The ledger itself holds pseudonyms, so that a name can be erased; who knows the names registers here. Nothing here is
part of a proof.
"""

from collections.abc import Callable, Iterable, Mapping

from assentian.journal.registry import tables

NameSource = Callable[[Iterable[str]], Mapping[str, str]]
"""Names of those of the given actors that the source knows, by actor."""

_SYSTEM = {"s:migrate": "Migration", "s:installation": "Installation"}
_sources: list[NameSource] = []


def provide(source: NameSource) -> None:
    _sources.append(source)


def actors(wanted: Iterable[str]) -> dict[str, str]:
    """A name for each actor: a person's while it is known, else the beginning of the pseudonym. One query a source."""
    wanted = set(wanted)
    found = {actor: _SYSTEM.get(actor, f"{actor[:10]}…") for actor in wanted}
    for source in _sources:
        found |= source(wanted)
    return found


def row(about: str) -> str:
    """`table/key` in words: "AI system 3". An artefact's `sha256/...` and an unknown table stay as they are."""
    table, _, key = about.partition("/")
    known = tables().get(table)
    return f"{known.title} {key}".strip() if known else about
