"""What rooms give to the shell: navigation entries, panels on one another's pages, and who is looking.

A lower room's page shows something of a higher one only through here: the higher room registers in its
`AppConfig.ready`, so that imports point downwards only. Registering the same key twice is an
error. Nothing here reads the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest

from assentian.web.components.lists import Link


class Section(Enum):
    """The clauses of the harmonised structure, in their order, with what stands before and after them."""

    OVERVIEW = ("", "Overview")
    CONTEXT = ("4", "Context")
    LEADERSHIP = ("5", "Leadership")
    PLANNING = ("6", "Planning")
    SUPPORT = ("7", "Support")
    OPERATION = ("8", "Operation")
    EVALUATION = ("9", "Evaluation")
    IMPROVEMENT = ("10", "Improvement")
    STANDARDS = ("", "Standards")
    LEDGER = ("", "Ledger")

    @property
    def clause(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Count:
    """Open matters beside an entry: `Count(4, "open")`, with a tone (`warn`, `bad`) where they press."""

    number: int
    word: str
    tone: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the side navigation.

    `url_name` is reversed with the frame's `url_kwargs` unless `everywhere`. `count` answers in at most one query.
    `exact` marks an entry whose address begins other entries' addresses (the overview).
    """

    section: Section
    label: str
    url_name: str
    order: int = 100
    count: Callable[[HttpRequest], Count | None] | None = None
    everywhere: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Panel:
    """A card that one room puts on another room's page.

    `load` takes the request and the page's subject and returns the template's context, or None to stay away.
    """

    slot: str
    key: str
    template: str
    load: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class Frame:
    """Who is looking, and for which organisation: supplied by the room that knows people."""

    organisation: str = ""
    person: str = ""
    role: str = ""
    url_kwargs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[Link, ...] = ()
    sign_out_url: str = ""


class Navigation:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        if entry.url_name in self._entries:
            raise ValueError(f"navigation entry {entry.url_name!r} is registered twice")
        self._entries[entry.url_name] = entry

    def entries(self) -> list[Entry]:
        """Every entry, by section, then by its order, then by its label."""
        sections = list(Section)
        return sorted(self._entries.values(), key=lambda e: (sections.index(e.section), e.order, e.label))


class Panels:
    def __init__(self) -> None:
        self._panels: dict[tuple[str, str], Panel] = {}

    def add(self, panel: Panel) -> None:
        if (panel.slot, panel.key) in self._panels:
            raise ValueError(f"panel {panel.key!r} of slot {panel.slot!r} is registered twice")
        self._panels[panel.slot, panel.key] = panel

    def of(self, slot: str) -> list[Panel]:
        return sorted((p for p in self._panels.values() if p.slot == slot), key=lambda p: (p.order, p.key))


class FrameSource:
    """The one function that says who is looking; without it every page is anonymous."""

    def __init__(self) -> None:
        self._provider: Callable[[HttpRequest], Frame] | None = None

    def provide(self, provider: Callable[[HttpRequest], Frame]) -> None:
        if self._provider is not None:
            raise ValueError("the frame already has a provider")
        self._provider = provider

    def of(self, request: HttpRequest) -> Frame:
        return self._provider(request) if self._provider else Frame()


navigation = Navigation()
panels = Panels()
frames = FrameSource()
