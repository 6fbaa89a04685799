"""The verbs of accounts: found an organisation, add people and roles, issue tokens, accept evidence keys.

Each opens one act. The first person of an installation is made by `found_installation`, from the command line only;
no account ever has a default password.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from assentian.accounts.approving import approving, digest
from assentian.accounts.models import ApiToken, Membership, Organisation, SigningKey, User
from assentian.accounts.rules import EVERY_ROLE, Actor, is_key, token_digest
from assentian.journal import integration
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.journal.models import INSTALLATION
from assentian.ledger.verify import VerifierKey
from assentian.standards.vocabulary import Role

TOKEN_PREFIX = "asn_"  # noqa: S105  # lets a secret scanner recognise our tokens


class AccountError(ValueError):
    """What was asked cannot be done; the message says why, to a person, and `field` what of it is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    email: str
    password: str


def found_organisation(key: str, name: str, manager: User) -> Organisation:
    """Create an organisation with its own ledger, managed by `manager`. `AccountError` when the key is taken, reserved
    or no key.
    """
    if not is_key(key):
        raise AccountError(f"{key!r} is no key: small letters, digits and hyphens, at most 64")
    if key == INSTALLATION:
        raise AccountError(f"the key {key!r} is reserved for the installation's own ledger")
    try:
        with act(key, manager.actor, "found organisation"), transaction.atomic():
            organisation = Organisation.objects.create(key=key, name=name, founded_at=now())
            Membership.objects.create(organisation=organisation, user=manager, role=Role.AIMS_MANAGER)
    except IntegrityError:
        raise AccountError(f"an organisation with the key {key!r} exists already") from None
    return organisation


def create_person(person: NewPerson, by: str = "s:installation") -> User:
    """Create an account. `django.core.exceptions.ValidationError` when the password is too weak, `AccountError` when
    taken.
    """
    user = User(email=User.objects.normalize_email(person.email), name=person.name)
    validate_password(person.password, user)
    user.set_password(person.password)
    return _record(user, by)


def invite(actor: Actor, name: str, email: str, roles: set[str]) -> User:
    """Give whoever has this address the roles; without an account they get one, and choose its password by the link of
    `invitations.path`. Somebody who has an account keeps their name.
    """
    actor.require("members.manage")
    if not roles:
        raise AccountError("Choose at least one role.", "roles")
    with transaction.atomic():  # no account is left behind without the roles that it was made for
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User(email=User.objects.normalize_email(email), name=name)
            user.set_unusable_password()
            _record(user, actor.name)
        add_member(actor, user, roles)
    return user


def choose_password(user: User, password: str) -> None:
    """Set it, which ends every session and every link of before. `django.core.exceptions.ValidationError` when it is
    too weak.
    """
    validate_password(password, user)
    user.set_password(password)
    with act(INSTALLATION, user.actor, "choose password"):
        user.save(update_fields=["password"])


def _record(user: User, by: str) -> User:
    try:
        validate_email(user.email)  # who cannot type it into the sign-in would be locked out
    except ValidationError:
        raise AccountError(f"{user.email!r} is no e-mail address", "email") from None
    try:
        with act(INSTALLATION, by, "create person"), transaction.atomic():
            user.save()
    except IntegrityError:
        raise AccountError(f"{user.email} has an account already", "email") from None
    return user


def add_member(actor: Actor, user: User, roles: set[str]) -> None:
    """Give `user` the roles in the actor's organisation; roles they already hold stay."""
    actor.require("members.manage")
    if unknown := roles - EVERY_ROLE:
        raise AccountError(f"unknown roles: {', '.join(sorted(unknown))}")
    held = set(
        Membership.objects.of(actor.organisation).filter(user=user, ended_at=None).values_list("role", flat=True)
    )
    with act(actor.organisation, actor.name, "add member"):
        for role in sorted(roles - held):
            Membership.objects.create(organisation_id=actor.organisation, user=user, role=role)


def set_roles(actor: Actor, user: User, roles: set[str]) -> None:
    """Let `user` hold exactly these roles in the actor's organisation; none ends the membership. `AccountError` when
    nobody would be left who can manage the organisation.
    """
    actor.require("members.manage")
    if unknown := roles - EVERY_ROLE:
        raise AccountError(f"unknown roles: {', '.join(sorted(unknown))}", "roles")
    with act(actor.organisation, actor.name, "change roles"):
        held = Membership.objects.of(actor.organisation).filter(ended_at=None).order_by("pk")
        standing = list(held.select_related("user").select_for_update(of=("self",)))
        theirs = {membership.role: membership for membership in standing if membership.user_id == user.pk}
        if Role.AIMS_MANAGER in set(theirs) - roles and not any(_manages(one) for one in standing if one.user != user):
            raise AccountError("An organisation needs an AIMS manager. Give somebody else that role first.", "roles")
        for role in sorted(roles - set(theirs)):
            Membership.objects.create(organisation_id=actor.organisation, user=user, role=role)
        for role in sorted(set(theirs) - roles):
            theirs[role].ended_at = now()
            theirs[role].save(update_fields=["ended_at"])


def _manages(membership: Membership) -> bool:
    """Whether this makes somebody who can come in an AIMS manager."""
    user = membership.user
    return membership.role == Role.AIMS_MANAGER and user.is_active and user.has_usable_password()


def issue_token(actor: Actor, name: str, *, valid_for: timedelta = timedelta(days=90)) -> str:
    """A new bearer token, returned once and never again; only its digest is kept."""
    actor.require("tokens.issue")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    moment = now()
    with act(actor.organisation, actor.name, "issue token"):
        ApiToken.objects.create(
            organisation_id=actor.organisation,
            name=name,
            digest=token_digest(token),
            issued_by_id=actor.user_id,
            issued_at=moment,
            expires_at=moment + valid_for,
        )
    return token


def accept_signing_key(actor: Actor, name: str, public_key: str) -> SigningKey:
    """Accept evidence signed by this key (as `<name>+<hash>+<base64>`) from now on. `AccountError` when it cannot be
    read.
    """
    try:
        key = VerifierKey.parse(public_key.strip())
    except ValueError as error:
        raise AccountError(f"{error}") from None
    with approving(actor, "keys.accept", "accept signing key") as approval:
        accepted, is_new = SigningKey.objects.of(actor.organisation).get_or_create(
            key_id=key.id,
            defaults={
                "organisation_id": actor.organisation,
                "name": name,
                "public_key": str(key),
                "accepted_by_id": actor.user_id,
                "accepted_at": now(),
            },
        )
        if is_new:
            sealed = {"key": str(key), "purpose": "evidence"}
            integration.seal(actor.organisation, approval.under.encode(), "key", sealed)
            approval.of(accepted, shown=digest(sealed))
    return accepted


def revoke_token(actor: Actor, name: str, at: datetime) -> int:
    """End every token of this name that still stands; returns how many."""
    actor.require("tokens.issue")
    with act(actor.organisation, actor.name, "revoke token"):
        standing = ApiToken.objects.of(actor.organisation).filter(name=name, revoked_at=None)
        return standing.update(revoked_at=at)


def revoke_signing_key(actor: Actor, key: SigningKey, at: datetime) -> None:
    """Accept nothing signed by this key after `at`; what was received before stays valid."""
    actor.require("keys.revoke")
    with act(actor.organisation, actor.name, "revoke signing key"):
        SigningKey.objects.of(actor.organisation).filter(pk=key.pk).update(revoked_at=at)
