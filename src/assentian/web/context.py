"""The context processor behind every page: theme, frame and navigation, worked out only when a template asks."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from assentian.web.registry import Count, Entry, Frame, Navigation, Section, frames, navigation
from assentian.web.theme import THEMES, theme_of

_TONES = ("bad", "warn", "")


@dataclass(frozen=True)
class Place:
    """An entry as drawn for one request."""

    label: str
    url: str
    current: bool
    count: Count | None


@dataclass(frozen=True)
class SectionView:
    section: Section
    places: tuple[Place, ...]

    @property
    def current(self) -> bool:
        return any(place.current for place in self.places)

    @property
    def url(self) -> str:
        return self.places[0].url

    @property
    def count(self) -> Count | None:
        """The most pressing count among the section's places."""
        counts = [place.count for place in self.places if place.count]
        return min(counts, key=lambda count: _TONES.index(count.tone), default=None)


def address(entry: Entry, frame: Frame) -> str:
    return reverse(entry.url_name, kwargs=None if entry.everywhere else dict(frame.url_kwargs))


def current_address(path: str, addresses: dict[str, Entry]) -> str:
    """The longest address that the path begins with; an exact entry answers only for itself."""
    fitting = (url for url, entry in addresses.items() if path == url or (path.startswith(url) and not entry.exact))
    return max(fitting, key=len, default="")


def sections(request: HttpRequest, registered: Navigation, frame: Frame) -> list[SectionView]:
    """The side navigation: sections that have entries, in the order of the clauses.

    Outside an organisation (a frame without `url_kwargs`) only the entries that are everywhere are shown.
    """
    shown = [entry for entry in registered.entries() if entry.everywhere or frame.url_kwargs]
    addresses = {address(entry, frame): entry for entry in shown}
    current = current_address(request.path, addresses)
    places: dict[Section, list[Place]] = {}
    for url, entry in addresses.items():
        count = entry.count(request) if entry.count else None
        places.setdefault(entry.section, []).append(Place(entry.label, url, url == current, count))
    return [SectionView(section, tuple(found)) for section, found in places.items()]


class Shell:
    themes = THEMES

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def theme(self) -> str:
        return theme_of(self._request)

    @cached_property
    def path(self) -> str:
        return self._request.get_full_path()

    @cached_property
    def frame(self) -> Frame:
        return frames.of(self._request)

    @cached_property
    def sections(self) -> list[SectionView]:
        return sections(self._request, navigation, self.frame)


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
