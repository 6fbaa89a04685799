"""How a view declares what it needs, and what a request inside an organisation carries.

Every view under `/o/<organisation>/` is declared with `requires(permission)`. The middleware of `accounts` resolves
the acting member before the view runs and refuses a view without a declaration: forgetting is safe. Which role
carries which permission is not decided here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponseBase


class OrganisationRequest(HttpRequest):
    """A request inside an organisation. `actor` is who acts there; `organisation_name` is for the page's head."""

    actor: Any  # an accounts.rules.Actor; this room knows no account
    organisation_name: str


View = Callable[..., HttpResponseBase]


def requires(permission: str) -> Callable[[Callable[Concatenate[OrganisationRequest, ...], HttpResponseBase]], View]:
    """Declare the permission of a view under an organisation; without it the member gets 403."""

    def declare(view: Callable[Concatenate[OrganisationRequest, ...], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: OrganisationRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.actor.require(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the middleware and the access test
        return guarded

    return declare
