"""Under which name attempts to sign in are counted: as accounts are found by it, in any case of its letters."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """For django-axes (`AXES_USERNAME_CALLABLE`): what was checked, else what the form gave."""
    given = (credentials or request.POST).get("username") or ""
    return str(given).strip().casefold()
