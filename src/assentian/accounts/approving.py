"""The one way to sign: permission, fresh authentication, the act, and the approval leaf that tells of both.

Every service behind a permission that approves, accepts or signs (`rules.is_approval`) opens its act here and names
each record that it signs; a test of the architecture demands it. The leaf says who, in which roles, how and how long
ago it was made sure that it is them, which record, and the SHA-256 of what was shown; the reason is a commitment, as in
every leaf. Does not: decide who must not sign (whoever made the record), which is a rule of each room.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model

from assentian.accounts import rules
from assentian.accounts.rules import Actor, Authentication, NotConfirmedError
from assentian.journal import integration
from assentian.journal.acts import act
from assentian.journal.context import Act, now
from assentian.ledger import canonical


@dataclass(frozen=True, slots=True)
class Approval:
    """What is being signed in an act that is under way."""

    organisation: str
    under: Act
    roles: list[str]
    known: Authentication

    def of(self, record: Model, *, shown: str, role: str = "") -> None:
        """Say that `record` is signed by somebody who saw what has the SHA-256 `shown`; in one `role` where a rule of
        the room decides which.
        """
        content = {
            "obj": [record._meta.db_table, str(record.pk)],
            "shown": shown,
            "roles": [role] if role else self.roles,
            "auth": {"level": str(self.known.level), "age": int(self.known.age(now()).total_seconds())},
        }
        integration.seal(self.organisation, self.under.encode(), "approval", content)


@contextmanager
def approving(actor: Actor, permission: str, action: str, *, why: str = "") -> Iterator[Approval]:
    """Open the act in which `actor` signs. `NotPermittedError`, or `NotConfirmedError` when it is not known freshly
    enough who signs; the page then asks for the password, and nothing typed is lost.
    """
    if not rules.is_approval(permission):
        raise ValueError(f"{permission!r} signs nothing")
    actor.require(permission)
    known = actor.authentication
    held = rules.against_signing(known, now(), settings.CONFIRMED_FOR)
    if known is None or held:
        raise NotConfirmedError(held, action)
    with act(actor.organisation, actor.name, action, why=why) as under:
        yield Approval(actor.organisation, under, rules.signing_roles(permission, actor.roles), known)


def digest(told: Mapping[str, Any]) -> str:
    """SHA-256 of canonical values that a page shows of a record which nothing changes any more."""
    return hashlib.sha256(canonical.encode(dict(told))).hexdigest()
