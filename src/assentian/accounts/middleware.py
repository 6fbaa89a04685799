"""Resolve the organisation in the address to the acting member, before any view under it runs.

Somebody who is no member gets 404: they learn nothing, not even that the organisation exists. A member without the
permission gets 403, and so does everybody where a view under an organisation declares none (`web.access.requires`).
Where a service will not sign before its signer is made sure of, the page that asks for the password answers.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from assentian.accounts import confirming, queries
from assentian.accounts.rules import NotConfirmedError, NotPermittedError
from assentian.web.access import OrganisationRequest, View


class OrganisationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: OrganisationRequest, view: View, _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        key = kwargs.pop("organisation", None)
        if key is None or not request.user.is_authenticated:
            return None
        if not hasattr(view, "permission"):
            raise PermissionDenied("this view declares no permission")
        acting = queries.acting(request.user, key, confirming.known(request))
        if acting is None:
            raise Http404
        request.actor, request.organisation_name = acting
        if not confirming.is_answered(request):
            return None
        refusal = confirming.check(request)
        request.actor = replace(request.actor, authentication=confirming.known(request))
        return refusal

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a refused permission as the 403 page, whichever layer refused; ask where nobody made sure who signs."""
        if isinstance(error, NotPermittedError):
            raise PermissionDenied(str(error)) from error
        return confirming.ask(request, error.action) if isinstance(error, NotConfirmedError) else None
