"""Reads of accounts: who acts, in which organisation, with which roles."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q

from assentian.accounts.models import ApiToken, Membership, Organisation, SigningKey, User
from assentian.accounts.rules import Actor, Authentication, token_digest
from assentian.journal.context import now
from assentian.standards.vocabulary import IdentityLevel, Role


def organisations_of(user: User) -> list[Organisation]:
    """The organisations in which this person holds a role, by name. One query."""
    return list(
        Organisation.objects.filter(
            key__in=Membership.objects.filter(user=user, ended_at=None).values("organisation_id")
        ).order_by("name")
    )


def acting(user: User, organisation: str, known: Authentication | None = None) -> tuple[Actor, str] | None:
    """This person, so authenticated, acting in the organisation, and its name; None for an outsider. One query."""
    held = list(
        Membership.objects.of(organisation).filter(user=user, ended_at=None).values_list("role", "organisation__name")
    )
    if not held:
        return None
    return Actor(user.actor, user.pk, organisation, frozenset(role for role, _ in held), known), held[0][1]


def member(organisation: str, email: str, known: Authentication | None = None) -> Actor | None:
    """The active member with this e-mail address acting in the organisation; None where there is none. Two queries."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    acts = acting(user, organisation, known) if user else None
    return acts[0] if acts else None


def actor_of_token(token: str, organisation: str, moment: datetime | None = None) -> Actor | None:
    """A machine acting by token: it may contribute evidence and read, no more, and signs nothing.

    None when the token is unknown, expired or revoked, or its issuer is no active member any more.
    """
    moment = moment or now()
    found = (
        ApiToken.objects.of(organisation)
        .filter(digest=token_digest(token), revoked_at=None, expires_at__gt=moment, issued_by__is_active=True)
        .filter(issued_by__in=Membership.objects.of(organisation).filter(ended_at=None).values("user"))
        .select_related("issued_by")
        .first()
    )
    if found is None:
        return None
    known = Authentication(IdentityLevel.TOKEN, moment)
    return Actor(found.issued_by.actor, found.issued_by_id, organisation, frozenset({Role.CONTRIBUTOR}), known)


def signing_keys(organisation: str, at: datetime | None = None) -> list[SigningKey]:
    """Keys whose evidence signatures the organisation accepts, at the moment."""
    moment = at or now()
    return list(
        SigningKey.objects.of(organisation)
        .filter(Q(revoked_at=None) | Q(revoked_at__gt=moment), accepted_at__lte=moment)
        .order_by("accepted_at", "pk")
    )


def people(organisation: str) -> list[tuple[User, list[str]]]:
    """Members by name, each with their roles. Two queries."""
    members: dict[int, tuple[User, list[str]]] = {}
    held = (
        Membership.objects.of(organisation).filter(ended_at=None).select_related("user").order_by("user__name", "role")
    )
    for membership in held:
        members.setdefault(membership.user_id, (membership.user, []))[1].append(membership.get_role_display())
    return list(members.values())


def person(organisation: str, user_id: int) -> tuple[User, list[str]] | None:
    """A member and the roles that they hold; None for anybody else. One query."""
    held = Membership.objects.of(organisation).filter(user_id=user_id, ended_at=None).select_related("user")
    roles = {membership.role: membership.user for membership in held}
    return (next(iter(roles.values())), list(roles)) if roles else None


def account(email: str) -> User | None:
    """The account with this e-mail address, in any case of its letters. One query."""
    return User.objects.filter(email__iexact=email, is_active=True).first()


def name_of(organisation: str) -> str | None:
    """The name of the organisation with this key; None where there is none."""
    return Organisation.objects.filter(pk=organisation).values_list("name", flat=True).first()


def keys() -> list[str]:
    """Keys of every organisation of this installation, in name order: for whoever runs it."""
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def is_in_use() -> bool:
    """Whether this installation has any account yet."""
    return User.objects.exists()


def names(actors: Iterable[str]) -> dict[str, str]:
    """Names of the people among these actors. One query."""
    pseudonyms = [actor.removeprefix("p:") for actor in actors if actor.startswith("p:")]
    return {user.actor: user.name for user in User.objects.filter(pseudonym__in=pseudonyms)}


def people_by_role(organisation: str) -> dict[str, int]:
    """How many people hold each role that somebody holds. One query."""
    held = Membership.objects.of(organisation).filter(ended_at=None, user__is_active=True)
    return dict(held.values_list("role").annotate(Count("pk")).order_by("role"))


def left(organisation: str, people: Iterable[int]) -> dict[int, datetime]:
    """When each of these people who holds no role any more gave up the last one. One query."""
    held = Membership.objects.of(organisation).filter(user__in=list(people)).values_list("user_id")
    found = held.annotate(last=Max("ended_at"), still=Count("pk", filter=Q(ended_at=None, user__is_active=True)))
    return {user: last for user, last, still in found.order_by("user_id") if not still and last is not None}


def unfilled_since(organisation: str, roles: Iterable[str]) -> datetime | None:
    """When the last person left who held one of these roles; None while somebody does, and where nobody ever did."""
    held = Membership.objects.of(organisation).filter(role__in=list(roles))
    if held.filter(ended_at=None, user__is_active=True).exists():
        return None
    last: datetime | None = held.aggregate(last=Max("ended_at"))["last"]
    return last


def is_member(organisation: str, user_id: int) -> bool:
    """Whether this person holds a role in the organisation. One query."""
    return Membership.objects.of(organisation).filter(user_id=user_id, ended_at=None).exists()
