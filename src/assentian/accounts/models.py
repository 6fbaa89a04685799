"""Organisations (tenants), people, their roles, and the keys and tokens of their machines.

Every record of the management system belongs to one organisation: it inherits `OrganisationRecord`, and is read through
`objects.of(organisation)`. People belong to the installation and enter an organisation by membership.
"""

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from assentian.journal.acts import act
from assentian.journal.context import current
from assentian.journal.models import INSTALLATION, Record
from assentian.standards.vocabulary import Role


class Organisation(Record):
    key = models.SlugField(primary_key=True, max_length=64)
    name = models.CharField(max_length=200)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


_Owned_co = TypeVar("_Owned_co", bound=models.Model, covariant=True)


class OrganisationManager(models.Manager[_Owned_co]):
    def of(self, organisation: str) -> models.QuerySet[_Owned_co]:
        """Only the records of this organisation; every read starts here."""
        return self.filter(organisation_id=organisation)


class OrganisationRecord(Record):
    """A record of one organisation; its changes enter that organisation's ledger."""

    organisation_column = "organisation_id"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OrganisationManager[Self]] = OrganisationManager()

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Record):
    """A person. In the ledger they are their pseudonym; name, address and password hash are commitments that can be
    erased.
    """

    personal = frozenset({"email", "name", "password"})

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    last_login = None  # when somebody signed in is the throttle's business, not a change of the person

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """Name of this person in acts."""
        return f"p:{self.pseudonym}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Django rehashes a password at log-in by a save of its own; that save, and no other, opens its act here."""
        if current() is None and kwargs.get("update_fields") == ["password"]:
            with act(INSTALLATION, self.actor, "rehash password"):
                super().save(*args, **kwargs)
        else:
            super().save(*args, **kwargs)


class Membership(OrganisationRecord):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32, choices=Role.choices())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "role"], condition=models.Q(ended_at=None), name="one_membership_a_role"
            )
        ]


class ApiToken(OrganisationRecord):
    """A bearer token of a machine; only its SHA-256 is kept, and that only as a commitment in the ledger."""

    personal = frozenset({"digest"})

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class SigningKey(OrganisationRecord):
    """The public half of a key whose signatures on evidence this organisation accepts (Ed25519, C2SP verifier key)."""

    name = models.CharField(max_length=100)
    key_id = models.CharField(max_length=64)
    public_key = models.CharField(max_length=200)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key_id"], name="a_signing_key_once")]
