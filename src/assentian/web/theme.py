"""Light, dark, or as the device says: a choice kept in a cookie, so that it works without script and before log-in."""

from django.http import HttpRequest

COOKIE = "theme"
CHOICES = {"auto": "As the device", "light": "Light", "dark": "Dark"}


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in CHOICES else "auto"
