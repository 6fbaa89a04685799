"""Who calls: the bearer of a token of the organisation in the address. No session, no cookie, so no CSRF either."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from assentian.accounts import queries
from assentian.accounts.rules import Actor

ORGANISATION = "organisation_key"
"""The path's parameter: not `organisation`, which the middleware resolves for members who are signed in."""


class ApiRequest(HttpRequest):
    """A request of a machine; what it may is decided by its roles in this organisation."""

    auth: Actor


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The acting machine, which may at least read; None for any other token, of whatever organisation."""
        address = request.resolver_match
        actor = queries.actor_of_token(token, address.kwargs[ORGANISATION]) if address else None
        if actor is not None:
            actor.require("read")
        return actor
