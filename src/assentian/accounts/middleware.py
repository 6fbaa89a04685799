"""Resolve the organisation in the address to the acting member, before any view under it runs.

Somebody who is no member gets 404: they learn nothing, not even that the organisation exists. A member without the
permission gets 403, and so does everybody where a view under an organisation declares none (`web.access.requires`).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from assentian.accounts import queries
from assentian.accounts.rules import NotPermittedError
from assentian.web.access import View


class OrganisationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: list[Any], kwargs: dict[str, Any]) -> None:
        key = kwargs.pop("organisation", None)
        if key is None or not request.user.is_authenticated:
            return
        if not hasattr(view, "permission"):
            raise PermissionDenied("this view declares no permission")
        acting = queries.acting(request.user, key)
        if acting is None:
            raise Http404
        request.actor, request.organisation_name = acting  # type: ignore[attr-defined]  # makes it an OrganisationRequest

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Show a refused permission as the 403 page, whichever layer refused."""
        if isinstance(error, NotPermittedError):
            raise PermissionDenied(str(error)) from error
