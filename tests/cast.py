"""The fixed cast: one organisation with every kind of member, an outsider who manages another, and nobody.

Built once a test by calling the services, as the product itself would. `cast.client("owner")` has just signed in,
`cast.actor("owner")` acts so; `cast.client("owner", hours_ago=1)` gave the password too long ago to sign.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client

from assentian.accounts import queries, services
from assentian.accounts.confirming import SESSION_KEY
from assentian.accounts.models import User
from assentian.accounts.rules import Actor, Authentication
from assentian.journal.context import now
from assentian.standards.vocabulary import IdentityLevel, Role

PASSWORD = "correct-horse-battery-staple"
MEMBERS = {
    "manager": Role.AIMS_MANAGER,
    "top": Role.TOP_MANAGEMENT,
    "owner": Role.SYSTEM_OWNER,
    "risk_owner": Role.RISK_OWNER,
    "assessor": Role.ASSESSOR,
    "approver": Role.APPROVER,
    "contributor": Role.CONTRIBUTOR,
    "auditor": Role.EXTERNAL_AUDITOR,
}


@dataclass
class Cast:
    """`people` by part; "outsider" manages the organisation "elsewhere", "anonymous" is not signed in."""

    organisation: str = "northwind"
    elsewhere: str = "elsewhere"
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, part: str, organisation: str = "") -> Actor:
        acting = queries.acting(
            self.people[part],
            organisation or (self.elsewhere if part == "outsider" else self.organisation),
            Authentication(IdentityLevel.PASSWORD, now()),
        )
        assert acting is not None
        return acting[0]

    def client(self, part: str, *, hours_ago: int = 0) -> Client:
        client = Client()
        if part != "anonymous":
            client.force_login(self.people[part], backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session[SESSION_KEY] = (now() - timedelta(hours=hours_ago)).isoformat()
            session.save()
        return client


def gather() -> Cast:
    cast = Cast()
    for part in [*MEMBERS, "outsider"]:
        person = services.NewPerson(part.title(), f"{part}@example.org", PASSWORD)
        cast.people[part] = services.create_person(person)
    services.found_organisation(cast.organisation, "Northwind", cast.people["manager"])
    services.found_organisation(cast.elsewhere, "Elsewhere", cast.people["outsider"])
    manager = cast.actor("manager")
    for part, role in MEMBERS.items():
        services.add_member(manager, cast.people[part], {role})
    return cast
