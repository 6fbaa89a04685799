"""Who is looking, for the head and foot of every page; told from what the middleware has loaded, without a query of its
own.
"""

from django.http import HttpRequest
from django.urls import reverse

from assentian.accounts.rules import Actor
from assentian.standards.vocabulary import Role
from assentian.web.components.lists import Link
from assentian.web.registry import Frame


def frame(request: HttpRequest) -> Frame:
    """Anonymous before signing in, a person outside organisations, a member with roles inside one."""
    user = getattr(request, "user", None)  # an error page can come before the session is known
    if user is None or not user.is_authenticated:
        return Frame()
    links = (
        Link("Your account", reverse("accounts:account")),
        Link("Organisations", reverse("accounts:organisations")),
    )
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return Frame(person=user.name, links=links, sign_out_url=reverse("accounts:logout"))
    return Frame(
        organisation=getattr(request, "organisation_name", ""),
        person=user.name,
        role=", ".join(role.label for role in Role if role in actor.roles),
        url_kwargs={"organisation": actor.organisation},
        links=links,
        sign_out_url=reverse("accounts:logout"),
    )
