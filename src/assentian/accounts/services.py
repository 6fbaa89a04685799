"""The verbs of accounts: found an organisation, add people and roles, issue tokens, accept evidence keys.

Each opens one act. The first person of an installation is made by `found_installation`, from the command line only;
no account ever has a default password.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

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
    """What was asked cannot be done; the message says why, to a person."""


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
    email = User.objects.normalize_email(person.email)
    user = User(email=email, name=person.name)
    validate_password(person.password, user)
    user.set_password(person.password)
    try:
        with act(INSTALLATION, by, "create person"), transaction.atomic():
            user.save()
    except IntegrityError:
        raise AccountError(f"{email} has an account already") from None
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
        raise AccountError(f"unknown roles: {', '.join(sorted(unknown))}")
    with act(actor.organisation, actor.name, "change roles"):
        held = list(Membership.objects.of(actor.organisation).filter(ended_at=None).select_for_update().order_by("pk"))
        theirs = {one.role: one for one in held if one.user_id == user.pk}
        others = any(one.role == Role.AIMS_MANAGER for one in held if one.user_id != user.pk)
        if Role.AIMS_MANAGER in set(theirs) - roles and not others:
            raise AccountError("an organisation needs an AIMS manager; give somebody else that role first")
        for role in sorted(roles - set(theirs)):
            Membership.objects.create(organisation_id=actor.organisation, user=user, role=role)
        for role in sorted(set(theirs) - roles):
            theirs[role].ended_at = now()
            theirs[role].save(update_fields=["ended_at"])


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
    actor.require("keys.accept")
    try:
        key = VerifierKey.parse(public_key.strip())
    except ValueError as error:
        raise AccountError(f"{error}") from None
    with act(actor.organisation, actor.name, "accept signing key") as opened:
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
            integration.seal(actor.organisation, opened.encode(), "key", {"key": str(key), "purpose": "evidence"})
    return accepted


def revoke_token(actor: Actor, name: str, at: datetime) -> int:
    """End every token of this name that still stands; returns how many."""
    actor.require("tokens.issue")
    with act(actor.organisation, actor.name, "revoke token"):
        standing = ApiToken.objects.of(actor.organisation).filter(name=name, revoked_at=None)
        return standing.update(revoked_at=at)


def revoke_signing_key(actor: Actor, key: SigningKey, at: datetime) -> None:
    """Accept nothing signed by this key after `at`; what was received before stays valid."""
    actor.require("keys.accept")
    with act(actor.organisation, actor.name, "revoke signing key"):
        SigningKey.objects.of(actor.organisation).filter(pk=key.pk).update(revoked_at=at)
