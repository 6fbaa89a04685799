"""Light, dark, or as the device says: a choice kept in a cookie, so that it works without script and before log-in."""

from dataclasses import dataclass

from django.http import HttpRequest

COOKIE = "theme"


@dataclass(frozen=True)
class Theme:
    key: str
    label: str
    symbol: str


THEMES = (
    Theme("auto", "As the device", "device-desktop"),
    Theme("light", "Light", "sun"),
    Theme("dark", "Dark", "moon"),
)


def is_theme(key: str) -> bool:
    return any(theme.key == key for theme in THEMES)


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if is_theme(chosen) else THEMES[0].key
