"""The fixed cast: one organisation with every kind of member, an outsider who manages another, and nobody.

Built once a test by calling the services, as the product itself would. `cast.client("owner")` is signed in,
`cast.actor("owner")` acts.
"""

from dataclasses import dataclass, field

from django.test import Client

from assentian.accounts import queries, services
from assentian.accounts.models import User
from assentian.accounts.rules import Actor
from assentian.standards.vocabulary import Role

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
            self.people[part], organisation or (self.elsewhere if part == "outsider" else self.organisation)
        )
        assert acting is not None
        return acting[0]

    def client(self, part: str) -> Client:
        client = Client()
        if part != "anonymous":
            client.force_login(self.people[part], backend="django.contrib.auth.backends.ModelBackend")
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
